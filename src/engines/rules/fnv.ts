/** FNV-1a, 32 bits, over a text's UTF-16 units: spreads, and secures nothing. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function fnv(text: string, start = 0x811c9dc5): number {
  let hash = start
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
