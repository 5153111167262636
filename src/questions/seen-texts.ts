import { fold } from '../base/fold.js'
import { HashSet64 } from '../base/hash-set.js'

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
  const seen = new HashSet64((text) => [(hashOf(text, 0x9747b28c) | 1) >>> 0, hashOf(text, 0x811c9dc5)])
  return { add: (text) => seen.add(fold(text)), size: () => seen.size }
}

/** 32 unsigned bits: FNV-1a over UTF-16 units, then murmur3's last step. */
function hashOf(text: string, start: number): number {
  let bits = start
  for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
