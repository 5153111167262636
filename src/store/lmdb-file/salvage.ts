import {
  headerBytes,
  kindOf,
  kinds,
  type LmdbFile,
  nodesOf,
  numberAt,
  openLmdbFile,
  pageNumberOf,
  transactionOf,
} from './pages.js'

/** What was found, as it was put; `transaction`: the commit that wrote it, to tell the last of several under one key. */
export interface Salvaged {
  readonly key: Buffer
  readonly value: Buffer
  readonly transaction: bigint
}

/**
 * Every entry that stands on any leaf page of a damaged file, wherever its trees are broken; also entries that were overwritten or
 * removed since. Whether a value is whole is for the caller to say.
 */
export function* salvagedFrom(path: string): Generator<Salvaged> {
  const file = openLmdbFile(path)
  if (file === undefined) return
  try {
    for (let number = 2; number < file.pages; number += 1) {
      const page = Buffer.from(file.page(number))
      if (pageNumberOf(page) !== number || kindOf(page) !== kinds.leaf) continue
      const transaction = transactionOf(page)
      for (const node of nodesOf(page) ?? []) {
        if (node === undefined) continue
        const { key, dataAt, dataLength, isBig } = node
        const inPage = page.subarray(dataAt, dataAt + dataLength)
        const value = isBig ? bigValue(file, numberAt(page, dataAt), dataLength) : inPage
        if (value !== undefined) yield { key, value, transaction }
      }
    }
  } finally {
    file.close()
  }
}

function bigValue(file: LmdbFile, page: number, length: number): Buffer | undefined {
  if (page + length / file.pageSize > file.pages) return undefined
  return file.bytesAt(page, headerBytes, length)
}
