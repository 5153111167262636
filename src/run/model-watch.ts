/**
 * Is it still the same model that answers? Asked after whatever may have changed it, every 30 s while answers come, and before what
 * they became is committed.
 *
 * Law: an answer counts as the model's own when a check that began after it came finds that model; until then it is pending in the
 * store (confirmations.ts). Where a check finds another model, all that is pending of it is dropped, and the build ends. Where nobody
 * can be asked nothing is lost: it stays pending, and the next build asks.
 */
import { endedOrAborted } from '../base/abort.js'
import { secondsOf } from '../base/clock.js'
import type { Digest } from '../base/hash.js'
import type { Completion } from '../domain/completion.js'
import type { Server } from '../engines/engine.js'
import type { PeriodShelf } from '../store/completion-store.js'
import type { Period } from '../store/ledger.js'
import { type CheckOptions, makeModelChecks } from './model-checks.js'

/** Where answers are kept, and looked up. */
export interface Answers {
  get(key: Digest): Completion | undefined
  /** Resolves when it is durable. Rejects where the model that said it is known to be another one. */
  put(key: Digest, completion: Completion, model: string, from: Server): Promise<void>
}

export interface ModelWatch {
  readonly answers: Answers
  /** Resolves when a server has said who answers there, or says nothing; rejects where it is another one. As lanes want it. */
  confirm(server: Server): Promise<void>
  /** A reply that loaded the model: it may be another one than before. */
  hasLoaded(server: Server): void
  /** Asks for what earlier builds have left pending, where `mayAsk`. What is of servers that nobody asks any more is set aside. */
  takeOver(servers: readonly Server[], mayAsk: boolean): Promise<void>
  /**
   * Resolves when all that came until now is confirmed, or cannot be, and may be used; rejects where another model answers.
   * Whether all of it is confirmed.
   */
  settle(): Promise<boolean>
  /** What could not be confirmed, as nobody answered. */
  readonly unconfirmed: { readonly models: readonly string[]; readonly why: string } | undefined
  /** Resolves when no check is under way, or as soon as `until` is aborted. What is said afterwards is not taken note of. */
  close(until: AbortSignal): Promise<void>
}

export interface ModelWatchOptions extends CheckOptions {
  readonly completions: PeriodShelf<Completion>
  /** Milliseconds since 1970: each answer is stored with its time, for `explain`. */
  nowMs(): number
}

/** While answers come, who gives them is asked this often. */
const intervalMs = 30_000
/** Watches over the servers that answer, from the first answer on. */
export function makeModelWatch(options: ModelWatchOptions): ModelWatch {
  const { completions, confirmations, identities, clock } = options
  const checks = makeModelChecks(options)
  const { watchedAs, check, mustNotBeOver } = checks
  return {
    answers: {
      get: completions.get,
      put: async (key, completion, model, from) => {
        const identity = from.identify === undefined ? undefined : identities.get(model)
        const dated = { ...completion, answeredAt: secondsOf(options.nowMs()) }
        if (identity === undefined) return completions.put(key, dated)
        const watched = watchedAs(from)
        if (watched.moved.has(model)) mustNotBeOver()
        watched.isDirty = true
        await completions.put(key, dated, confirmations.stampOf(from.name, model, identity))
        if (clock.now() - watched.askedAtMs >= intervalMs) void check(from)
      },
    },
    confirm: async (server) => {
      mustNotBeOver()
      if (server.identify !== undefined) await check(server)
      mustNotBeOver()
    },
    hasLoaded: (server) => {
      if (server.identify !== undefined) void check(server)
    },
    takeOver: async (servers, mayAsk) => {
      const names = new Set(servers.map(({ name }) => name))
      confirmations.setAside(confirmations.pending.filter(({ server }) => !names.has(server)))
      const isPending = (name: string) => confirmations.pending.some(({ server }) => server === name)
      const asked = servers.filter(({ name, identify }) => mayAsk && identify !== undefined && isPending(name))
      await Promise.all(asked.map(check))
      mustNotBeOver()
    },
    settle: async () => {
      mustNotBeOver()
      const before = new Set(confirmations.pending.map(({ id }) => id))
      const all = [...checks.all.values()]
      await Promise.all(all.map(async ({ server, isDirty, running }) => (isDirty ? check(server) : running)))
      mustNotBeOver()
      const open = confirmations.pending.filter(({ id }) => before.has(id))
      confirmations.use(open)
      return open.every(({ id }) => confirmations.isBlocked(id)) // what is set aside is a miss, so nothing was made of it
    },
    get unconfirmed() {
      for (const { server, silence } of checks.all.values()) {
        const models = modelsIn(confirmations.pending, server.name)
        if (silence !== undefined && models.length > 0) return { models, why: silence.message }
      }
      return undefined
    },
    close: async (until) => {
      const underWay = [...checks.all.values()].map(async ({ running, queued }) => queued ?? running)
      await endedOrAborted(Promise.all(underWay), until).catch(() => {})
      checks.close()
    },
  }
}

function modelsIn(periods: readonly Period[], server: string): readonly string[] {
  const models = new Set(periods.filter((period) => period.server === server).map(({ model }) => model))
  return [...models].sort()
}
