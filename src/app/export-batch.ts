/**
 * Completions through files: what is missing now is written down as calls, for somebody to have answered. import-batch.ts takes the answers in.
 *
 * A line is known by the key of its completion, so it does not matter who answers, when, in which order, or how often. What depends on
 * an answer is missing only when that is there: it takes as many rounds as a variant is deep, and one for further attempts.
 */
import { join, resolve } from 'node:path'
import type { Digest } from '../base/hash.js'
import { writeTo } from '../base/whole-file.js'
import type { BatchExported } from '../domain/batch-file.js'
import { openToRead } from '../store/store-to-read.js'
import type { FusionStore } from './asking.js'
import { storeFolder } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { type BatchRun, formatOf, lookingAt, missingIn } from './batch-files/missing-calls.js'
import type { Surroundings } from './surroundings.js'

export interface ExportOptions {
  /** Names of groups, or of keys under `groups`; none: all. */
  readonly groups?: readonly string[]
  /** From the working folder. With more than one file the next ones are called `<name>-2.jsonl`, … */
  readonly output: string
  /** Of a file; the usual limits are OpenAI's. */
  readonly mostRequests?: number
  readonly mostBytes?: number
  readonly offline?: boolean
}

/** OpenAI's limits of one file: 50,000 requests, 200 MB. */
const usualRequests = 50_000
const usualBytes = 200_000_000

/** Writes what is missing. Asks no model anything, takes no lock. Throws `UserError`, `EngineUnavailable`, and what the system refuses. */
export async function exportBatch(
  config: LoadedConfig,
  cwd: string,
  options: ExportOptions,
  surroundings: Surroundings,
  run: BatchRun,
): Promise<BatchExported> {
  const format = await formatOf(config)
  const parts = await lookingAt(config, options.offline ?? false, surroundings, run)
  const tellMissing = await missingIn(parts, options.groups ?? [])
  const store: FusionStore = await openToRead(join(config.root, storeFolder))
  try {
    const { mostRequests = usualRequests, mostBytes = usualBytes } = options
    const files = writingFiles(resolve(cwd, options.output), options.output, { mostRequests, mostBytes })
    const written = new Set<Digest>()
    await tellMissing(store, ({ key, request }) => {
      if (written.has(key)) return
      written.add(key)
      const { url } = format
      files.write(`${JSON.stringify({ custom_id: key, method: 'POST', url, body: format.bodyOf(request) })}\n`)
    })
    return { v: 1, requests: written.size, files: files.end() }
  } finally {
    await store.close()
  }
}

interface Limits {
  readonly mostRequests: number
  readonly mostBytes: number
}

/** The first file is written anew, and so is each further one. `shown`: how the user named the first. */
function writingFiles(first: string, shown: string, { mostRequests, mostBytes }: Limits) {
  const files: { path: string; at: string; requests: number; bytes: number }[] = []
  let pending = ''

  function flush(flag: 'a' | 'w'): void {
    const file = files.at(-1)
    if (file !== undefined) writeTo(file.at, flag, pending, false)
    pending = ''
  }

  function next(): void {
    if (pending !== '') flush('a')
    const name = (path: string) =>
      files.length === 0 ? path : path.replace(/(\.[^./\\]*)?$/, (ending) => `-${files.length + 1}${ending}`)
    files.push({ path: name(shown), at: name(first), requests: 0, bytes: 0 })
    flush('w')
  }

  return {
    write: (line: string): void => {
      const bytes = Buffer.byteLength(line)
      const last = files.at(-1)
      if (last === undefined || last.requests >= mostRequests || last.bytes + bytes > mostBytes) next()
      const file = files.at(-1) ?? { requests: 0, bytes: 0 }
      file.requests += 1
      file.bytes += bytes
      pending += line
      if (pending.length > 1_000_000) flush('a')
    },
    end: (): BatchExported['files'] => {
      flush('a')
      return files.map(({ path, requests, bytes }) => ({ path, requests, bytes }))
    },
  }
}
