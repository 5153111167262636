/** What the files of a target are made with: what reads, what writes, and what is noted of both. */
import { makeBreath } from '../base/breath.js'
import type { FileWriter } from '../base/file-writer.js'
import { type Digest, digestOf, RunningDigest } from '../base/hash.js'
import type { Target } from '../domain/target.js'
import type { OutputIndexes } from '../targets/output-index.js'
import type { MakeTools } from '../targets/target-kind.js'
import type { BuildParts } from './parts.js'

/** Reads a whole file of the project, which is there: it was found just now. */
export function readerOf(parts: BuildParts): MakeTools['read'] {
  return async (path) =>
    (await parts.disk.read(path)) ?? Promise.reject(new Error(`"${path}" went away while it was read`))
}

type Readers = Pick<MakeTools, 'read' | 'readChunks' | 'digestRead' | 'took'>

/** What is read, with the digest of what it really was. */
export function noting(digests: Map<string, Digest>, read: MakeTools['read'], { disk }: BuildParts): Readers {
  return {
    read: async (path) => {
      const bytes = await read(path)
      digests.set(path, digestOf(bytes))
      return bytes
    },
    *readChunks(path) {
      const digest = new RunningDigest()
      for (const chunk of disk.readChunks(path)) {
        digest.update(chunk)
        yield chunk
      }
      digests.set(path, digest.finish())
    },
    digestRead: (path) => digests.get(path),
    took: (path, digest) => void digests.set(path, digest),
  }
}

/** An input that was edited after it was judged is on record as what was read of it, so that the next build knows. */
export function asRead(target: Target, digests: ReadonlyMap<string, Digest>): Target {
  const inputs = target.inputs.map((input) => ({ ...input, digest: digests.get(input.path) ?? input.digest }))
  return { ...target, inputs }
}

export function toolsFor(
  target: Target,
  parts: BuildParts,
  indexes: (create: MakeTools['create']) => OutputIndexes,
  writers: FileWriter[],
  readers: Readers,
): MakeTools {
  const create: MakeTools['create'] = (path, how) => {
    const writer = parts.disk.create(path, how)
    writers.push(writer)
    return writer
  }
  return {
    create,
    ...readers,
    indexes: indexes(create),
    breathe: makeBreath(parts.signal),
    warn: (diagnostics) => {
      for (const diagnostic of diagnostics) parts.emit({ kind: 'diagnostic', diagnostic })
    },
    progress: (counts) => parts.emit({ kind: 'progress', target: target.id, ...counts }),
  }
}
