/**
 * Hashes that spread values in 32 bits, fast, and secure nothing: what must not collide is digested (hash.ts).
 *
 * Which phrasing a pair gets and which group a question falls into hang on them, so they stay as they are.
 */

/** FNV-1a over a text's UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv); unsigned. `start`: another one, another hash. */
export function fnv1a(text: string, start = 0x811c9dc5): number {
  let hash = start
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Murmur3's last step (fmix32, Appleby, 2011): each bit of the result depends on each of the value's; unsigned. */
export function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
