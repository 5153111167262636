/** A watch over a story's project: what it tells, event by event, and a hand on it. */
import { type WatchControl, type WatchOptions, watchProject } from '../../src/app/watch.js'
import type { Surroundings } from '../../src/app/surroundings.js'
import { makeSystemClock } from '../../src/base/clock.js'
import type { Edit, WatchEvent } from '../../src/domain/watch.js'
import { editLine } from '../../src/messages/watch-lines.js'
import { type Config, inStory, type Story } from './story.js'

type Kind = WatchEvent['kind']
type Of<K extends Kind> = Extract<WatchEvent, { readonly kind: K }>

export interface Watching {
  /** All that was told. */
  readonly events: readonly WatchEvent[]
  readonly control: WatchControl
  /** The next event of this kind that nobody has waited for yet, and that is so; what comes before it is passed over. */
  next<K extends Kind>(kind: K, isSo?: (event: Of<K>) => boolean): Promise<Of<K>>
  /** The lines of the next round, and waits until it is watched again. */
  round(): Promise<readonly string[]>
  /** Ends it, and returns its exit code. */
  end(): Promise<number>
}

export interface WatchWays extends WatchOptions {
  readonly signal?: AbortSignal
  readonly graceMs?: number
}

/** Watches while `tell` runs, and ends it afterwards. */
export async function inWatch(
  story: Story,
  tell: (watching: Watching) => Promise<void>,
  ways: WatchWays = {},
): Promise<void> {
  const { signal = new AbortController().signal, graceMs, ...options } = ways
  const surroundings: Surroundings = {
    env: {},
    processId: process.pid,
    nowMs: () => Date.now(),
    clock: makeSystemClock(),
    random: () => 0,
    ...(graceMs === undefined ? {} : { graceMs }),
  }
  const events: WatchEvent[] = []
  let read = 0
  let wake: (() => void) | undefined
  let control: WatchControl | undefined
  const emit = (event: WatchEvent) => {
    events.push(event)
    wake?.()
  }
  const at = { cwd: story.root, path: 'fusion.config.yaml', overrides: {} }
  const ended = watchProject(at, options, surroundings, { emit, signal, control: (given) => (control = given) })
  if (control === undefined) throw new Error('a watch hands out its control at once')
  const { end } = control

  async function next<K extends Kind>(kind: K, isSo: (event: Of<K>) => boolean = () => true): Promise<Of<K>> {
    for (;;) {
      while (read < events.length) {
        const event = events[read++] as Of<K>
        if (event.kind === kind && isSo(event)) return event
      }
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), ended])
    }
  }

  const watching: Watching = {
    events,
    control,
    next,
    round: async () => {
      const { edits } = await next('round-started')
      await next('watching')
      return linesOf(edits)
    },
    end: async () => {
      end()
      return ended
    },
  }
  try {
    await tell(watching)
  } finally {
    end()
    await ended
  }
}

export const linesOf = (edits: readonly Edit[]): readonly string[] => edits.map(editLine)

/** What a build from scratch makes of a story's project as it is now. */
export async function fromScratch(story: Story): Promise<Record<string, string>> {
  let outputs = {}
  await inStory({}, async (other) => {
    other.remove('questions')
    for (const [path, text] of Object.entries(story.files()))
      if (/^(questions|prompts)\//.test(path)) other.write(path, text)
    const { engine: _engine, ...own } = JSON.parse(story.read('fusion.config.yaml')) as Config
    other.configure((config) => void Object.assign(config, own))
    const { exitCode, text } = await other.build()
    if (exitCode !== 0) throw new Error(`a build from scratch ended with ${exitCode}: ${text}`)
    outputs = other.outputs()
  })
  return outputs
}
