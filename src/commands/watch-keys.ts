/** What the keys do while a watch runs. */
import { programName } from '../app/program-name.js'
import { earlyEnd } from '../app/how-it-ended.js'
import type { WatchControl } from '../app/watch.js'
import { buildAllLine, editsInFull, keyLines, previewOnlyLine } from '../messages/watch-lines.js'
import type { Terminal } from './terminal.js'
import { warn } from './warn.js'

/** Answers go where the other messages go. */
export function keysOf(control: WatchControl, terminal: Terminal): (key: string) => void {
  const say = (lines: readonly string[]) => terminal.err(lines.map((line) => `${line}\n`).join(''))
  const actions: Readonly<Record<string, () => void>> = {
    p: () => {
      say([previewOnlyLine])
      control.previewOnly()
    },
    b: () => {
      say([buildAllLine])
      control.buildAll()
    },
    r: () => void rejectedOf(control, terminal).then(say, async (error: unknown) => whyNot(error, terminal)),
    e: () => say(editsInFull(control.edits)),
    q: () => control.end(),
    '?': () => say(keyLines),
  }
  return (key) => actions[key.toLowerCase()]?.()
}

/** Questions may be gone, or in the middle of an edit. */
async function whyNot(error: unknown, terminal: Terminal): Promise<void> {
  if (terminal.signal.aborted) return
  await warn(earlyEnd(error).diagnostics, terminal)
}

/** A few of what the last build rejected. */
async function rejectedOf({ config }: WatchControl, { surroundings, signal }: Terminal): Promise<readonly string[]> {
  if (config === undefined) return []
  const [{ rejectedOfProject }, { rejectedLines, rejectedLook }] = await Promise.all([
    import('../app/rejected.js'),
    import('../messages/rejected-lines.js'),
  ])
  const called = config.called ?? {}
  const program = programName(surroundings)
  const found = await rejectedOfProject(config, { limit: 2 }, surroundings, signal)
  return rejectedLines(found, rejectedLook([], called, program))
}
