/**
 * The pages of an LMDB file, read without LMDB.
 *
 * LMDB trusts its file: a page that was cut off or overwritten ends the process with a signal, and the next one, too. So a file that
 * may be damaged is looked at here first. The layout is that of the version that package.json pins (data version 2, 64 bits, little
 * endian); of any other nobody can tell, and LMDB has to.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { arch, endianness } from 'node:os'

export const headerBytes = 24
export const nodeBytes = 8

/** Flags of a page. */
export const kinds = { branch: 1, leaf: 2, overflow: 4, meta: 8 } as const

/** Where a tree begins, and what it is said to have. */
export interface Tree {
  readonly depth: number
  readonly branchPages: number
  readonly leafPages: number
  readonly overflowPages: number
  readonly entries: number
  /** `undefined`: it is empty. */
  readonly root: number | undefined
}

/** What a commit leaves behind: all that is reachable from it is the state of the database. */
export interface Meta {
  readonly transaction: bigint
  readonly lastPage: number
  readonly free: Tree
  readonly main: Tree
}

export interface LmdbFile {
  readonly pageSize: number
  /** Whole pages that the file has. */
  readonly pages: number
  /** The newest commit; `undefined`: the first two pages, which hold it, are damaged. */
  meta(): Meta | undefined
  /** Good until the next page is read. `bytes`: only so many from its start. */
  page(number: number, bytes?: number): Buffer
  /** Bytes from the start of a page on, over as many pages as they take; fewer where the file ends. */
  bytesAt(page: number, offset: number, length: number): Buffer
  close(): void
}

const magic = 0xbeefc0de
const dataVersion = 2
const pageSizes = [4096, 8192, 16_384, 32_768, 65_536]

/** `undefined`: it has another layout, or this machine would write one. */
export function openLmdbFile(path: string): LmdbFile | undefined {
  if (endianness() !== 'LE' || !arch().includes('64')) return undefined
  const file = openSync(path, 'r')
  const read = (position: number, length: number, into = Buffer.alloc(length)) =>
    into.subarray(0, readSync(file, into, 0, length, position))
  const pageSize = pageSizeOf(read)
  if (pageSize === undefined) {
    closeSync(file)
    return undefined
  }
  const page = Buffer.alloc(pageSize)
  return {
    pageSize,
    pages: Math.floor(fstatSync(file).size / pageSize),
    meta: () => newestOf(read, pageSize, fstatSync(file).size),
    page: (number, bytes = pageSize) => read(number * pageSize, bytes, page.subarray(0, bytes)),
    bytesAt: (number, offset, length) => read(number * pageSize + offset, length),
    close: () => closeSync(file),
  }
}

/** As one of the first two pages has it. Where neither can be read: what most systems have. */
function pageSizeOf(read: (position: number, length: number) => Buffer): number | undefined {
  const heads = [0, ...pageSizes]
    .map((position) => read(position + headerBytes, 28))
    .filter((head) => head.length === 28 && head.readUInt32LE(0) === magic)
  if (heads.length > 0 && heads.every((head) => head.readUInt32LE(4) !== dataVersion)) return undefined
  return heads.map((head) => head.readUInt32LE(24)).find((size) => pageSizes.includes(size)) ?? pageSizes[0]
}

/** Transaction N writes page N % 2. In the middle of the first page stands what was last known to be on the disk. */
function newestOf(
  read: (position: number, length: number) => Buffer,
  pageSize: number,
  size: number,
): Meta | undefined {
  const metas = [0, 1].map((number) => {
    const page = read(number * pageSize, pageSize)
    if (page.length < pageSize || kindOf(page) !== kinds.meta || pageNumberOf(page) !== number) return undefined
    const meta = page.subarray(headerBytes)
    if (meta.readUInt32LE(0) !== magic || meta.readUInt32LE(4) !== dataVersion) return undefined
    return metaOf(meta, pageSize, size)
  })
  const [one, other] = metas
  if (one === undefined || other === undefined) return undefined
  const last = one.transaction >= other.transaction ? one : other
  const onDisk = read(pageSize / 2 + headerBytes, metaBytes)
  if (onDisk.readBigUInt64LE(128) === 0n) return last
  const synced = metaOf(onDisk, pageSize, size)
  return synced !== undefined && synced.transaction <= last.transaction ? last : undefined
}

const metaBytes = 144

/** `undefined`: LMDB would not have written it so. */
function metaOf(meta: Buffer, pageSize: number, size: number): Meta | undefined {
  const [freeFlags, mainFlags] = [meta.readUInt16LE(28), meta.readUInt16LE(76)]
  const mapBytes = numberAt(meta, 16)
  if (meta.readUInt32LE(24) !== pageSize || (freeFlags & ~overlappingSync) !== integerKey || mainFlags !== 0)
    return undefined
  if (mapBytes % pageSize !== 0 || mapBytes > 2 ** 30 + 1024 * size) return undefined
  return {
    free: treeAt(meta, 24),
    main: treeAt(meta, 72),
    lastPage: numberAt(meta, 120),
    transaction: meta.readBigUInt64LE(128),
  }
}

const integerKey = 0x08
const overlappingSync = 0x1000

function treeAt(meta: Buffer, at: number): Tree {
  const root = meta.readBigUInt64LE(at + 40)
  return {
    depth: meta.readUInt16LE(at + 6),
    branchPages: numberAt(meta, at + 8),
    leafPages: numberAt(meta, at + 16),
    overflowPages: numberAt(meta, at + 24),
    entries: numberAt(meta, at + 32),
    root: root === 0xffff_ffff_ffff_ffffn ? undefined : Number(root),
  }
}

export const numberAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at))
export const pageNumberOf = (page: Buffer): number => numberAt(page, 0)
export const transactionOf = (page: Buffer): bigint => page.readBigUInt64LE(8)
export const kindOf = (page: Buffer): number => page.readUInt16LE(18)
/** Of an overflow page: how many follow each other, with it. */
export const runLengthOf = (page: Buffer): number => page.readUInt32LE(20)

/** An entry of a leaf, or of a branch: there `child` is the page below. Offsets are into the page. */
export interface PageNode {
  readonly key: Buffer
  readonly child: number
  /** Where its data begins, and how long it is: in the page, or in the overflow pages that stand there. */
  readonly dataAt: number
  readonly dataLength: number
  readonly isBig: boolean
}

/** The nodes of a page, in order; `undefined` among them: it reaches out of the page. `undefined`: their list does. */
export function nodesOf(page: Buffer): readonly (PageNode | undefined)[] | undefined {
  const [lower, upper] = [page.readUInt16LE(20), page.readUInt16LE(22)]
  const room = page.length - headerBytes
  if (lower % 2 !== 0 || lower > upper || upper > room) return undefined
  return Array.from({ length: lower / 2 }, (_each, index) => {
    const offset = page.readUInt16LE(headerBytes + 2 * index)
    return offset < upper || offset + nodeBytes > room ? undefined : nodeAt(page, headerBytes + offset)
  })
}

function nodeAt(page: Buffer, at: number): PageNode | undefined {
  const isLeaf = kindOf(page) === kinds.leaf
  const size = page.readUInt32LE(at)
  const flags = page.readUInt16LE(at + 4)
  const keyLength = page.readUInt16LE(at + 6)
  const dataAt = at + nodeBytes + keyLength
  const isBig = isLeaf && flags === 1
  const inPage = isLeaf ? (isBig ? 24 : size) : 0
  if (dataAt + inPage > page.length || (isLeaf && flags > 1)) return undefined
  return {
    key: page.subarray(at + nodeBytes, dataAt),
    child: size + flags * 2 ** 32,
    dataAt,
    dataLength: size,
    isBig,
  }
}
