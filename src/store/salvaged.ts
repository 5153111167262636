import { dirname, basename } from 'node:path'
import { realDisk } from '../base/disk.js'
import { salvagedFrom } from './lmdb-file/salvage.js'
import { unsealed } from './sealed.js'

/** What is whole of a damaged file: key (hex) and value, as it is stored. Of several under one key the last that was written comes last. */
export function* salvaged(path: string): Generator<readonly [key: string, value: Buffer]> {
  if (realDisk(dirname(path), 0).stat(basename(path)) === undefined) return // something else stood there
  const last = new Map<string, bigint>()
  for (const { key, value, transaction } of salvagedFrom(path)) {
    const name = key.toString('hex')
    if ((last.get(name) ?? -1n) >= transaction || unsealed(key, value) === undefined) continue
    last.set(name, transaction)
    yield [name, Buffer.from(value)]
  }
}
