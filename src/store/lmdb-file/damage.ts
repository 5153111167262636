/**
 * Is an LMDB file as LMDB left it? Everything that LMDB relies on is looked at: the trees, their nodes, the runs of pages of large
 * values, and the list of free pages, which says what the next commit may overwrite. What the values hold is not: those have a check
 * of their own (sealed.ts).
 */
import {
  headerBytes,
  kindOf,
  kinds,
  type LmdbFile,
  type Meta,
  nodesOf,
  numberAt,
  openLmdbFile,
  pageNumberOf,
  type PageNode,
  runLengthOf,
  transactionOf,
  type Tree,
} from './pages.js'

/** `true`: LMDB must not open it. A file that somebody is writing to, or that has another layout, is not judged. */
export function isDamaged(path: string): boolean {
  const file = openLmdbFile(path)
  if (file === undefined) return false
  try {
    for (let look = 0; look < 3; look += 1) {
      const before = file.meta()
      const isWhole = before !== undefined && isSound(file, before)
      if (isWhole) return false
      // Pages of a commit are not overwritten as long as it is the newest: only then is what was found damage.
      if (file.meta()?.transaction === before?.transaction) return true
    }
    return false
  } finally {
    file.close()
  }
}

function isSound(file: LmdbFile, meta: Meta): boolean {
  const claimed = claims(meta.lastPage, file)
  const main = makeWalk(file, meta, meta.main, claimed)
  const free = makeWalk(file, meta, meta.free, claimed)
  const freed: Buffer[] = []
  if (!main.isWhole(isAscending, () => true)) return false
  if (!free.isWhole(isLater, (data) => freed.push(data) > 0)) return false
  return freed.every((list) => isListOfFree(list, claimed))
}

const isAscending = (one: Buffer, other: Buffer) => Buffer.compare(one, other) < 0
/** Free pages are listed by the number of the commit that freed them. */
const isLater = (one: Buffer, other: Buffer) => other.length === 8 && numberAt(one, 0) < numberAt(other, 0)

type Claim = (page: number, count: number) => boolean

/** Each page belongs to one, and is there. Free ones may lie behind the end of the file. */
function claims(lastPage: number, file: LmdbFile): { readonly used: Claim; readonly free: Claim } {
  const taken = new Uint8Array(lastPage < 2 * file.pages + 2 ** 16 ? lastPage + 1 : 0)
  const claim = (page: number, count: number): boolean => {
    if (!Number.isSafeInteger(page) || page < 2 || count < 1 || page + count > taken.length) return false
    for (let each = page; each < page + count; each += 1) {
      if (taken[each] === 1) return false
      taken[each] = 1
    }
    return true
  }
  return { used: (page, count) => page + count <= file.pages && claim(page, count), free: claim }
}

type Order = (one: Buffer, other: Buffer) => boolean

function makeWalk(file: LmdbFile, meta: Meta, tree: Tree, claimed: ReturnType<typeof claims>) {
  const found = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 }
  let last: Buffer | undefined

  function isPage(page: Buffer, number: number, kind: number): boolean {
    return pageNumberOf(page) === number && kindOf(page) === kind && transactionOf(page) <= meta.transaction
  }

  function visit(number: number, level: number, inOrder: Order, met: (data: Buffer) => boolean): boolean {
    const isLeaf = level === tree.depth
    if (!claimed.used(number, 1)) return false
    const page = Buffer.from(file.page(number))
    if (!isPage(page, number, isLeaf ? kinds.leaf : kinds.branch)) return false
    const nodes = nodesOf(page)
    if (nodes === undefined || nodes.length === 0) return false
    found[isLeaf ? 'leafPages' : 'branchPages'] += 1
    const isGood = (node: PageNode) =>
      isLeaf ? isEntry(page, node, inOrder, met) : visit(node.child, level + 1, inOrder, met)
    return nodes.every((node) => node !== undefined && isGood(node))
  }

  function isEntry(page: Buffer, node: PageNode, inOrder: Order, met: (data: Buffer) => boolean): boolean {
    if (node.key.length === 0 || (last !== undefined && !inOrder(last, node.key))) return false
    last = node.key
    found.entries += 1
    if (!node.isBig) return met(page.subarray(node.dataAt, node.dataAt + node.dataLength))
    const [start, count] = [numberAt(page, node.dataAt), numberAt(page, node.dataAt + 16)]
    if (count !== Math.floor((headerBytes - 1 + node.dataLength) / file.pageSize) + 1) return false
    if (!claimed.used(start, count)) return false
    const run = file.page(start, headerBytes)
    if (!isPage(run, start, kinds.overflow) || runLengthOf(run) !== count) return false
    found.overflowPages += count
    return met(file.bytesAt(start, headerBytes, node.dataLength))
  }

  return {
    isWhole: (inOrder: Order, met: (data: Buffer) => boolean): boolean => {
      const { root, depth } = tree
      if (depth > 32 || (root === undefined) !== (depth === 0)) return false
      if (root !== undefined && !visit(root, 1, inOrder, met)) return false
      return Object.entries(found).every(([name, count]) => tree[name as keyof typeof found] === count)
    },
  }
}

/** A count, then as many numbers of pages (and room for more); before the first page of a run stands its length, below zero; zeros are gaps. */
function isListOfFree(list: Buffer, claimed: ReturnType<typeof claims>): boolean {
  const count = list.length < 8 || list.length % 8 !== 0 ? Infinity : numberAt(list, 0)
  if (count > list.length / 8 - 1) return false
  let run = 1
  for (let at = 8; at <= 8 * count; at += 8) {
    const value = Number(list.readBigInt64LE(at))
    if (value === 0) continue
    if (value > 0 && !claimed.free(value, run)) return false
    run = value < 0 ? -value : 1
  }
  return true
}
