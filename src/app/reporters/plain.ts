/** Events → lines for people. It decides nothing. */
import type { BuildEvent } from '../../domain/event.js'
import { modelLine, modelProgressLine, progressLine, summaryLines, targetLine } from '../../messages/build-lines.js'
import { reasonsInWords } from '../../messages/reasons.js'
import { renderDiagnostics } from '../../messages/render.js'
import { printable } from '../../messages/printable.js'

export interface PlainOptions {
  readonly write: (text: string) => void
  readonly color: boolean
  /** Milliseconds that never go back. */
  readonly now: () => number
  /** The merged file's path, for the last line. */
  readonly merged: string
  /** What goes on where this stopped. Default: `fusionkit build`. */
  readonly again?: string | undefined
}

/** A group that takes long says how far it is, this often. */
const progressEveryMs = 10_000

/** A target, or a pass of a model, that is under way. `first`: its first result. */
interface Running {
  readonly since: number
  readonly why: string
  told: number
  first?: { readonly at: number; readonly done: number }
}

export function plainReporter({ write, color, now, merged, again }: PlainOptions): (event: BuildEvent) => void {
  const begun = now()
  const running = new Map<string, Running>()
  const line = (text: string) => write(`${printable(text)}\n`)
  const tell: { readonly [kind in BuildEvent['kind']]: (event: Extract<BuildEvent, { kind: kind }>) => void } = {
    'build-started': () => {},
    diagnostic: ({ diagnostic }) => write(`${renderDiagnostics([diagnostic], { color })}\n`),
    'model-started': ({ model }) => void running.set(model, { since: now(), why: '', told: now() }),
    'model-progress': ({ model, pairs, calls }) => {
      const pass = running.get(model)
      if (pass === undefined || now() - pass.told < progressEveryMs) return
      pass.told = now()
      line(modelProgressLine(model, { pairs, calls }))
    },
    'model-ended': ({ model, outcome }) => {
      const { since } = running.get(model) ?? { since: now() }
      running.delete(model)
      const text = modelLine(model, outcome, now() - since)
      if (text !== undefined) line(text)
    },
    'target-started': ({ target, reasons }) =>
      void running.set(target, { since: now(), why: reasonsInWords(reasons), told: now() }),
    progress: (event) => {
      const target = running.get(event.target)
      if (target === undefined) return
      const { first } = target
      if (first === undefined) target.first = { at: now(), done: event.done }
      if (now() - target.told < progressEveryMs || event.done === event.cells) return
      target.told = now()
      const { at, done } = first ?? { at: now(), done: event.done }
      line(progressLine(event.target, event, { done: event.done - done, milliseconds: now() - at }))
    },
    'target-ended': ({ target, outcome }) => {
      const { since, why } = running.get(target) ?? { since: now(), why: '' }
      running.delete(target)
      const text = targetLine(target, why, outcome, now() - since)
      if (text !== undefined) line(text)
    },
    'build-ended': ({ outcome }) => {
      if (outcome.diagnostics.length > 0) write(`${renderDiagnostics(outcome.diagnostics, { color })}\n`)
      for (const text of summaryLines(outcome, merged, now() - begun, again)) line(text)
    },
  }
  return (event) => (tell[event.kind] as (event: BuildEvent) => void)(event)
}
