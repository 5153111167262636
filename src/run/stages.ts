/**
 * How does it get done? Stage by stage: sources, cuts, fusions, the merged file.
 *
 * Each target is judged when its inputs are settled, since a cut says only then which groups there are, and an input that was made
 * again with the same bytes stops the wave. What "doing" means is handed in: `build` makes files, `plan` counts.
 */
import { inOrder } from '../base/in-order.js'
import { type Diagnostic, hasErrors, UserError } from '../domain/diagnostic.js'
import type { Reason, Verdict } from '../domain/reason.js'
import {
  type FusionTarget,
  fusionId,
  type Input,
  type MergedTarget,
  type Output,
  type Target,
  type TargetId,
} from '../domain/target.js'
import { noGroups, sourceWouldDiffer, unknownTarget } from '../messages/targets.js'
import { mergedTarget } from '../plan/list-targets.js'
import { type Selection, selectionOf } from '../plan/select.js'
import { clashes } from './clashes.js'
import { cutsOf, cutsOfFiles, fusionMaker, fusionsIn, fusionsOfFiles, generatedSources } from './found-targets.js'
import { fileGroups } from './inputs.js'
import { type OverridesOfBuild, overridesOf } from './overrides.js'
import type { BuildParts } from './parts.js'
import { verdictOf } from './verdict-of.js'

export type Settled =
  | { readonly kind: 'fresh'; readonly outputs: readonly Output[] }
  | { readonly kind: 'built'; readonly outputs: readonly Output[] }
  /** Counted, not made (plan). */
  | { readonly kind: 'planned' }
  | { readonly kind: 'failed' }
  /** Not whole: what there is has taken its place. `missing`: cells. */
  | { readonly kind: 'partial'; readonly outputs: readonly Output[]; readonly missing: number }
  /** The build has ended at an earlier failure. */
  | { readonly kind: 'not-started' }
  /** Below a failed or a planned one. */
  | { readonly kind: 'waiting'; readonly for: readonly string[] }
  /** Stale, but not asked for: what it holds now is what there is. */
  | { readonly kind: 'left-stale'; readonly outputs: readonly Output[] }

export interface Doer {
  /** Every error in the data of what is going to run, before any of it does. */
  preflight(targets: readonly Target[]): Promise<readonly Diagnostic[]>
  /** What is asked for fusions before the first of them is made: theirs are several models, and each is asked in one go. */
  askAhead?(fusions: readonly FusionTarget[]): Promise<void>
  /** `missing`: cells that its inputs lack. Left out: none. */
  run(target: Target, reasons: readonly Reason[], missing?: number): Promise<Settled>
  /** A target below one that failed, or that is only counted. */
  wait(target: Target, on: readonly string[]): Settled
  /** The build is about to end with an error: what is still running asks nothing more. */
  stop(): void
}

export type States = ReadonlyMap<Target, Settled>

/** What all stages share. */
interface Stages {
  readonly parts: BuildParts
  readonly doer: Doer
  readonly selection: Selection
  /** What has become of the targets so far. */
  readonly states: Map<Target, Settled>
  /** Verdicts that stand, since nothing runs that could change them. */
  readonly known: ReadonlyMap<Target, Verdict>
}

/** Judges every target of the config, and has the doer do those that are stale and asked for. Throws `UserError` for mistakes in the data. */
export async function runStages(parts: BuildParts, doer: Doer): Promise<States> {
  const selection = selectionOf(parts.names, parts.project.output.merged, parts.project.groups)
  const groupFiles = await fileGroups(parts)
  const sources = generatedSources(parts)
  const overrides = await overridesOf(parts)
  const makeFusion = fusionMaker(overrides, parts)
  const fromFiles = await fusionsOfFiles(groupFiles, makeFusion)
  const checkable = [...fromFiles.values(), sources, await cutsOfFiles(parts)].flat()
  const known = await checkBeforeAnything(checkable, parts, doer, selection)
  const stages: Stages = { parts, doer, selection, states: new Map(), known }

  await settleInTurn(sources, stages)
  await settleCuts(stages)
  const fusions = await fusionsIn(fromFiles, outputsOfCuts(stages), makeFusion, parts)
  await checkFusions(fusions, overrides, stages)
  checkNames(fusions, stages)
  await askAhead(fusions, stages)
  await settleFusions(fusions, stages)
  await settleMerged(fusions, stages)
  return stages.states
}

async function settle(target: Target, { parts, doer, selection, known }: Stages): Promise<Settled> {
  parts.signal.throwIfAborted()
  const isWanted = selection.wants(target)
  const verdict = known.get(target) ?? verdictOf(target, parts)
  const outputs = parts.log.targets.get(target.id)?.outputs ?? []
  if (verdict.kind === 'fresh') return { kind: 'fresh', outputs }
  if (!isWanted) return { kind: 'left-stale', outputs }
  mustBeAccepted(target, verdict.reasons, parts)
  return doer.run(target, verdict.reasons)
}

/** Other rows are other questions, and all their fusions are paid for again: the user decides. */
function mustBeAccepted(target: Target, reasons: readonly Reason[], { acceptsNewSource }: BuildParts): void {
  const change = reasons.find((reason) => reason.kind === 'semantics-changed')
  if (target.kind !== 'source' || change === undefined || acceptsNewSource) return
  throw new UserError([sourceWouldDiffer(target.source.name, change.from, change.to)])
}

/** Returns the verdicts, as long as nothing runs that could change them: a build with nothing to do looks at each file once. */
async function checkBeforeAnything(
  targets: readonly Target[],
  parts: BuildParts,
  doer: Doer,
  selection: Selection,
): Promise<Stages['known']> {
  const wanted = targets.filter((target) => selection.wants(target))
  const verdicts = new Map(wanted.map((target) => [target, verdictOf(target, parts)]))
  const willRun = wanted.filter((target) => verdicts.get(target)?.kind !== 'fresh')
  if (willRun.length === 0) return verdicts
  const diagnostics = await doer.preflight(willRun)
  if (hasErrors(diagnostics)) throw new UserError(diagnostics)
  return new Map()
}

async function settleInTurn(targets: readonly Target[], stages: Stages): Promise<void> {
  for (const target of targets) stages.states.set(target, await settle(target, stages))
}

/** Each cut is looked at when the one before is settled: what one wrote may be read by the next. */
async function settleCuts(stages: Stages): Promise<void> {
  for await (const cut of cutsOf(stages.parts)) {
    const state = await settle(cut, stages)
    stages.states.set(cut, state)
    if ('outputs' in state) stages.selection.met(state.outputs.flatMap(({ path, group }) => [path, `group:${group}`]))
  }
}

/** What each cut has written, by now. */
function outputsOfCuts({ states }: Stages): ReadonlyMap<TargetId, readonly Output[]> {
  return new Map([...states].map(([target, state]) => [target.id, 'outputs' in state ? state.outputs : []]))
}

/** An error where there are none, or where two of them are in each other's way; and a warning for overrides that concern none. */
async function checkFusions(
  fusions: readonly FusionTarget[],
  overrides: OverridesOfBuild,
  { parts, states }: Stages,
): Promise<void> {
  const isCutLater = [...states].some(([target, { kind }]) => target.kind === 'cut' && kind === 'left-stale')
  const idle = isCutLater ? [] : await overrides.settled(fusions)
  for (const diagnostic of idle) parts.emit({ kind: 'diagnostic', diagnostic })
  if (fusions.length === 0 && !isCutLater) throw new UserError([noGroups(parts.project.groups[0]?.place)])
  const errors = clashes(fusions, parts)
  if (errors.length > 0) throw new UserError(errors)
}

/** Names that no target answers to; said before anything is asked. */
function checkNames(fusions: readonly FusionTarget[], { parts, selection }: Stages): void {
  for (const fusion of fusions) selection.wants(fusion)
  selection.wants(mergedTarget([], parts.project))
  const unknown = selection.unknown().filter((name) => name !== 'merged')
  if (unknown.length > 0) throw new UserError(unknown.map((name) => unknownTarget(name, selection.known())))
}

async function askAhead(fusions: readonly FusionTarget[], { parts, doer, selection, known }: Stages): Promise<void> {
  if (doer.askAhead === undefined || modelsOf(fusions).size < 2) return
  const isStale = (fusion: FusionTarget) => (known.get(fusion) ?? verdictOf(fusion, parts)).kind !== 'fresh'
  const stale = fusions.filter((fusion) => selection.wants(fusion) && isStale(fusion))
  if (modelsOf(stale).size > 1) await doer.askAhead(stale)
}

function modelsOf(fusions: readonly FusionTarget[]): ReadonlySet<string> {
  const recipes = new Set(fusions.flatMap(({ rule }) => Object.values(rule.recipes)))
  return new Set([...recipes].flatMap(({ variants }) => variants.map(({ model }) => model)))
}

/** Groups that are fused at the same time, so that the end of one does not leave the server idle. */
const fusionsAtOnce = 4

/** An error in one ends the build, when the others that had started have ended, too: none may write, or say anything, afterwards. */
async function settleFusions(fusions: readonly FusionTarget[], stages: Stages): Promise<void> {
  const started: Promise<Settled>[] = []
  const errors: unknown[] = []
  const start = async (fusion: FusionTarget) => {
    const settled = settle(fusion, stages)
    started.push(settled)
    settled.catch((error: unknown) => {
      errors.push(error)
      stages.doer.stop()
    })
    return [fusion, await settled] as const
  }
  try {
    for await (const [fusion, state] of inOrder(fusions, fusionsAtOnce, start)) stages.states.set(fusion, state)
  } catch (error) {
    await Promise.allSettled(started)
    throw errors[0] ?? error // the first in time: those after it may only say that the build has ended
  }
}

async function settleMerged(fusions: readonly FusionTarget[], stages: Stages): Promise<void> {
  const merged = mergedTarget(mergedInputs(fusions, stages.parts), stages.parts.project)
  stages.states.set(merged, await mergedState(merged, fusions, stages))
}

function mergedInputs(fusions: readonly FusionTarget[], { log }: BuildParts): readonly Input[] {
  return fusions.flatMap((fusion): Input[] => {
    const output = log.targets.get(fusionId(fusion.group))?.outputs.find(({ path }) => path === fusion.output)
    return output === undefined ? [] : [{ name: fusion.group, path: output.path, digest: output.digest }]
  })
}

async function mergedState(merged: MergedTarget, fusions: readonly FusionTarget[], stages: Stages): Promise<Settled> {
  const { parts, doer, selection } = stages
  const states = fusions.map((fusion) => stages.states.get(fusion))
  if (states.some((state) => state?.kind === 'left-stale') && !selection.wants(merged))
    return { kind: 'left-stale', outputs: [] }
  const notThere = fusions.filter((_, index) => !hasOutputs(states[index]))
  if (notThere.length > 0) {
    const ids = notThere.map(({ id }) => id)
    return doer.wait(merged, ids)
  }
  const missing = states.reduce((sum, state) => sum + (state?.kind === 'partial' ? state.missing : 0), 0)
  if (missing === 0 || !selection.wants(merged)) return settle(merged, stages)
  const verdict = verdictOf(merged, parts)
  const isPartial = { kind: 'incomplete', failedCells: missing, isPartial: true } as const
  return doer.run(merged, verdict.kind === 'fresh' ? [isPartial] : verdict.reasons, missing)
}

const hasOutputs = (state: Settled | undefined): boolean => state !== undefined && 'outputs' in state
