/**
 * How does it get done? Stage by stage: sources, cuts, fusions, the merged file.
 *
 * Each target is judged when its inputs are settled, since a cut says only then which groups there are, and an input that was made
 * again with the same bytes stops the wave. What "doing" means is handed in: `build` makes files, `plan` counts.
 */
import { inOrder } from '../base/in-order.js'
import { bug } from '../base/unreachable.js'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import type { Reason, Verdict } from '../domain/reason.js'
import type { FakerSource, FileSource, GroupRule } from '../domain/project.js'
import { cutId, type FusionTarget, fusionId, type Input, type Output, sourceId, type Target } from '../domain/target.js'
import { noGroups, sourceWouldDiffer, unknownTarget } from '../messages/targets.js'
import type { FusionVersions } from '../plan/components.js'
import { cutTarget, fusionTarget, mergedTarget, sourceTarget } from '../plan/list-targets.js'
import { type Selection, selectionOf } from '../plan/select.js'
import { clashes } from './clashes.js'
import { fileGroups, inputsOf } from './inputs.js'
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

/** Groups that are fused at the same time, so that the end of one does not leave the server idle. */
const fusionsAtOnce = 4

export async function runStages(parts: BuildParts, doer: Doer): Promise<States> {
  const states = new Map<Target, Settled>()
  const selection = selectionOf(parts.names, parts.project.output.merged, parts.project.groups)
  const versions = { cleaning: parts.versions.cleaning, checks: parts.checks, identities: parts.identities }
  const groupFiles = await fileGroups(parts)
  const sources = parts.project.sources
    .filter((source) => source.kind === 'faker')
    .map((source) => sourceTarget(source, parts.versions.generator))
  const overrides = await overridesOf(parts)
  const fromFiles = await fusionsOfFiles(parts, groupFiles, versions, overrides)
  const checked = [...fromFiles.values(), sources, await cutsOfFiles(parts)].flat()
  const known = await checkBeforeAnything(parts, doer, selection, checked)

  for (const source of sources) states.set(source, await settle(source, parts, doer, selection, known))
  for (const rule of parts.project.groups) {
    if (rule.origin.kind !== 'source') continue
    const cut = await cutOf(rule, parts)
    const state = await settle(cut, parts, doer, selection)
    states.set(cut, state)
    if ('outputs' in state) selection.met(state.outputs.flatMap(({ path, group }) => [path, `group:${group}`]))
  }
  const fusions = await allFusions(parts, fromFiles, states, versions, overrides)
  checkNames(parts, fusions, selection)
  await askAhead(fusions, parts, doer, selection, known)
  await settleFusions(fusions, parts, doer, selection, states, known)
  await settleMerged(parts, doer, selection, fusions, states)
  return states
}

async function settle(
  target: Target,
  parts: BuildParts,
  doer: Doer,
  selection: Selection,
  known?: Verdicts,
): Promise<Settled> {
  parts.signal.throwIfAborted()
  const isWanted = selection.wants(target)
  const verdict = known?.get(target) ?? verdictOf(target, parts)
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

type Verdicts = ReadonlyMap<Target, Verdict>

/** The verdicts, as long as nothing runs that could change them: a build with nothing to do looks at each file once. */
async function checkBeforeAnything(
  parts: BuildParts,
  doer: Doer,
  selection: Selection,
  targets: readonly Target[],
): Promise<Verdicts> {
  const wanted = targets.filter((target) => selection.wants(target))
  const verdicts = new Map(wanted.map((target) => [target, verdictOf(target, parts)]))
  const willRun = wanted.filter((target) => verdicts.get(target)?.kind !== 'fresh')
  if (willRun.length === 0) return verdicts
  const diagnostics = await doer.preflight(willRun)
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new UserError(diagnostics)
  return new Map()
}

async function fusionsOfFiles(
  parts: BuildParts,
  groupFiles: Awaited<ReturnType<typeof fileGroups>>,
  versions: FusionVersions,
  overrides: OverridesOfBuild,
): Promise<ReadonlyMap<GroupRule, readonly FusionTarget[]>> {
  const made = new Map<GroupRule, FusionTarget[]>()
  for (const { rule, group, input } of groupFiles) {
    const target = await overrides.laidOver(await fusionTarget(rule, group, input, parts.project, versions))
    const targets = made.get(rule)
    if (targets === undefined) made.set(rule, [target])
    else targets.push(target)
  }
  return made
}

/** Cuts of the user's own files, whose data can be checked before anything runs. */
async function cutsOfFiles(parts: BuildParts): Promise<Target[]> {
  const rules = parts.project.groups.filter(
    ({ origin }) => origin.kind === 'source' && sourceOf(origin.source, parts).kind === 'files',
  )
  return Promise.all(rules.map((rule) => cutOf(rule, parts)))
}

async function cutOf(rule: GroupRule, parts: BuildParts) {
  const { origin } = rule
  const source = origin.kind === 'source' ? sourceOf(origin.source, parts) : bug(`group "${rule.key}" is no cut`)
  const inputs =
    source.kind === 'files' ? await inputsOf(source.files, source.place, parts) : generatedInputs(source, parts)
  return cutTarget(rule, source, inputs, parts.project)
}

/** None where the source was never made and is not asked for: then its cut is not asked for either. */
function generatedInputs({ name }: FakerSource, parts: BuildParts): Input[] {
  const outputs = parts.log.targets.get(sourceId(name))?.outputs ?? []
  return outputs.map(({ path, digest }) => ({ name: `source:${name}`, path, digest }))
}

function sourceOf(name: string, parts: BuildParts): FakerSource | FileSource {
  return parts.project.sources.find((source) => source.name === name) ?? bug(`no source "${name}"`)
}

/** In the order of the config: files as they were found, cuts as they were cut. */
async function allFusions(
  parts: BuildParts,
  fromFiles: ReadonlyMap<GroupRule, readonly FusionTarget[]>,
  states: States,
  versions: FusionVersions,
  overrides: OverridesOfBuild,
): Promise<FusionTarget[]> {
  const cuts = new Map([...states].map(([target, state]) => [target.id, 'outputs' in state ? state.outputs : []]))
  const fusions: FusionTarget[] = []
  for (const rule of parts.project.groups) {
    fusions.push(...(fromFiles.get(rule) ?? []))
    for (const { path, digest, group } of (rule.origin.kind === 'source' && cuts.get(cutId(rule.key))) || []) {
      const input = { name: `group:${group}`, path, digest }
      const name = group ?? bug(`a cut wrote "${path}" for no group`)
      fusions.push(await overrides.laidOver(await fusionTarget(rule, name, input, parts.project, versions)))
    }
  }
  const isCutLater = [...states].some(([target, { kind }]) => target.kind === 'cut' && kind === 'left-stale')
  const idle = isCutLater ? [] : await overrides.settled(fusions)
  for (const diagnostic of idle) parts.emit({ kind: 'diagnostic', diagnostic })
  if (fusions.length === 0 && !isCutLater) throw new UserError([noGroups(parts.project.groups[0]?.place)])
  const errors = clashes(fusions, parts)
  if (errors.length > 0) throw new UserError(errors)
  return fusions
}

async function askAhead(
  fusions: readonly FusionTarget[],
  parts: BuildParts,
  doer: Doer,
  selection: Selection,
  known: Verdicts,
): Promise<void> {
  if (doer.askAhead === undefined || modelsOf(fusions).size < 2) return
  const isStale = (fusion: FusionTarget) => (known.get(fusion) ?? verdictOf(fusion, parts)).kind !== 'fresh'
  const stale = fusions.filter((fusion) => selection.wants(fusion) && isStale(fusion))
  if (modelsOf(stale).size > 1) await doer.askAhead(stale)
}

function modelsOf(fusions: readonly FusionTarget[]): ReadonlySet<string> {
  const recipes = new Set(fusions.flatMap(({ rule }) => Object.values(rule.recipes)))
  return new Set([...recipes].flatMap(({ variants }) => variants.map(({ model }) => model)))
}

/** An error in one ends the build, when the others that had started have ended, too: none may write, or say anything, afterwards. */
async function settleFusions(
  fusions: readonly FusionTarget[],
  parts: BuildParts,
  doer: Doer,
  selection: Selection,
  states: Map<Target, Settled>,
  known: Verdicts,
): Promise<void> {
  const started: Promise<Settled>[] = []
  const errors: unknown[] = []
  const start = async (fusion: FusionTarget) => {
    const settled = settle(fusion, parts, doer, selection, known)
    started.push(settled)
    settled.catch((error: unknown) => {
      errors.push(error)
      doer.stop()
    })
    return [fusion, await settled] as const
  }
  try {
    for await (const [fusion, state] of inOrder(fusions, fusionsAtOnce, start)) states.set(fusion, state)
  } catch (error) {
    await Promise.allSettled(started)
    throw errors[0] ?? error // the first in time: those after it may only say that the build has ended
  }
}

/** Names that no target answers to; said before anything is asked. */
function checkNames(parts: BuildParts, fusions: readonly FusionTarget[], selection: Selection): void {
  for (const fusion of fusions) selection.wants(fusion)
  selection.wants(mergedTarget([], parts.project))
  const unknown = selection.unknown().filter((name) => name !== 'merged')
  if (unknown.length > 0) throw new UserError(unknown.map((name) => unknownTarget(name, selection.known())))
}

async function settleMerged(
  parts: BuildParts,
  doer: Doer,
  selection: Selection,
  fusions: readonly FusionTarget[],
  states: Map<Target, Settled>,
): Promise<void> {
  const notThere = fusions.filter(
    (fusion) => !(['fresh', 'built', 'left-stale', 'partial'] as string[]).includes(states.get(fusion)?.kind ?? ''),
  )
  const missing = fusions.reduce((sum, fusion) => sum + missingIn(states.get(fusion)), 0)
  const neverBuilt = fusions.filter((fusion) => states.get(fusion)?.kind === 'left-stale')
  const inputs = fusions.flatMap((fusion): Input[] => {
    const output = parts.log.targets.get(fusionId(fusion.group))?.outputs.find(({ path }) => path === fusion.output)
    return output === undefined ? [] : [{ name: fusion.group, path: output.path, digest: output.digest }]
  })
  const merged = mergedTarget(inputs, parts.project)
  if (neverBuilt.length > 0 && !selection.wants(merged)) states.set(merged, { kind: 'left-stale', outputs: [] })
  else if (notThere.length > 0)
    states.set(
      merged,
      doer.wait(
        merged,
        notThere.map(({ id }) => id),
      ),
    )
  else if (missing > 0 && selection.wants(merged)) {
    const verdict = verdictOf(merged, parts)
    const isPartial = { kind: 'incomplete', failedCells: missing, isPartial: true } as const
    states.set(merged, await doer.run(merged, verdict.kind === 'fresh' ? [isPartial] : verdict.reasons, missing))
  } else states.set(merged, await settle(merged, parts, doer, selection))
}

function missingIn(state: Settled | undefined): number {
  return state?.kind === 'partial' ? state.missing : 0
}
