/**
 * Is it still the same model that answers? Asked after whatever may have changed it, every 30 s while answers come, and before what
 * they became is committed.
 *
 * Law: an answer counts as the model's own when a check that began after it came finds that model; until then it is pending in the
 * store (confirmations.ts). Where a check finds another model, all that is pending of it is dropped, and the build ends. Where nobody
 * can be asked nothing is lost: it stays pending, and the next build asks.
 */
import { endedOrAborted } from '../base/abort.js'
import { type Clock, secondsOf } from '../base/clock.js'
import type { Digest } from '../base/hash.js'
import { bug } from '../base/unreachable.js'
import type { Completion, Identity } from '../domain/completion.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { EngineUnavailable, type Server } from '../engines/engine.js'
import { answersDropped, modelMoved } from '../messages/engine-state.js'
import type { PeriodShelf } from '../store/completion-store.js'
import type { Confirmations } from '../store/confirmations.js'
import type { Period } from '../store/ledger.js'

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

export interface ModelWatchOptions {
  readonly completions: PeriodShelf<Completion>
  readonly confirmations: Confirmations
  /** Who answers for each model, as far as is known: every server is held to it. */
  readonly identities: ReadonlyMap<string, Identity>
  readonly clock: Pick<Clock, 'now'>
  /** Milliseconds since 1970: each answer is stored with its time, for `explain`. */
  nowMs(): number
  say(diagnostic: Diagnostic): void
  /** Another model answers: nothing more may be asked. */
  stop(error: Error): void
  /** What was dropped may stand in outputs that were committed while nobody could be asked. */
  doubt(): void
}

/** While answers come, who gives them is asked this often. */
const intervalMs = 30_000
/** How long a server may take to say who it is, in each of two tries. */
const deadlineMs = 2_500

interface Watched {
  readonly server: Server
  /** Something came from it since the last check began. */
  isDirty: boolean
  askedAtMs: number
  running?: Promise<void> | undefined
  /** The check after the one that runs. */
  queued?: Promise<void> | undefined
  /** Why the last check had no answer. */
  silence?: EngineUnavailable | undefined
  /** Models that are other ones than when the build began. */
  readonly moved: Set<string>
}

export function makeModelWatch(options: ModelWatchOptions): ModelWatch {
  const { completions, confirmations, identities, clock } = options
  const checks = makeChecks(options)
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

function makeChecks(options: ModelWatchOptions) {
  const { confirmations, identities, clock } = options
  /** By name: lanes have a server in wrappings of their own. */
  const all = new Map<string, Watched>()
  let over: Error | undefined
  let isClosed = false

  function watchedAs(server: Server): Watched {
    const known = all.get(server.name)
    if (known !== undefined) return known
    const made: Watched = { server, isDirty: false, askedAtMs: clock.now(), moved: new Set() }
    all.set(server.name, made)
    return made
  }

  function end(error: Error): void {
    over ??= error
    options.stop(error)
  }

  /** A check that begins now: one that runs already may have been answered before the last completion came. */
  async function check(server: Server): Promise<void> {
    const watched = watchedAs(server)
    if (watched.running === undefined) {
      watched.running = ask(server, watched)
        .catch(end)
        .finally(() => (watched.running = undefined))
      return watched.running
    }
    watched.queued ??= watched.running.then(async () => {
      watched.queued = undefined
      return check(server)
    })
    return watched.queued
  }

  async function ask(server: Server, watched: Watched): Promise<void> {
    watched.isDirty = false
    watched.askedAtMs = clock.now()
    const periods = confirmations.begin(server.name)
    const models = [...new Set([...identities.keys(), ...periods.map(({ model }) => model)])]
    const said = await Promise.all(models.map(async (model) => [model, await whoIs(server, model)] as const))
    if (isClosed) return
    watched.silence = said.map(([, who]) => who).find((who) => who instanceof EngineUnavailable)
    const known = said.filter((each): each is [string, Identity] => !(each[1] instanceof EngineUnavailable))
    for (const [model, now] of known) refuse(watched, model, now)
    const now = new Map(known)
    confirmations.confirm(periods.filter(({ model, identity }) => now.get(model)?.id === identity.id))
  }

  /** What was said under another name is dropped, also what came since the check began: whose it is, is not known. */
  function refuse({ server, moved }: Watched, model: string, now: Identity): void {
    const lost = confirmations.pending.filter(
      (period) => period.server === server.name && period.model === model && period.identity.id !== now.id,
    )
    const before = identities.get(model)
    const hasMoved = before !== undefined && before.id !== now.id
    if (hasMoved) moved.add(model)
    const dropped = confirmations.drop(lost)
    if (lost.some(({ isUsed }) => isUsed)) options.doubt()
    if (hasMoved) end(new EngineUnavailable(modelMoved(model, before.label, now.label, dropped)))
    else if (lost[0] !== undefined) options.say(answersDropped(model, lost[0].identity.label, now.label, dropped))
  }

  function mustNotBeOver(): void {
    if (over !== undefined) throw over
  }

  return { all, watchedAs, check, mustNotBeOver, close: () => void (isClosed = true) }
}

function modelsIn(periods: readonly Period[], server: string): readonly string[] {
  const models = new Set(periods.filter((period) => period.server === server).map(({ model }) => model))
  return [...models].sort()
}

/** What it says, or that it says nothing. */
async function whoIs(server: Server, model: string): Promise<Identity | EngineUnavailable> {
  try {
    const identities = await server.identify?.([model], deadlineMs)
    return identities?.get(model) ?? bug(`${server.name} identified another model than "${model}"`)
  } catch (error) {
    if (error instanceof EngineUnavailable) return error
    throw error
  }
}
