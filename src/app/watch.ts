/** Builds, and builds again whenever what is read says another thing. */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { following } from '../base/abort.js'
import { exitCodeOf, type ExitCode, Interrupted } from '../domain/diagnostic.js'
import type { Edit, WatchEvent } from '../domain/watch.js'
import { buildCommand, projectCommand } from '../messages/command-line.js'
import { noConfigAt } from './no-config-at.js'
import { makeHints } from '../watch/hints.js'
import type { BuildOptions } from './compose.js'
import { editsBetween } from './watch/edits.js'
import { earlyEnd } from './how-it-ended.js'
import type { Invocation } from './invocation.js'
import { calledAs, type LoadedConfig } from './load-project.js'
import { type ConfigAt, type Looker, makeLooker, type Seen } from './watch/look.js'
import type { Surroundings } from './surroundings.js'
import type { ShowPreview } from './watch/round.js'
import { makeRounds, type Rounds } from './watch/rounds.js'
import { watchedFiles } from './watch/watched-files.js'

export interface WatchOptions extends Pick<
  BuildOptions,
  'targets' | 'offline' | 'paranoid' | 'keepGoing' | 'keepPartial' | 'acceptNewSource'
> {
  /** Edits of prompts are previewed, and built only when that is asked for. */
  readonly previewOnly?: boolean
}

/** What can be asked of a watch while it runs. */
export interface WatchControl extends Pick<Rounds, 'buildAll' | 'previewOnly' | 'isPreviewOnly'> {
  /** Ends it in order, as Ctrl-C does: what is in flight is kept. */
  end(): void
  /** Of the last round. */
  readonly edits: readonly Edit[]
  /** The last one that could be used. */
  readonly config: LoadedConfig | undefined
}

export interface WatchRun {
  readonly emit: (event: WatchEvent) => void
  readonly signal: AbortSignal
  /** Told once, before anything is done. */
  readonly control?: (control: WatchControl) => void
}

/** The reason of the end of a watch that was asked to end. */
class Ended extends Error {}

/**
 * Resolves with the exit code when it is told to end; mistakes in the config, or in a build, do not end it. Throws `UserError` where there
 * is no config file. Events go to `emit` as they happen.
 */
export async function watchProject(
  at: ConfigAt,
  options: WatchOptions,
  surroundings: Surroundings,
  run: WatchRun,
): Promise<ExitCode> {
  const { emit } = run
  const configFile = resolve(at.cwd, at.path)
  if (!existsSync(configFile)) throw noConfigAt(at.cwd, at.path)
  const { controller, forget } = following([run.signal])
  const { signal } = controller
  const hints = makeHints(surroundings.clock)
  const looker = makeLooker(at, surroundings)
  const looks = makeLooks(looker, () => rounds.edited(), emit)
  const showPreview: ShowPreview = async ({ config, before, isOfEdits, lifetime, signal: end }) => {
    const { preview } = await import('./preview.js')
    const told = isOfEdits ? unlessNothing(emit) : emit
    await preview(config, before, { isOfEdits }, surroundings, { emit: told, signal: end, lifetime })
  }
  const now = () => looks.seen
  const rounds = makeRounds({ ...roundsOf(at, options), surroundings, showPreview, emit, signal, now })
  const files = watchedFiles({
    root: dirname(configFile),
    configFile,
    hint: hints.hint,
    say: (diagnostic) => emit({ kind: 'diagnostic', diagnostic }),
  })
  run.control?.(controlOf(rounds, looks, () => controller.abort(new Ended())))

  async function look(): Promise<void> {
    for (;;) {
      await looks.look()
      await files.follow(looker.config, looker.sought)
      await hints.settled(signal)
    }
  }

  emit({ kind: 'watch-started', v: 1, config: at.path })
  let exitCode: ExitCode = 70
  try {
    await allEnded([rounds.run(), look()], controller)
    exitCode = signal.reason instanceof Ended ? 0 : exitCodeOf(signal)
  } finally {
    await files.close()
    forget()
    emit({ kind: 'watch-ended', exitCode })
  }
  return exitCode
}

function controlOf(rounds: Rounds, looks: Looks, end: () => void): WatchControl {
  const { buildAll, previewOnly } = rounds
  return {
    buildAll,
    previewOnly,
    end,
    get edits() {
      return rounds.edits
    },
    get isPreviewOnly() {
      return rounds.isPreviewOnly
    },
    get config() {
      return looks.seen?.config
    },
  }
}

/** A preview is told of when there is something to show. */
function unlessNothing(emit: WatchRun['emit']): WatchRun['emit'] {
  let start: WatchEvent | undefined
  return (event) => {
    if (event.kind === 'preview-started') start = event
    else if (event.kind === 'diagnostic') emit(event)
    else if (event.kind === 'preview-ended' && event.outcome.kind === 'nothing-edited') return
    else {
      if (start !== undefined) emit(start)
      start = undefined
      emit(event)
    }
  }
}

function roundsOf({ cwd, path, overrides }: ConfigAt, { previewOnly = false, ...options }: WatchOptions) {
  const called = calledAs(cwd, path, overrides)
  const invocation: Invocation = {
    typed: projectCommand(['watch', ...(previewOnly ? ['--preview-only'] : [])], called),
    again: (targets) => buildCommand(targets, called, []),
  }
  return { options, isPreviewOnly: previewOnly, invocation }
}

/** Resolves when all have ended because they were told to. A bug in one tells the others to end, and is thrown on. */
async function allEnded(loops: readonly Promise<void>[], controller: AbortController): Promise<void> {
  const { signal } = controller
  const ends = loops.map((loop) =>
    loop.catch((error: unknown) => {
      if (!signal.aborted) controller.abort(error)
      if (signal.reason !== error) return
      if (error instanceof Ended || error instanceof Interrupted) return
      throw error
    }),
  )
  const failed = (await Promise.allSettled(ends)).find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

interface Looks {
  look(): Promise<void>
  /** What the last look saw that could be used. */
  readonly seen: Seen | undefined
}

/** `edited`: told when something says another thing than before, and the first time. */
function makeLooks(looker: Looker, edited: () => void, emit: WatchRun['emit']): Looks {
  let seen: Seen | undefined
  let refused: string | undefined

  function refuse(error: unknown): void {
    const { diagnostics } = earlyEnd(error)
    const said = JSON.stringify(diagnostics)
    if (said !== refused) emit({ kind: 'config-refused', diagnostics })
    refused = said
  }

  return {
    get seen() {
      return seen
    },
    look: async () => {
      try {
        const next = await looker.look(seen)
        const isNew = seen === undefined || editsBetween(seen, next).length > 0
        seen = next
        if (isNew) edited()
        else if (refused !== undefined) emit({ kind: 'config-mended' })
        refused = undefined
      } catch (error) {
        refuse(error)
      }
    },
  }
}
