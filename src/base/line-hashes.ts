/** What lines a text has, in four bytes a line: enough to count how many are new in its next version, and how many are gone. */

/** FNV-1a (32 bits, http://www.isthe.com/chongo/tech/comp/fnv) of each line that is not blank, sorted. Two lines of one hash count as alike. */
export function lineHashes(bytes: Uint8Array): Uint32Array {
  const hashes: number[] = []
  let hash = offset
  let isBlank = true
  const end = () => {
    if (!isBlank) hashes.push(hash >>> 0)
    hash = offset
    isBlank = true
  }
  for (const byte of bytes) {
    if (byte === newline) end()
    else if (byte !== carriageReturn) {
      hash = Math.imul(hash ^ byte, prime)
      isBlank &&= byte === space
    }
  }
  end()
  return Uint32Array.from(hashes).sort()
}

const offset = 0x811c9dc5
const prime = 0x01000193
const [newline, carriageReturn, space] = [10, 13, 32]

/** How many lines stand in `after` alone, and how many in `before` alone; a line that comes twice counts twice. */
export function changedLines(
  before: Uint32Array,
  after: Uint32Array,
): { readonly added: number; readonly removed: number } {
  let [added, removed, at] = [0, 0, 0]
  for (const hash of after) {
    while ((before[at] ?? Infinity) < hash) {
      at += 1
      removed += 1
    }
    if (before[at] === hash) at += 1
    else added += 1
  }
  return { added, removed: removed + before.length - at }
}
