import { open } from 'node:fs/promises'
import { type Digest, RunningDigest } from './hash.js'

const chunkBytes = 1024 * 1024

/** The digest of a file of any size, read while everything else has its turn. `undefined`: no such file. */
export async function digestOfFile(path: string): Promise<Digest | undefined> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (file === undefined) return undefined
  try {
    const digest = new RunningDigest()
    const buffer = Buffer.allocUnsafe(chunkBytes)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes)
      if (bytesRead === 0) return digest.finish()
      digest.update(buffer.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}
