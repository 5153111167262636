import type { Paint, Style } from './paint.js'

/** How a line of a build begins: built, partly, failed. */
const styles: Readonly<Record<string, Style>> = {
  built: 'green',
  restored: 'green',
  done: 'green',
  partial: 'yellow',
  partly: 'yellow',
  waiting: 'yellow',
  incomplete: 'yellow',
  stopped: 'yellow',
  failed: 'red',
}

/** `secondary`: a part of the line that matters less. Colours a line that is printable already. */
export function tinted(line: string, paint: Paint, secondary = ''): string {
  const [verb = ''] = /^\w+/.exec(line) ?? []
  const style = styles[verb]
  const rest = line.slice(verb.length)
  const at = secondary === '' ? -1 : rest.indexOf(secondary)
  const tail = at < 0 ? rest : `${rest.slice(0, at)}${paint(secondary, 'dim')}${rest.slice(at + secondary.length)}`
  return `${style === undefined ? verb : paint(verb, style)}${tail}`
}
