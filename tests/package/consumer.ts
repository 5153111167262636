/**
 * What a program may do with the package, and what its compiler has to stop: every export, used as the documents use it. package.test.ts
 * compiles it as a user would, under each kind of module resolution, with the types of all that it imports checked, too.
 */
import {
  build,
  type BuildEvent,
  type BuildOptions,
  type BuildOutcome,
  type BuildRun,
  type Cause,
  type CellFailure,
  type Change,
  type Check,
  type CheckId,
  type CheckStatus,
  type CheckUp,
  type Diagnostic,
  type Difference,
  doctor,
  type Edit,
  type EditSubject,
  explain,
  type ExplainedCell,
  type ExplainedFile,
  type ExplainedRecord,
  type ExplainedTarget,
  type ExplainedTry,
  type ExplainOptions,
  type Explanation,
  type Failure,
  fuse,
  type FuseOptions,
  generate,
  type GenerateOptions,
  graph,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type GraphOptions,
  type JudgeOptions,
  loadConfig,
  type LoadedConfig,
  type LoadOptions,
  plan,
  type Plan,
  type PlannedTarget,
  preview,
  type Previewed,
  type PreviewedCell,
  type PreviewedText,
  type PreviewedVariant,
  type PreviewEvent,
  type PreviewOptions,
  type PreviewOutcome,
  type PreviewRun,
  type Reason,
  rejected,
  type RejectedAttempt,
  type RejectedCell,
  type RejectedList,
  type RejectedOptions,
  type RejectedReason,
  type RoundOutcome,
  type RunOptions,
  status,
  type Status,
  type TargetOutcome,
  type TargetState,
  type TargetStatus,
  UserError,
  watch,
  type WatchEvent,
  type WatchOptions,
  type WatchRun,
} from 'fusionkit'

/** Builds, as the README does. */
export async function buildAll(signal: AbortSignal): Promise<number> {
  const load: LoadOptions = { config: 'fusion.config.yaml', engine: 'rules', cwd: '.' }
  const config: LoadedConfig = await loadConfig(load)
  const planned: Plan = await plan(config)
  const toAsk: readonly string[] = planned.targets.map(
    ({ target, toAsk: cells }: PlannedTarget) => `${target}: ${cells}`,
  )
  const options: BuildOptions & RunOptions = { signal, targets: ['animals'], maxCalls: 50, keepGoing: true }
  const run: BuildRun = build(config, options)
  for await (const event of run) tell(event)
  const outcome: BuildOutcome = await run.outcome
  const failures: readonly Failure[] = outcome.failures
  return outcome.exitCode + (outcome.records ?? 0) + toAsk.length + failures.length
}

function tell(event: BuildEvent): string {
  switch (event.kind) {
    case 'target-ended': {
      const outcome: TargetOutcome = event.outcome
      return outcome.kind === 'built' ? `${event.target}: ${outcome.tally.records}` : outcome.kind
    }
    case 'diagnostic': {
      const diagnostic: Diagnostic = event.diagnostic
      return `${diagnostic.code} ${diagnostic.place?.path ?? ''}`
    }
    default:
      return event.kind
  }
}

/** Looks without building. */
export async function look(config: LoadedConfig): Promise<unknown> {
  const judged: JudgeOptions = { offline: true }
  const states: Status = await status(config, judged)
  const target: TargetStatus | undefined = states.targets[0]
  const drawn: Graph = await graph(config, { targets: ['animals'], offline: true } satisfies GraphOptions)
  const edges: readonly GraphEdge[] = drawn.edges
  const nodes: readonly GraphNode[] = drawn.nodes
  const explained: Explanation = await explain(config, 'merged:1', { offline: true } satisfies ExplainOptions)
  const list: RejectedList = await rejected(config, { limit: 2 } satisfies RejectedOptions)
  return [target, edges, nodes, explained, list]
}

/** What is amiss here, and what to do. */
export async function checkUp(signal: AbortSignal): Promise<readonly string[]> {
  const found: CheckUp = await doctor({ config: 'fusion.config.yaml', signal })
  const wanted: CheckStatus = 'error'
  const bad: readonly Check[] = found.checks.filter(({ status: state }) => state === wanted)
  const ids: readonly CheckId[] = bad.map(({ id }) => id)
  return bad.map(({ summary, fix }, at) => `${ids[at]}: ${summary} ${fix ?? ''}`)
}

/** Edited prompts, on a few pairs. */
export async function previewAll(config: LoadedConfig): Promise<Previewed> {
  const options: PreviewOptions = { variants: ['fluid'] }
  const run: PreviewRun = preview(config, options)
  for await (const event of run) kindOf(event)
  return run.outcome
}

const kindOf = (event: BuildEvent | PreviewEvent | WatchEvent): string => event.kind

/** A watch that ends when its signal says so. */
export async function watchAll(signal: AbortSignal): Promise<number> {
  const options: WatchOptions & LoadOptions & RunOptions = { config: 'fusion.config.yaml', signal }
  const run: WatchRun = watch(options)
  run.previewOnly()
  run.buildAll()
  for await (const event of run) kindOf(event)
  return run.close()
}

/** Without a config. */
export async function withoutConfig(): Promise<readonly [number, string, BuildRun]> {
  const made: GenerateOptions = { entries: 10, output: 'people.jsonl', seed: 1, locale: 'fr' }
  const { rows, path } = await generate(made)
  const options: FuseOptions = { file: path, output: 'fused.jsonl', engine: 'rules' }
  return [rows, path, fuse(options)]
}

/** Everything that is wrong, each with its place. */
export async function mistakesOf(path: string): Promise<readonly Diagnostic[]> {
  try {
    await loadConfig({ config: path })
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics
    throw error
  }
  return []
}

/** What the parts of results are called. */
export interface Parts {
  readonly causes: readonly (Cause | Change | Difference | Reason | TargetState)[]
  readonly failures: readonly CellFailure[]
  readonly edits: readonly (Edit | EditSubject | RoundOutcome)[]
  readonly explained: readonly (ExplainedCell | ExplainedFile | ExplainedRecord | ExplainedTarget | ExplainedTry)[]
  readonly previewed: readonly (PreviewedCell | PreviewedText | PreviewedVariant | PreviewOutcome)[]
  readonly rejected: readonly (RejectedAttempt | RejectedCell | RejectedReason)[]
}

/** What a compiler has to stop. */
export async function wrong(config: LoadedConfig): Promise<void> {
  // @ts-expect-error: there is no such option
  build(config, { maxCals: 50 })
  // @ts-expect-error: a number is wanted
  build(config, { maxCalls: '50' })
  // @ts-expect-error: a path is no config
  await plan('fusion.config.yaml')
  // @ts-expect-error: it has to be said what is to be explained
  await explain(config)
  // @ts-expect-error: a file to write to is needed
  fuse({ file: 'questions.jsonl' })
  const { outcome } = build(config)
  // @ts-expect-error: an outcome is there later
  outcome.exitCode.toFixed()
  const { targets } = await plan(config)
  // @ts-expect-error: what is told cannot be changed
  targets.push()
  // @ts-expect-error: no event is of this kind
  for await (const event of build(config)) if (event.kind === 'target-endet') return
  // @ts-expect-error: the inner parts are nobody's business
  await import('fusionkit/dist/src/app/build.js')
}
