/**
 * Reads a file of overrides: bytes in, overrides and everything that is wrong with them out.
 *
 * Answers: what does the user say of which cells?  Never touches: disk, config. Whether a pair or a variant is there is not its business.
 */
import { type Digest, digestOf } from '../base/hash.js'
import { isJsonObject, type JsonObject } from '../base/json.js'
import { type JsonLine, jsonLines, utf8Of } from '../base/jsonl.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Override, Word } from '../domain/override.js'
import type { RelPath } from '../domain/path.js'
import type { Place } from '../domain/place.js'
import * as say from '../messages/overrides.js'
import { kindOf } from '../messages/phrases.js'
import { notUtf8 } from '../messages/questions.js'

export interface OverrideAt extends Override {
  readonly place: Place & { readonly line: number }
}

export interface ReadOverrides {
  /** In file order; lines with an error are left out, and of lines that say the same the first one counts. */
  readonly overrides: readonly OverrideAt[]
  /** The same, by the first question of their pair: a thousand groups each look up their own. */
  readonly byFirst: ReadonlyMap<string, readonly OverrideAt[]>
  /** Errors, all at once. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Every group of a build reads the same file. */
let last: { readonly digest: Digest; readonly path: RelPath; readonly read: ReadOverrides } | undefined

export function readOverrides(bytes: Buffer, path: RelPath): ReadOverrides {
  const digest = digestOf(bytes)
  if (last?.digest !== digest || last.path !== path) last = { digest, path, read: readAnew(bytes, path) }
  return last.read
}

function readAnew(bytes: Buffer, path: RelPath): ReadOverrides {
  const decoded = utf8Of(bytes)
  if (decoded.kind === 'not-utf8') {
    const problem = notUtf8({ path, line: decoded.line, lineText: decoded.lineText }, decoded.encoding)
    return { overrides: [], byFirst: new Map(), diagnostics: [problem] }
  }
  const diagnostics: Diagnostic[] = []
  const known = new Map<string, OverrideAt>()
  for (const line of jsonLines(decoded.text)) {
    const { override, problems } = readLine(line, path)
    diagnostics.push(...problems)
    if (override === undefined) continue
    const cell = cellKey(override)
    const first = known.get(cell)
    if (first === undefined) known.set(cell, override)
    else if (!isSame(first.word, override.word)) diagnostics.push(say.overrideTwice(first.place.line, override.place))
  }
  const overrides = [...known.values()]
  const byFirst = new Map<string, OverrideAt[]>()
  for (const override of overrides) {
    const others = byFirst.get(override.pair[0])
    if (others === undefined) byFirst.set(override.pair[0], [override])
    else others.push(override)
  }
  return { overrides, byFirst, diagnostics }
}

/** Which cell an override is about. */
export const cellKey = ({ pair, variant }: Pick<Override, 'pair' | 'variant'>): string =>
  JSON.stringify([...pair, variant])

const isSame = (one: Word, other: Word): boolean =>
  one.kind === 'text' ? other.kind === 'text' && one.text === other.text : other.kind === 'drop'

const keys = ['pair', 'variant', 'question', 'drop'] as const

function readLine(line: JsonLine, path: RelPath): { override?: OverrideAt; problems: readonly Diagnostic[] } {
  const place = { path, line: line.line, lineText: line.text }
  if (line.kind === 'broken') return { problems: [say.brokenOverride({ ...place, column: line.column })] }
  if (!isJsonObject(line.value)) return { problems: [say.overrideIsNoObject(kindOf(line.value), place)] }
  const row = line.value
  const strays = Object.keys(row).filter((key) => !keys.some((known) => known === key))
  // what seems to be missing is under the wrong key
  if (strays.length > 0) return { problems: strays.map((key) => say.unknownOverrideKey(key, keys, place)) }
  const [pair, variant, word] = [pairIn(row, place), variantIn(row, place), wordIn(row, place)]
  if ('problem' in pair || 'problem' in variant || 'problem' in word)
    return { problems: [pair, variant, word].flatMap((part) => ('problem' in part ? [part.problem] : [])) }
  return { override: { pair: pair.value, variant: variant.value, word: word.value, place }, problems: [] }
}

type Part<Value> = { readonly value: Value } | { readonly problem: Diagnostic }

function pairIn(row: JsonObject, place: Place): Part<Override['pair']> {
  const pair = row['pair']
  if (pair === undefined) return { problem: say.overrideLacks('pair', place) }
  const questions: readonly unknown[] = Array.isArray(pair) ? pair : []
  const [first, second] = questions
  if (questions.length !== 2 || typeof first !== 'string' || typeof second !== 'string') {
    const kind = Array.isArray(pair) ? `a list of ${pair.length}` : kindOf(pair)
    return { problem: say.overrideValue('pair', questions.length === 2 ? 'a list with something else' : kind, place) }
  }
  return { value: [first.trim(), second.trim()] } // as questions are
}

function variantIn(row: JsonObject, place: Place): Part<string> {
  const variant = row['variant']
  if (variant === undefined) return { problem: say.overrideLacks('variant', place) }
  if (typeof variant !== 'string') return { problem: say.overrideValue('variant', kindOf(variant), place) }
  return { value: variant }
}

function wordIn(row: JsonObject, place: Place): Part<Word> {
  const { question, drop } = row
  if (question !== undefined && drop !== undefined) return { problem: say.overrideNeedsOne('both', place) }
  if (drop !== undefined)
    return drop === true ? { value: { kind: 'drop' } } : { problem: say.dropIsTrue(kindOf(drop), place) }
  if (question === undefined) return { problem: say.overrideNeedsOne('neither', place) }
  if (typeof question !== 'string') return { problem: say.overrideValue('question', kindOf(question), place) }
  if (question.trim() === '') return { problem: say.overrideIsBlank(place) }
  return { value: { kind: 'text', text: question } }
}
