/**
 * One pair: resolve → complete what it needs → resolve again, until nothing is lacking, or what is cannot be had.
 *
 * Never touches: other pairs, and what becomes of them.
 */
import type { Digest } from '../base/hash.js'
import { bug } from '../base/unreachable.js'
import type { Completion } from '../domain/completion.js'
import type { Pair } from '../domain/question.js'
import { CallFailed } from '../engines/engine.js'
import { type Batch, type Call, callsOf } from '../fusion/batch.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { CellOutcome, Need, Resolution, Taken } from '../fusion/resolution.js'
import type { Came, ResolvedPair } from '../fusion/resolved-pair.js'
import { resolvePair } from '../fusion/resolve.js'
import { NotAsked } from './budget.js'
import type { Completer } from './completer.js'
import type { Trial, When } from './hopeless.js'
import type { Resolver } from './resolver.js'
import type { Answered } from './shared-calls.js'

/** Only part of a pair may be asked for: the rest needs other models. */
export interface WaitingPair {
  readonly kind: 'waiting'
  readonly waitsFor: ReadonlySet<string>
  readonly calls: number
  readonly asked: ReadonlySet<number>
}

export type Cells = Iterable<readonly [variant: number, outcome: CellOutcome]>

/** Tells the trial of a recipe what was decided. */
export function meet(cells: Cells, pair: Digest, trial: Trial | undefined, when: When): void {
  if (trial !== undefined) for (const [variant, outcome] of cells) trial.met(variant, outcome, pair, when)
}

type Unanswered = Pick<Extract<Resolution, { kind: 'needs' }>, 'unanswered' | 'settled'>

/** `decided`: told which cells are decided, as soon as they are, and again whenever there are more. */
export async function completePair(
  pair: Pair,
  taken: Taken,
  recipe: CompiledRecipe,
  resolver: Resolver,
  decided: (cells: Cells) => void = () => {},
): Promise<ResolvedPair | WaitingPair> {
  const leave = await resolver.trial?.enter()
  try {
    return await ask(pair, taken, recipe, resolver, decided)
  } finally {
    leave?.()
  }
}

async function ask(
  pair: Pair,
  taken: Taken,
  recipe: CompiledRecipe,
  { completer, onlyOf, trial, failed: tell, came }: Resolver,
  decided: (cells: Cells) => void,
): Promise<ResolvedPair | WaitingPair> {
  const got = new Map<Digest, Completion>()
  const lookup = (key: Digest) => {
    const completion = got.get(key) ?? completer.lookup(key)
    if (completion !== undefined) got.set(key, completion)
    return completion
  }
  const asked = new Set<number>()
  const onlookers = lookOn(pair, recipe, came)
  let calls = 0
  for (;;) {
    const resolution = resolvePair(pair, recipe, lookup, taken, trial?.givenUp)
    decided(resolution.kind === 'done' ? resolution.cells.entries() : resolution.settled)
    if (resolution.kind === 'done') return { kind: 'done', pair, cells: resolution.cells, calls, asked }
    onlookers?.stored(resolution.settled.size)
    if (resolution.needs.length === 0) return leftAlone(resolution)
    const needs = resolution.needs.filter(({ request }) => onlyOf === undefined || request.model === onlyOf)
    if (needs.length === 0) return waiting(resolution)
    const lost = await allOf(answersTo(needs, recipe, completer), (answered) => {
      got.set(answered.key, standing(answered.completion, recipe))
      calls += answered.calls
      onlookers?.answered(answered)
      if (answered.isOwnCall) asked.add(answered.variant)
    })
    const fatal = lost.find(({ error }) => !(error instanceof CallFailed) && !(error instanceof NotAsked))
    if (fatal !== undefined) throw fatal.error
    const failure = lost.find(({ error }) => error instanceof CallFailed)
    if (failure !== undefined) return failed(failure)
    if (lost.length > 0) return leftAlone(rest())
  }

  /** What came beside a failure is kept, so only the rest counts as unanswered. */
  function rest(): Unanswered {
    const now = resolvePair(pair, recipe, lookup, taken, trial?.givenUp)
    return now.kind === 'needs' ? now : { unanswered: [], settled: new Map(now.cells.entries()) }
  }

  function waiting({ needs, unanswered: cells }: Extract<Resolution, { kind: 'needs' }>): WaitingPair {
    trial?.leftAlone(cells)
    return { kind: 'waiting', waitsFor: new Set(needs.map(({ request }) => request.model)), calls, asked }
  }

  function failed({ variant, error }: Lost): ResolvedPair {
    const { unanswered, settled } = rest()
    const name = recipe.variants[variant]?.variant.name ?? ''
    const one = { kind: 'failed', pair, unresolved: unanswered.length, variant: name, error, calls, settled } as const
    tell?.(one)
    return one
  }

  function leftAlone({ unanswered: cells, settled }: Unanswered): ResolvedPair {
    const hopeless = trial?.leftAlone(cells).length ?? 0
    return { kind: 'unasked', pair, unasked: { budget: cells.length - hopeless, hopeless }, calls, settled }
  }
}

/** Tells of each cell once, when it has its first answer. */
function lookOn(pair: Pair, { variants }: CompiledRecipe, came: Came | undefined) {
  if (came === undefined) return undefined
  const answered = new Set<number>()
  let isFirst = true
  return {
    /** Before anything is asked. */
    stored: (cells: number) => {
      if (isFirst && cells > 0) came(pair, { cells, reused: cells, calls: 0 })
      isFirst = false
    },
    answered: ({ variant, calls, completion: { end, text } }: Answered) => {
      const cells = answered.has(variant) ? 0 : 1
      answered.add(variant)
      const name = variants[variant]?.variant.name ?? ''
      came(pair, { cells, reused: 0, calls, ...(end === 'stop' ? { latest: { variant: name, text } } : {}) })
    },
  }
}

/** What was answered now was answered for this context, whatever the engine says of it: it is not asked again in this build. */
export function standing(completion: Completion, { contextTokens }: CompiledRecipe): Completion {
  return completion.end === 'prompt-too-long' ? { ...completion, contextTokens } : completion
}

/** What a call, or another pair's, gives. */
interface Coming {
  /** The place of the (first) variant that it is made for. */
  readonly variant: number
  readonly answers: Promise<readonly Answered[]>
}

/**
 * One for each call. What another pair is asking for already is waited for, and shares no call of this one. `isWanted`: only calls are
 * made that are for one of these, with all that shares them; left out: all are.
 */
export function answersTo(
  needs: readonly Need[],
  recipe: CompiledRecipe,
  completer: Completer,
  isWanted: (need: Need) => boolean = () => true,
): readonly Coming[] {
  const alone = (need: Need): Coming => ({
    variant: need.variant,
    answers: completer.complete(need).then((answered) => [answered]),
  })
  const together = (batch: Batch): Coming => ({
    variant: batch.members[0]?.need.variant ?? bug('a batch for nobody'),
    answers: completer.completeBatch(batch),
  })
  const [waiting, asking] = [needs.filter(completer.isUnderWay), needs.filter((need) => !completer.isUnderWay(need))]
  const calls = callsOf(asking, recipe).filter((call) => needsIn(call).some(isWanted))
  return [
    ...waiting.filter(isWanted).map(alone),
    ...calls.map((call) => (call.kind === 'single' ? alone(call.need) : together(call.batch))),
  ]
}

const needsIn = (call: Call): readonly Need[] =>
  call.kind === 'single' ? [call.need] : call.batch.members.map(({ need }) => need)

interface Lost {
  readonly variant: number
  readonly error: Error
}

/** Waits for all, and hands on what comes. Returns what went wrong, in the order of the calls. */
export async function allOf(coming: readonly Coming[], came: (answered: Answered) => void): Promise<readonly Lost[]> {
  const ends = coming.map(async ({ variant, answers }): Promise<Lost[]> => {
    try {
      for (const answered of await answers) came(answered)
      return []
    } catch (error) {
      return [{ variant, error: error as Error }]
    }
  })
  return (await Promise.all(ends)).flat()
}
