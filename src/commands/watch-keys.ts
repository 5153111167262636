/** What the keys do while a watch runs. */
import type { WatchControl } from '../app/watch.js'
import { buildAllLine, editsInFull, keyLines, previewOnlyLine } from '../messages/watch-lines.js'
import type { Terminal } from './terminal.js'

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
    r: () => {},
    e: () => say(editsInFull(control.edits)),
    q: () => control.end(),
    '?': () => say(keyLines),
  }
  return (key) => actions[key.toLowerCase()]?.()
}
