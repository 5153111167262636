/**
 * The Node API: what the command line does, for programs.
 *
 *   const config = await loadConfig()
 *   const run = build(config)
 *   for await (const event of run) console.log(event)
 *   const { exitCode } = await run.outcome
 */
import { makeChannel } from './base/channel.js'
import { buildProject, outcomeOfMistake } from './app/build.js'
import type { BuildOptions } from './app/compose.js'
import type { ExplainOptions } from './app/explain.js'
import { fuseFile, type FuseOptions } from './app/fuse.js'
import { generateFile, type GenerateOptions } from './app/generate.js'
import type { GraphOptions } from './app/graph.js'
import type { JudgeOptions } from './app/judge-project.js'
import { type LoadedConfig, loadProject, type Overrides } from './app/load-project.js'
import { planProject } from './app/plan.js'
import { type Previewed, previewProject, type PreviewOptions } from './app/preview.js'
import type { RejectedOptions } from './app/rejected.js'
import { defaultConfig } from './app/layout.js'
import { hostSurroundings } from './app/host.js'
import { watchProject, type WatchControl, type WatchOptions } from './app/watch.js'
import { defined } from './base/defined.js'
import type { Check, CheckId, CheckStatus, CheckUp } from './domain/check-up.js'
import { type ExitCode, UserError } from './domain/diagnostic.js'
import type { BuildEvent, BuildOutcome } from './domain/event.js'
import type { Explanation } from './domain/explanation.js'
import type { Graph } from './domain/graph.js'
import type { Plan } from './domain/plan.js'
import type { PreviewEvent } from './domain/preview.js'
import type { RejectedList } from './domain/rejected.js'
import type { Status } from './domain/status.js'
import type { WatchEvent } from './domain/watch.js'

export interface LoadOptions extends Overrides {
  /** Working folder. Default: the process's. */
  readonly cwd?: string
  /** The config file, from `cwd`. Default: fusion.config.yaml. */
  readonly config?: string
}

export interface RunOptions {
  /** Aborting it makes no further calls, keeps those in flight for up to five seconds, and ends with exit code 130. */
  readonly signal?: AbortSignal
}

/** A build under way: iterate its events (each is seen once), or just await its outcome. */
export interface BuildRun extends AsyncIterable<BuildEvent> {
  /** Rejects only for a bug of fusionkit; whatever happens in the world is an outcome with an exit code. */
  readonly outcome: Promise<BuildOutcome>
}

/** Reads and checks a config. Throws `UserError` with everything that is wrong in it, each with its place. */
export async function loadConfig(options: LoadOptions = {}): Promise<LoadedConfig> {
  const { cwd = hostSurroundings().cwd, config = defaultConfig, ...overrides } = options
  return loadProject(cwd, config, overrides)
}

/** What `build` would run, and why, and how many cells have no text yet. Writes nothing and asks no model anything. Throws `UserError`. */
export async function plan(config: LoadedConfig, options: BuildOptions & RunOptions = {}): Promise<Plan> {
  const { signal = unaborted(), ...rest } = options
  return planProject(config, rest, hostSurroundings(), signal)
}

/**
 * Why a target, a file, or a line of a dataset (`file:line`) is as it is. Paths are taken from `cwd`, else from the config's folder.
 * Read-only, like `plan`. Throws `UserError` where `what` is nothing that could be explained.
 */
export async function explain(
  config: LoadedConfig,
  what: string,
  options: ExplainOptions & RunOptions = {},
): Promise<Explanation> {
  const { signal = unaborted(), ...rest } = options
  const { explainOfProject } = await import('./app/explain.js')
  return explainOfProject(config, what, rest, hostSurroundings(), signal)
}

/** The state of every target, what is stored, and what the last build left undone. Read-only, like `plan`. Throws `UserError`. */
export async function status(config: LoadedConfig, options: JudgeOptions & RunOptions = {}): Promise<Status> {
  const { signal = unaborted(), ...rest } = options
  const { statusOfProject } = await import('./app/status.js')
  return statusOfProject(config, rest, hostSurroundings(), signal)
}

/** What reads what: all targets, or some and what they need. Read-only, like `plan`. Throws `UserError`. */
export async function graph(config: LoadedConfig, options: GraphOptions & RunOptions = {}): Promise<Graph> {
  const { signal = unaborted(), ...rest } = options
  const { graphOfProject } = await import('./app/graph.js')
  return (await graphOfProject(config, rest, hostSurroundings(), signal)).graph
}

/**
 * What the machine and the project are fit for: what `fusionkit doctor` says. Writes nothing, asks no model anything, and takes mistakes of
 * the config for what they are: checks that are an error.
 */
export async function doctor(options: LoadOptions & RunOptions = {}): Promise<CheckUp> {
  const { signal = unaborted(), ...rest } = options
  const { cwd = hostSurroundings().cwd, config = defaultConfig, ...overrides } = rest
  const { checkUpProject } = await import('./app/doctor.js')
  return checkUpProject(cwd, config, overrides, hostSurroundings(), signal)
}

/** Builds what is stale, unless somebody else is at work in the folder (exit code 75; with `wait` it waits). It begins at once; events that nobody reads cost no memory worth speaking of. */
export function build(config: LoadedConfig, options: BuildOptions & RunOptions = {}): BuildRun {
  const { signal, ...rest } = options
  return begun(signal, (run) => asOutcome(buildProject(config, rest, hostSurroundings(), run)))
}

/** A preview under way: iterate its events, or just await what came of it. */
export interface PreviewRun extends AsyncIterable<BuildEvent | PreviewEvent> {
  /** Rejects only for a bug of fusionkit. */
  readonly outcome: Promise<Previewed>
}

/**
 * Shows what prompts do on a few pairs, compared with what was built; without `variants` those that were edited since. Writes nothing but
 * what was answered, which a build then does not pay for again. Needs the lock of the project, as `build` does.
 */
export function preview(config: LoadedConfig, options: PreviewOptions & RunOptions = {}): PreviewRun {
  const { signal, ...rest } = options
  return begun<BuildEvent | PreviewEvent, Previewed>(signal, (run) =>
    previewProject(config, rest, hostSurroundings(), run),
  )
}

/** What was rejected, by reason, with the texts of some. Read-only, like `plan`. Throws `UserError` for a group or a variant that there is not. */
export async function rejected(
  config: LoadedConfig,
  options: RejectedOptions & RunOptions = {},
): Promise<RejectedList> {
  const { signal = unaborted(), ...rest } = options
  const { rejectedOfProject } = await import('./app/rejected.js')
  return rejectedOfProject(config, rest, hostSurroundings(), signal)
}

/** A watch may run for weeks, and its reader may have gone to sleep. */
const mostWatchEvents = 100_000

/** A watch under way: iterate its events, those of its builds among them (each is seen once; of those that nobody reads the last 100,000 are kept). */
export interface WatchRun extends AsyncIterable<WatchEvent>, Pick<WatchControl, 'buildAll' | 'previewOnly'> {
  /** Ends it in order: what is in flight is kept, and nothing is watched any more. Resolves as `outcome` does. */
  close(): Promise<ExitCode>
  /** The exit code. Rejects with `UserError` where there is no config file; mistakes in it, or in a build, are events and do not end it. */
  readonly outcome: Promise<ExitCode>
}

/**
 * Builds, and builds again whenever the config, or what it names, says another thing; until it is closed or its signal is aborted. The
 * lock of the project is held only while it builds.
 */
export function watch(options: LoadOptions & WatchOptions & RunOptions = {}): WatchRun {
  const { signal, cwd = hostSurroundings().cwd, config = defaultConfig, engine, model, gpu, ...rest } = options
  const overrides = defined({ engine, model, gpu })
  let control: WatchControl | undefined
  const take = (given: WatchControl) => (control = given)
  const run = begun<WatchEvent, ExitCode>(
    signal,
    (ports) => watchProject({ cwd, path: config, overrides }, rest, hostSurroundings(), { ...ports, control: take }),
    mostWatchEvents,
  )
  return {
    ...run,
    buildAll: () => control?.buildAll(),
    previewOnly: () => control?.previewOnly(),
    close: async () => {
      control?.end()
      return run.outcome
    },
  }
}

/** Fuses the questions of one file with the built-in prompts; completions are kept in `.fusionkit/` of the working folder. */
export function fuse(options: FuseOptions & RunOptions & { readonly cwd?: string }): BuildRun {
  const { signal, cwd = hostSurroundings().cwd, ...rest } = options
  return begun(signal, (run) => asOutcome(fuseFile(cwd, rest, hostSurroundings(), run)))
}

/** Writes random questions to a file. Returns how many, and its absolute path. Throws `UserError` for an unknown locale. */
export async function generate(
  options: GenerateOptions & { readonly cwd?: string } = {},
): Promise<{ readonly rows: number; readonly path: string }> {
  const { cwd, processId } = hostSurroundings()
  const { cwd: folder = cwd, ...rest } = options
  return generateFile(folder, rest, processId)
}

/** What a program has in hand of what it began. */
interface Begun<Event, Outcome> extends AsyncIterable<Event> {
  readonly outcome: Promise<Outcome>
}

interface RunPorts<Event> {
  readonly emit: (event: Event) => void
  readonly signal: AbortSignal
}

function begun<Event extends WatchEvent, Outcome>(
  signal: AbortSignal = unaborted(),
  start: (ports: RunPorts<Event>) => Promise<Outcome>,
  mostKept?: number,
): Begun<Event, Outcome> {
  const channel = makeChannel<Event>(replaces, mostKept)
  const outcome = start({ emit: channel.push, signal })
  void outcome.then(channel.end, channel.end)
  return { outcome, [Symbol.asyncIterator]: () => channel[Symbol.asyncIterator]() }
}

/** Mistakes of the user are an outcome, too. */
async function asOutcome(outcome: Promise<BuildOutcome>): Promise<BuildOutcome> {
  return outcome.catch((error: unknown) => {
    if (error instanceof UserError) return outcomeOfMistake(error)
    throw error
  })
}

/** Nobody holds the other end. */
function unaborted(): AbortSignal {
  return new AbortController().signal
}

/** How far something is: who has not read the last one has no need of it. */
function replaces(next: WatchEvent, last: WatchEvent): boolean {
  if (next.kind === 'progress') return last.kind === 'progress' && next.target === last.target
  return next.kind === 'model-progress' && last.kind === 'model-progress' && next.model === last.model
}

export type { BuildOptions, BuildOutcome, Explanation, FuseOptions, GenerateOptions, Graph, LoadedConfig, Status }
export type { ExplainOptions, GraphOptions, JudgeOptions }
export type { Previewed, PreviewEvent, PreviewOptions, RejectedList, RejectedOptions, WatchEvent, WatchOptions }
export type { PreviewedCell, PreviewedText, PreviewedVariant, PreviewOutcome } from './domain/preview.js'
export type { RejectedAttempt, RejectedCell, RejectedReason } from './domain/rejected.js'
export type { Edit, EditSubject, RoundOutcome } from './domain/watch.js'
export type { BuildEvent, TargetOutcome } from './domain/event.js'
export type { CellFailure, Failure } from './domain/failure.js'
export type { Check, CheckId, CheckStatus, CheckUp }
export type { Plan, PlannedTarget } from './domain/plan.js'
export type {
  Cause,
  Change,
  Difference,
  ExplainedCell,
  ExplainedFile,
  ExplainedRecord,
  ExplainedTarget,
  ExplainedTry,
} from './domain/explanation.js'
export type { GraphEdge, GraphNode } from './domain/graph.js'
export type { TargetState } from './domain/judged.js'
export type { TargetStatus } from './domain/status.js'
export type { Reason } from './domain/reason.js'
export type { Diagnostic } from './domain/diagnostic.js'
export { UserError }
