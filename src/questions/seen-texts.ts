/**
 * Remembers which texts were there, in 11 to 22 bytes each.
 *
 * It keeps 64 bits of a hash and not the text: two texts with one hash (1 in 37 million sets of a million) look alike,
 * which costs the generator one more draw and breaks no promise. So a quick hash will do: SHA-256 takes as long as Faker itself.
 */
import { fold } from '../base/fold.js'

export interface SeenTexts {
  /** Whether the text is new; it is remembered from now on. Compared folded, as questions are. */
  readonly add: (text: string) => boolean
  readonly size: () => number
}

/** An open-addressing table of hashes, doubled at three quarters full. */
export function seenTexts(): SeenTexts {
  let capacity = 1024
  let slots = new Uint32Array(2 * capacity)
  let used = 0

  /** Whether it was put; an empty slot holds two zeros. */
  const put = (low: number, high: number): boolean => {
    for (let slot = low & (capacity - 1); ; slot = (slot + 1) & (capacity - 1)) {
      const [slotLow, slotHigh] = [slots[2 * slot], slots[2 * slot + 1]]
      if (slotLow === low && slotHigh === high) return false
      if (slotLow !== 0 || slotHigh !== 0) continue
      slots[2 * slot] = low
      slots[2 * slot + 1] = high
      return true
    }
  }

  const grow = (): void => {
    const old = slots
    capacity *= 2
    slots = new Uint32Array(2 * capacity)
    for (let at = 0; at < old.length; at += 2) {
      const [low = 0, high = 0] = [old[at], old[at + 1]]
      if (low !== 0 || high !== 0) put(low, high)
    }
  }

  return {
    add: (text) => {
      const folded = fold(text)
      const isNew = put(hashOf(folded, 0x811c9dc5), (hashOf(folded, 0x9747b28c) | 1) >>> 0)
      if (isNew) used += 1
      if (used * 4 > capacity * 3) grow()
      return isNew
    },
    size: () => used,
  }
}

/** 32 unsigned bits: FNV-1a over UTF-16 units, then murmur3's last step. */
function hashOf(text: string, start: number): number {
  let bits = start
  for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
