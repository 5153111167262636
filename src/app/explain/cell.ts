/** How a cell came to its text, or to none: the steps of the resolution that a build goes by. */
import { defined } from '../../base/defined.js'
import type { Completion, Identity } from '../../domain/completion.js'
import type { ExplainedCell, ExplainedQuestion, ExplainedTry, FoundRecord, Mend } from '../../domain/explanation.js'
import { overrideLine } from '../../domain/override.js'
import type { Project } from '../../domain/project.js'
import type { Question } from '../../domain/question.js'
import { bug, unreachable } from '../../base/unreachable.js'
import type { CompiledRecipe } from '../../fusion/compile-recipe.js'
import { type CellOutcome, isOverridden, type Lookup, type Step } from '../../fusion/resolution.js'
import { resolvePair } from '../../fusion/resolve.js'
import type { PairFound } from '../../run/find-record.js'
import { isoTime } from '../iso-time.js'

export interface CellParts {
  readonly recipe: CompiledRecipe
  readonly identities: ReadonlyMap<string, Identity>
  readonly readsStyle: boolean
  readonly isOfLastBuild: boolean
  readonly lookup: Lookup
  readonly project: Project
}

export function explainedCells({ pair, cells, taken, variant }: PairFound, parts: CellParts): FoundRecord {
  const { recipe, lookup, isOfLastBuild } = parts
  const steps: Step[] = []
  resolvePair(pair, recipe, lookup, taken, undefined, (step) => steps.push(step))
  const cellAt = (index: number): ExplainedCell => {
    const outcome = cells[index] ?? bug('a pair lacks a cell')
    return cellOf(index, outcome, steps, parts)
  }
  const cell = cellAt(variant)
  return {
    kind: 'found',
    isOfLastBuild,
    pair: [questionOf(pair.first), questionOf(pair.second)],
    cell,
    reads: readBy(variant, recipe).map(cellAt),
    mend: mendOf(cell, [pair.first.question, pair.second.question], parts.project),
  }
}

function questionOf({ question, answer, path, line }: Question): ExplainedQuestion {
  return { question, ...defined({ answer }), path, line }
}

/** Places of the variants that one reads, and those that they read, each once, nearest first. */
function readBy(variant: number, { variants }: CompiledRecipe): readonly number[] {
  const found: number[] = []
  let next: readonly number[] = variants[variant]?.parents ?? []
  while (next.length > 0) {
    const met = [...new Set(next)].filter((index) => !found.includes(index))
    found.push(...met)
    next = met.flatMap((index) => variants[index]?.parents ?? [])
  }
  return found
}

function cellOf(index: number, outcome: CellOutcome, steps: readonly Step[], parts: CellParts): ExplainedCell {
  const { variant, answeredBy } = parts.recipe.variants[index] ?? bug('a cell of no variant')
  return {
    variant: variant.name,
    outcome: outcomeOf(outcome),
    model: answeredBy,
    identity: parts.identities.get(variant.model)?.id ?? 'unknown',
    tries: steps.filter((step) => step.variant === index).map((step) => tryOf(step, parts)),
  }
}

function outcomeOf(outcome: CellOutcome): ExplainedCell['outcome'] {
  switch (outcome.kind) {
    case 'text':
      return isOverridden(outcome)
        ? { kind: 'overridden', text: outcome.text }
        : { kind: 'text', text: outcome.text, attempt: outcome.attempt }
    case 'rejected':
      return { kind: 'rejected' }
    case 'skipped':
      return { kind: 'skipped', because: outcome.because }
    case 'dropped':
    case 'unread':
      return outcome
    default:
      return unreachable(outcome)
  }
}

function tryOf(step: Step, { readsStyle }: CellParts): ExplainedTry {
  const { attempt, how, request, completion, text, failure } = step
  const { style, language, messages, sampling, seed } = request
  return {
    attempt,
    how,
    asked: readsStyle
      ? { kind: 'style', style, language }
      : { kind: 'prompt', messages, sampling, ...(how === 'batch' ? {} : { seed }) },
    answer: completion.text,
    end: completion.end,
    cleaned: text,
    ...(failure === undefined ? {} : { rejected: { reason: failure.reason, detail: failure.detail } }),
    ...tokensOf(completion),
    ...(completion.answeredAt === undefined ? {} : { answeredAt: isoTime(completion.answeredAt) }),
  }
}

function tokensOf({
  promptTokens,
  completionTokens,
}: Completion): Pick<ExplainedTry, 'promptTokens' | 'completionTokens'> {
  return {
    ...defined({ promptTokens, completionTokens }),
  }
}

/** Lines of a file of overrides: a record that is put right, or left out, whatever a model says. */
function mendOf({ variant, outcome }: ExplainedCell, pair: readonly [string, string], project: Project): Mend {
  const text = 'text' in outcome ? (outcome.text ?? '…') : '…'
  const { overrides } = project
  return {
    ...defined({ file: overrides }),
    replace: overrideLine({ pair, variant, word: { kind: 'text', text } }).trimEnd(),
    drop: overrideLine({ pair, variant, word: { kind: 'drop' } }).trimEnd(),
  }
}
