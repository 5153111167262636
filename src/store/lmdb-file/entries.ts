/** How many entries an LMDB file has, and whether one is among them: read without LMDB, so nothing is locked, mapped or written. */
import { type LmdbFile, type Meta, nodesOf, openLmdbFile } from './pages.js'

/** `undefined`: it has another layout, or cannot be read. `except`: a key that does not count. Only of a file that is no damaged one. */
export function countEntries(path: string, except: Buffer): number | undefined {
  const file = openLmdbFile(path)
  if (file === undefined) return undefined
  try {
    const meta = file.meta()
    return meta === undefined ? undefined : meta.main.entries - Number(hasKey(file, meta, except))
  } finally {
    file.close()
  }
}

function hasKey(file: LmdbFile, { main }: Meta, key: Buffer): boolean {
  let number = main.root
  for (let level = 1; number !== undefined && level <= main.depth; level += 1) {
    const nodes = nodesOf(Buffer.from(file.page(number))) ?? []
    if (level === main.depth) return nodes.some((node) => node?.key.equals(key) === true)
    // each leads to the keys from its own on, and the first one to all that come before the second
    const next = nodes.findLast((node, at) => node !== undefined && (at === 0 || Buffer.compare(node.key, key) <= 0))
    number = next?.child
  }
  return false
}
