import stringWidth from 'string-width'
import { wrapped } from './columns.js'

/** A narrower second column is hard to read: it then goes on a line of its own. */
const least = 16

/** Of such a line. */
const below = 6

/** A line of a help, no wider than `width`: what does not fit goes on under its second column. `undefined`: no terminal shows it. */
export function hanging(line: string, width: number | undefined): string {
  const [, first = '', second = ''] = /^(\s*\S.*?\s{2,}|\s*)(\S.*)$/.exec(line) ?? []
  return second === '' ? line : hung(first, second, width)
}

/** The same of two columns; the first one may be painted. */
export function hung(first: string, second: string, width: number | undefined): string {
  const indent = stringWidth(first)
  const room = (width ?? Infinity) - indent
  if (stringWidth(second) <= room) return `${first}${second}`
  if (room < least) return `${first.trimEnd()}\n${' '.repeat(below)}${second}`
  return wrapped([{ text: second }], room)
    .map(({ text }, at) => `${at === 0 ? first : ' '.repeat(indent)}${text}`)
    .join('\n')
}
