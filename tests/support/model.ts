/**
 * The oracle (contract 42): what a pair becomes, written from the design's words (§4), not from the code.
 *
 * It knows every answer beforehand and walks the cells one after the other, so it has no partial knowledge, no keys and no waiting.
 */
import type { Completion } from '../../src/domain/completion.js'

export interface ModelVariant {
  readonly name: string
  readonly parents: readonly string[]
  readonly record: boolean
  /** A check of its own. Left out: none. */
  isGood?(text: string): boolean
  /** The prompt, given the texts of its parents. */
  prompt(texts: ReadonlyMap<string, string>): string
}

export interface Ask {
  readonly prompt: string
  readonly attempt: number
  readonly doubled: boolean
}

export interface ModelPair {
  /** By dependency depth, then by what they ask: the earlier one keeps a text. */
  readonly order: readonly ModelVariant[]
  readonly maxAttempts: number
  /** What would be answered to this. */
  answer(ask: Ask): Completion
  /** A check: whether the text is good. */
  isGood(text: string): boolean
  /** Whether an earlier pair of the group has this question. */
  isTaken(text: string): boolean
  /** What a user says of cells, by name: the text, or `undefined` for no record. Left out: nothing. */
  readonly said?: ReadonlyMap<string, string | undefined>
}

export type ModelOutcome =
  | { readonly kind: 'text'; readonly text: string; readonly attempt: number }
  | { readonly kind: 'rejected'; readonly attempts: number }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'overridden'; readonly text: string }
  | { readonly kind: 'dropped' }
  /** A step whose readers have other words. */
  | { readonly kind: 'unread' }

export interface ModelResult {
  readonly outcomes: ReadonlyMap<string, ModelOutcome>
  /** What had to be asked, each once. */
  readonly asked: ReadonlySet<string>
}

export const nameOf = ({ prompt, attempt, doubled }: Ask): string => `${prompt} #${attempt}${doubled ? ' doubled' : ''}`

/** Compared without capitals, blanks and the closing question mark: all that the texts of these tests differ in. */
export const alike = (text: string): string => text.toLowerCase().replace(/[\s?]+$/, '')

export function modelOf(pair: ModelPair): ModelResult {
  const outcomes = new Map<string, ModelOutcome>()
  const texts = new Map<string, string>()
  const said = pair.said ?? new Map<string, string | undefined>()
  const isDropped = ({ name }: ModelVariant) => said.has(name) && said.get(name) === undefined
  // a user's word stays, and goes before all others
  const records = new Set<string>(
    pair.order.flatMap(({ name, record }) => (record && said.get(name) !== undefined ? [alike(said.get(name)!)] : [])),
  )
  const asked = new Set<string>()
  const ask = (one: Ask): Completion => {
    asked.add(nameOf(one))
    return pair.answer(one)
  }
  for (const variant of pair.order) {
    const outcome = outcomeOf(variant)
    const isShown = outcome.kind === 'text' && !isDropped(variant)
    outcomes.set(variant.name, isDropped(variant) ? { kind: 'dropped' } : outcome)
    if ('text' in outcome) texts.set(variant.name, outcome.text)
    if (isShown && variant.record) records.add(alike(outcome.text))
  }
  return { outcomes, asked }

  /** Whether its text matters: it is a record, or read for another one. A step that nobody could read is asked for all the same. */
  function isWanted(variant: ModelVariant): boolean {
    if (said.get(variant.name) !== undefined) return false
    const readers = pair.order.filter(({ parents }) => parents.includes(variant.name))
    if (readers.some(isWanted)) return true
    return !isDropped(variant) && (variant.record || readers.length === 0)
  }

  function outcomeOf(variant: ModelVariant): ModelOutcome {
    const { name, parents, prompt: promptOf, isGood = () => true } = variant
    const word = said.get(name)
    if (word !== undefined) return { kind: 'overridden', text: word }
    if (!isWanted(variant)) return { kind: 'unread' }
    const record = variant.record && !isDropped(variant)
    if (parents.some((parent) => !texts.has(parent))) return { kind: 'skipped' }
    const prompt = promptOf(texts)
    for (let attempt = 1; attempt <= pair.maxAttempts; attempt += 1) {
      let completion = ask({ prompt, attempt, doubled: false })
      if (completion.end === 'length') completion = ask({ prompt, attempt, doubled: true })
      const { text, end } = completion
      const isUseful = end === 'stop' || end === 'empty'
      const isNew = !record || (!records.has(alike(text)) && !pair.isTaken(text))
      if (isUseful && pair.isGood(text) && isGood(text) && isNew) return { kind: 'text', text, attempt }
      if (end === 'refused' || end === 'prompt-too-long') return { kind: 'rejected', attempts: attempt }
    }
    return { kind: 'rejected', attempts: pair.maxAttempts }
  }
}
