/**
 * All of a model's calls before the next model's, over a whole build: a server that holds one model at a time loads each of them once.
 *
 * What a pair needs of the model in hand is asked now and kept; what it needs of another one waits for that one's pass. So a pass
 * leaves nothing behind but completions, and the making of the files, which comes after the last one, finds all that it asks for.
 */
import { drained } from '../base/drained.js'
import { inOrder } from '../base/in-order.js'
import type { Latest } from '../domain/event.js'
import type { Pair } from '../domain/question.js'
import type { TargetId } from '../domain/target.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { Came } from '../fusion/resolved-pair.js'
import { type AskedOfModel, askOf } from './resolve-pairs.js'
import type { Resolver } from './resolver.js'

/** A target whose pairs will be resolved, opened anew for each pass: its questions are in memory for as long as it lasts. */
export interface PassTarget {
  readonly id: TargetId
  open(): Promise<{
    readonly pairs: Iterable<Pair>
    readonly recipe: CompiledRecipe
    readonly trial?: Resolver['trial']
    readonly failed?: Resolver['failed']
    /** Closed when the pass is over. */
    readonly last?: Resolver['last']
  }>
}

/** What was asked for a target ahead of its making. */
export interface Asked {
  readonly calls: number
  /** Cells that something was asked for. */
  readonly cells: number
}

export interface PassReports {
  started(model: string): void
  progress(model: string, counts: { readonly pairs: number; readonly calls: number; readonly latest?: Latest }): void
  /** `waiting`: pairs that need another model now; `undefined`: the pass did not come to its end. */
  ended(model: string, counts: { readonly calls: number; readonly waiting: number } | undefined): void
}

/** Groups that are asked for at the same time, so that the end of one does not leave the server idle. */
const targetsAtOnce = 4

/** Returns what was asked for each target. What failed is left for the making, which says so. */
export async function askModelByModel(
  targets: readonly PassTarget[],
  first: string,
  resolver: Resolver,
  reports: PassReports,
): Promise<ReadonlyMap<TargetId, Asked>> {
  const asked = new Map<TargetId, Asked>()
  /** Models that nothing was had of since the last answer: what is left of theirs failed, or may not be asked any more. */
  const idle = new Set<string>()
  let model: string | undefined = first
  while (model !== undefined) {
    reports.started(model)
    let pass: Pass | undefined
    try {
      pass = await passOf(model, targets, resolver, reports, asked)
    } finally {
      const waiting = pass && [...pass.waiting.values()].reduce((sum, count) => sum + count, 0)
      reports.ended(model, pass && { calls: pass.calls, waiting: waiting ?? 0 })
    }
    if (pass.calls > 0) idle.clear()
    else idle.add(model)
    model = mostWaitedFor(pass.waiting, idle)
  }
  return asked
}

interface Pass {
  calls: number
  pairs: number
  /** Model → pairs that need it next. */
  readonly waiting: Map<string, number>
}

async function passOf(
  model: string,
  targets: readonly PassTarget[],
  resolver: Resolver,
  reports: PassReports,
  asked: Map<TargetId, Asked>,
): Promise<Pass> {
  const pass: Pass = { calls: 0, pairs: 0, waiting: new Map() }
  const work = async ({ id, open }: PassTarget) => {
    const { pairs, recipe, last, ...watching } = await open()
    try {
      for await (const one of askOf(model, pairs, recipe, { ...resolver, ...watching, last, came })) note(id, one)
    } finally {
      last?.close()
    }
  }
  const note = (id: TargetId, { calls, cells, waitsFor }: AskedOfModel) => {
    const before = asked.get(id) ?? { calls: 0, cells: 0 }
    asked.set(id, { calls: before.calls + calls, cells: before.cells + cells })
    for (const next of waitsFor) pass.waiting.set(next, (pass.waiting.get(next) ?? 0) + 1)
    pass.pairs += 1
    reports.progress(model, pass)
  }
  const came: Came = (_pair, { calls, latest }) => {
    pass.calls += calls
    if (calls > 0) reports.progress(model, { ...pass, ...(latest && { latest }) })
  }
  await drained(inOrder(targets, targetsAtOnce, work))
  return pass
}

function mostWaitedFor(waiting: ReadonlyMap<string, number>, idle: ReadonlySet<string>): string | undefined {
  let most: readonly [string | undefined, number] = [undefined, 0]
  for (const entry of waiting) if (entry[1] > most[1] && !idle.has(entry[0])) most = entry
  return most[0]
}
