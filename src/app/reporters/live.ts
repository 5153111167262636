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

export function liveReporter(screen: LiveScreen, options: NewsOptions): Reporter {
  const { now } = options
  const paint = paintIn(options.color)
  const news = newsOf(options)
  const area = makeLiveArea(screen)
  const onlooker = makeOnlooker()
  const giveBack = screen.lend(area, () => draw())
  let timer: NodeJS.Timeout | undefined

  function draw(): void {
    clearTimeout(timer)
    timer = undefined
    area.draw(liveLines(onlooker.seen(now()), { columns: screen.columns, rows: screen.rows - 1 }, paint))
  }

  function later(): void {
    timer ??= setTimeout(draw, frameMs).unref()
  }

  function clear(): void {
    clearTimeout(timer)
    timer = undefined
    area.clear()
  }

  return {
    tell: (event) => {
      const lines = news(event)
      const isNew = onlooker.note(event)
      if (event.kind === 'build-ended') clear()
      else if (isNew) later()
      if (lines.length > 0) area.print(lines.map((line) => `${line}\n`).join(''))
    },
    close: () => {
      clear()
      giveBack()
    },
  }
}
