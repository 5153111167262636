/** A terminal: what is done scrolls away above, what is under way stands below and is drawn anew. */
import { makeLiveArea } from '../../base/live-area.js'
import { liveLines } from '../../messages/live-lines.js'
import { paintIn } from '../../messages/paint.js'
import { type NewsOptions, newsOf } from './news.js'
import type { Reporter } from './reporter.js'
import type { LiveScreen } from './screen.js'
import { makeOnlooker } from './underway.js'

/** Between two frames. */
const frameMs = 100
/** So many events are taken without a look at the clock. */
const eventsBetween = 32

/** Calls `then` so many milliseconds from now, unless what it returns is called before. */
type After = (milliseconds: number, then: () => void) => () => void

/** Nobody has to wait for a frame. */
const afterAWhile: After = (milliseconds, then) => {
  const timer = setTimeout(then, milliseconds).unref()
  return () => clearTimeout(timer)
}

export function liveReporter(screen: LiveScreen, options: NewsOptions, after = afterAWhile): Reporter {
  const { now } = options
  const paint = paintIn(options.color)
  const news = newsOf(options)
  const area = makeLiveArea(screen)
  const onlooker = makeOnlooker()
  const giveBack = screen.lend(area, () => draw())
  let cancel: (() => void) | undefined
  let drawnAt = -Infinity
  let unread = 0

  function draw(): void {
    cancel?.()
    cancel = undefined
    drawnAt = now()
    unread = 0
    area.draw(liveLines(onlooker.seen(now()), { columns: screen.columns, rows: screen.rows - 1 }, paint))
  }

  /** Where a build leaves timers no turn, the events themselves see to it. */
  function soon(isLine: boolean): void {
    unread += 1
    cancel ??= after(frameMs, draw)
    if ((isLine || unread % eventsBetween === 0) && now() - drawnAt >= frameMs) draw()
  }

  function clear(): void {
    cancel?.()
    cancel = undefined
    area.clear()
  }

  return {
    tell: (event) => {
      const lines = news(event)
      const isNew = onlooker.note(event)
      if (event.kind === 'build-ended') clear()
      if (lines.length > 0) area.print(lines.map((line) => `${line}\n`).join(''))
      if (isNew && event.kind !== 'build-ended') soon(lines.length > 0)
    },
    close: () => {
      clear()
      giveBack()
    },
  }
}
