/** Lines for people, one below the other: for a log, a pipe, CI. */
import type { BuildEvent } from '../../domain/event.js'
import type { WatchEvent } from '../../domain/watch.js'
import { modelProgressLine, percent, progressLine, through } from '../../messages/build-lines.js'
import { printable } from '../../messages/printable.js'
import { type NewsOptions, newsOf } from './news.js'
import type { Reporter } from './reporter.js'

export interface PlainOptions extends NewsOptions {
  readonly write: (text: string) => void
}

/** A group says how far it is after another tenth, but not more often than this; */
const soonestMs = 1_000
/** and at least this often, as long as anything comes. */
const latestMs = 10_000

/** How far a group or a pass of a model is that is under way. */
interface Told {
  at: number
  percent: number
  first?: { readonly at: number; readonly done: number }
}

export function plainReporter({ write, ...options }: PlainOptions): Reporter {
  const { now } = options
  const news = newsOf(options)
  const running = new Map<string, Told>()
  const line = (text: string) => write(`${printable(text)}\n`)
  const begin = (name: string) => void running.set(name, { at: now(), percent: 0 })

  function far(event: Extract<BuildEvent, { kind: 'progress' }>): void {
    const told = running.get(event.target)
    if (told === undefined) return
    const [at, done] = [now(), through(event)]
    told.first ??= { at, done }
    if (done === event.cells || !isDue(told, percent(done, event.cells), at)) return
    line(progressLine(event.target, event, { done: done - told.first.done, milliseconds: at - told.first.at }))
    told.at = at
    told.percent = percent(done, event.cells)
  }

  return {
    tell: (event) => {
      for (const text of news(event)) write(`${text}\n`)
      if (event.kind === 'progress') far(event)
      else if (event.kind === 'target-started') begin(event.target)
      else if (event.kind === 'target-ended') running.delete(event.target)
      else passed(event)
    },
    close: () => {},
  }

  function passed(event: WatchEvent): void {
    if (event.kind === 'model-started') begin(event.model)
    else if (event.kind === 'model-ended') running.delete(event.model)
    else if (event.kind === 'model-progress') {
      const told = running.get(event.model)
      if (told === undefined || now() - told.at < latestMs) return
      told.at = now()
      line(modelProgressLine(event.model, event))
    }
  }
}

function isDue(told: Told, share: number, now: number): boolean {
  const since = now - told.at
  return since >= latestMs || (since >= soonestMs && Math.floor(share / 10) > Math.floor(told.percent / 10))
}
