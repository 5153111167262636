import { type Digest, digestOfFrames } from '../base/hash.js'

/** The digest of an input that says nothing of its target: it is as if it were not there. */
export const saysNothing: Digest = digestOfFrames(['says nothing'])
