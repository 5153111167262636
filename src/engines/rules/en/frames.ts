/**
 * The English frames, by style, best tier first.
 *
 * Where a built-in prompt anchors a style on its opening words, the frames open with them, so that one config's checks pass with this
 * engine and with a model. No two styles share the words around the slots: the texts of a pair are distinct by construction.
 * A tier is mixed where each question says itself in its best form before one is quoted.
 */
import type { FrameTable } from '../frame.js'
import { spoken } from './frames/spoken.js'
import { turned } from './frames/turned.js'
import { written } from './frames/written.js'

export const frames: FrameTable = { ...spoken, ...written, ...turned }
