import { isJsonObject, parseJson } from '../base/json.js'
import { type Override, overrideLine } from '../domain/override.js'
import { cellKey } from './read-overrides.js'

/** The text of a file of overrides with these laid over: a line of the same cell gives its place, all else stays as it is. */
export function withOverrides(text: string, overrides: readonly Override[]): string {
  const waiting = new Map(overrides.map((override) => [cellKey(override), override]))
  const mine = new Set(waiting.keys())
  const kept = linesOf(text).flatMap((line) => {
    const key = keyIn(line)
    if (key === undefined || !mine.has(key)) return [line]
    const override = waiting.get(key)
    waiting.delete(key)
    return override === undefined ? [] : [overrideLine(override)]
  })
  return [...kept, ...[...waiting.values()].map(overrideLine)].join('')
}

/** Each with its end; the last one gets one. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/(?<=\n)/)
  return lines.map((line) => (line === '' || line.endsWith('\n') ? line : `${line}\n`))
}

/** `undefined`: the line is none, or a blank one. */
function keyIn(line: string): string | undefined {
  const value = parseJson(line.replace(/^\uFEFF/, ''))
  if (!isJsonObject(value) || typeof value['variant'] !== 'string' || !Array.isArray(value['pair'])) return undefined
  const [first, second] = value['pair'] as readonly unknown[]
  if (typeof first !== 'string' || typeof second !== 'string') return undefined
  return cellKey({ pair: [first.trim(), second.trim()], variant: value['variant'] })
}
