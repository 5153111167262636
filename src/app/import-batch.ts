/**
 * Takes the answers in that came for the calls of an exported batch.
 *
 * What the model did is kept under the key that its line names, also where nobody asks for it any more: it was paid for. What went wrong
 * on the way is not, and is missing as before.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defined } from '../base/defined.js'
import { nearFile } from '../base/near-file.js'
import type { Digest } from '../base/hash.js'
import type { BatchImported } from '../domain/batch-file.js'
import type { Completion, CompletionRequest } from '../domain/completion.js'
import { UserError } from '../domain/diagnostic.js'
import { resultsAreNotThere } from '../messages/batch-files.js'
import { projectCommand } from '../messages/command-line.js'
import { openStore } from '../store/completion-store.js'
import type { FusionStore } from './asking.js'
import { type ResultLine, resultLines } from './batch-files/results.js'
import { storeFolder } from './layout.js'
import type { LoadedConfig } from './load-project.js'
import { type BatchRun, formatOf, lookingAt, missingIn } from './batch-files/missing-calls.js'
import { withProjectLock } from './project-lock.js'
import type { Surroundings } from './surroundings.js'

/** Keeps the answers in result files. Holds the lock of the project. Throws as `exportBatch`. */
export async function importBatch(
  config: LoadedConfig,
  cwd: string,
  paths: readonly string[],
  surroundings: Surroundings,
  run: BatchRun & { readonly wait?: boolean | undefined },
): Promise<BatchImported> {
  const files = paths.map((path) => ({ path, at: resolve(cwd, path) }))
  const absent = files.filter(({ at }) => !existsSync(at))
  if (absent.length > 0) throw new UserError(absent.map(({ path }) => resultsAreNotThere(path, nearFile(cwd, path))))
  const format = await formatOf(config)
  const typed = projectCommand(['batch', 'import', ...paths], config.called ?? {})
  return withProjectLock(config.root, typed, { surroundings, ...run }, async () => {
    const tellMissing = await missingIn(await lookingAt(config, false, surroundings, run), [])
    const store: FusionStore = openStore(join(config.root, storeFolder))
    try {
      const wanted = new Map<Digest, CompletionRequest>()
      await tellMissing(store, ({ key, request }) => void wanted.set(key, request))
      const taken = takingIn(wanted, keeper(store, surroundings))
      for (const { path, at } of files)
        for await (const line of resultLines(at, path, wanted, format)) {
          run.signal.throwIfAborted()
          await taken.take(line)
        }
      const counts = await taken.end()
      const missing = new Set<Digest>()
      await tellMissing(store, ({ key }) => void missing.add(key))
      return { v: 1, ...counts, missing: missing.size }
    } finally {
      await store.close()
    }
  })
}

/** Keeps each answer once, and counts. */
function takingIn(wanted: ReadonlyMap<Digest, unknown>, { isKnown, keep, kept }: Keeper) {
  const seen = new Set<Digest>()
  const counts = { added: 0, unwanted: 0, known: 0, failed: 0 }
  let error: string | undefined
  return {
    take: async (line: ResultLine): Promise<void> => {
      if (line.kind === 'failed') {
        counts.failed += 1
        error ??= line.error
        return
      }
      const { key, completion } = line
      if (seen.has(key) || isKnown(key)) counts.known += 1
      else {
        seen.add(key)
        await keep(key, completion)
        counts.added += 1
        if (!wanted.has(key)) counts.unwanted += 1
      }
    },
    end: async () => {
      await kept()
      return { ...counts, ...defined({ error }) }
    },
  }
}

type Keeper = ReturnType<typeof keeper>

/** Entries are durable by the hundred: one by one they would take a disk's time each. */
const atOnce = 500

function keeper({ completions }: FusionStore, { nowMs }: Pick<Surroundings, 'nowMs'>) {
  let waiting: Promise<void>[] = []
  const kept = async (): Promise<void> => {
    await Promise.all(waiting)
    waiting = []
  }
  return {
    isKnown: (key: Digest) => completions.get(key) !== undefined,
    keep: async (key: Digest, completion: Completion): Promise<void> => {
      waiting.push(completions.put(key, { ...completion, answeredAt: Math.floor(nowMs() / 1_000) }))
      if (waiting.length >= atOnce) await kept()
    },
    kept,
  }
}
