import { fold } from '../base/fold.js'
import { HashSet64 } from '../base/hash-set.js'
import { fnv1a, mixed } from '../base/quick-hash.js'

export interface SeenTexts {
  /** Whether the text is new; it is remembered from now on. Compared folded, as questions are. */
  readonly add: (text: string) => boolean
  readonly size: () => number
}

/**
 * Remembers which texts were there. Two texts of one hash (1 in 37 million sets of a million) look alike, which costs the generator
 * one more draw and breaks no promise. So a quick hash will do: SHA-256 takes as long as Faker itself.
 */
export function seenTexts(): SeenTexts {
  const seen = new HashSet64((text) => [(hashOf(text, 0x9747b28c) | 1) >>> 0, hashOf(text)])
  return { add: (text) => seen.add(fold(text)), size: () => seen.size }
}

function hashOf(text: string, start?: number): number {
  return mixed(fnv1a(text, start))
}
