/** Events → the lines that stay: what a plain log, and the scroll of a terminal, have of a build. */
import { typedAs } from '../../messages/command-line.js'
import type { BuildEvent } from '../../domain/event.js'
import type { WatchEvent } from '../../domain/watch.js'
import { type Ending, modelLine, summaryLines, targetLine } from '../../messages/build-lines.js'
import { paintIn } from '../../messages/paint.js'
import { printable } from '../../messages/printable.js'
import { reasonsInWords } from '../../messages/reasons.js'
import { renderDiagnostics } from '../../messages/render.js'
import { tinted } from '../../messages/tint.js'
import type { LinesOf, OtherEvent } from './reporter.js'

export interface NewsOptions extends Omit<Ending, 'isFirst'> {
  readonly color: boolean
  /** Milliseconds that never go back. */
  readonly now: () => number
  /** What is said of a watch and of a preview; left out: nothing. */
  readonly others?: LinesOf<OtherEvent> | undefined
}

/** A target, or a pass of a model, that is under way. */
interface Begun {
  readonly since: number
  readonly why: string
}

type Tell = { readonly [kind in BuildEvent['kind']]: LinesOf<Extract<BuildEvent, { kind: kind }>> }

export function newsOf({ color, now, others = () => [], ...ending }: NewsOptions): LinesOf<WatchEvent> {
  const { program = 'fusionkit' } = ending
  const paint = paintIn(color)
  let begun = now()
  let isFirst = true
  const running = new Map<string, Begun>()
  const end = (name: string): Begun => {
    const one = running.get(name) ?? { since: now(), why: '' }
    running.delete(name)
    return one
  }
  const line = (text: string | undefined, why = '') =>
    text === undefined ? [] : [tinted(printable(text), paint, printable(`(${why})`))]
  const tell: Tell = {
    'build-started': () => {
      running.clear()
      isFirst = true
      begun = now()
      return []
    },
    diagnostic: ({ diagnostic }) => [renderDiagnostics([diagnostic], { color, program })],
    'stale-found': nothing,
    progress: nothing,
    'model-progress': nothing,
    'model-started': ({ model }) => {
      running.set(model, { since: now(), why: '' })
      return []
    },
    'model-ended': ({ model, outcome }) => line(modelLine(model, outcome, now() - end(model).since)),
    'target-started': ({ target, reasons }) => {
      running.set(target, { since: now(), why: reasonsInWords(reasons) })
      isFirst &&= reasons.every(({ kind }) => kind === 'never-built')
      return []
    },
    'target-ended': ({ target, outcome }) => {
      const { since, why } = end(target)
      return line(targetLine(target, why, outcome, now() - since), why)
    },
    'build-ended': ({ outcome }) => {
      const all = isFirst && outcome.ran.length > 0 && outcome.ran.length === outcome.targets
      const last = summaryLines(outcome, now() - begun, { ...ending, isFirst: all })
      const mistakes =
        outcome.diagnostics.length > 0 ? [renderDiagnostics(outcome.diagnostics, { color, program })] : []
      return [...mistakes, ...last.flatMap((text) => line(typedAs(program, text)))]
    },
  }
  return (event) => (isOfBuild(event, tell) ? (tell[event.kind] as LinesOf<BuildEvent>)(event) : others(event))
}

function isOfBuild(event: WatchEvent, tell: Tell): event is BuildEvent {
  return event.kind in tell
}

const nothing = () => []
