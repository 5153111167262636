/** What differs, old against new, as lines for a terminal. */
import type { JsonValue } from '../base/json.js'
import { type DiffLine, lineDiff } from '../base/line-diff.js'
import { shortened } from '../base/shortened.js'
import type { Difference } from '../domain/explanation.js'
import { printable } from './printable.js'

/** A value longer than this is shown by its beginning. */
const longest = 300

/** `sampling.temperature: 0.2 → 0.3`; of prompts and lists their lines, `-` and `+`. */
export function differenceLines({ part, from, to }: Difference): readonly string[] {
  const name = part === '' ? '' : `${part}: `
  const [old, now] = [linesOf(from), linesOf(to)]
  if (old === undefined || now === undefined) {
    if (from === undefined && to === undefined) return []
    return [`${name}${shortValue(from)} → ${shortValue(to)}`]
  }
  const lines = withoutFarLines(lineDiff(old, now)).map(({ kind, text }) =>
    `${signs[kind]} ${printable(text)}`.trimEnd(),
  )
  return part === '' || part === 'prompt' ? lines : [`${part}:`, ...lines.map((line) => `  ${line}`)]
}

const signs = { same: ' ', gone: '-', new: '+' } as const

/** The lines of a prompt, or of a list; `undefined`: it is shown in one. */
function linesOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(item)).join('\n')
  return typeof value === 'string' && /[\s{]/.test(value) ? value : undefined
}

/** "nothing", "0.2", "3f2a91c0": a digest by its beginning. */
export function shortValue(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const short = shortDigests(printable(text))
  return shortened(short, longest)
}

/** Every digest in a text by its first eight digits. */
export function shortDigests(text: string): string {
  return text.replace(/[0-9a-f]{32,}/g, (digest) => digest.slice(0, 8))
}

/** Lines that stay are shown only beside those that do not. */
function withoutFarLines(lines: readonly DiffLine[]): readonly DiffLine[] {
  const isNear = (index: number) => [-1, 0, 1].some((step) => (lines[index + step]?.kind ?? 'same') !== 'same')
  const shown: DiffLine[] = []
  for (const [index, line] of lines.entries()) {
    if (isNear(index)) shown.push(line)
    else if (shown.at(-1)?.text !== '…') shown.push({ kind: 'same', text: '…' })
  }
  return shown
}
