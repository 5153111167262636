import type { FileWriter } from '../base/disk.js'
import { bug } from '../base/unreachable.js'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import type { Language, Recipe } from '../domain/project.js'
import type { Group, Pair } from '../domain/question.js'
import type { FusionTarget, Tally, TargetId } from '../domain/target.js'
import type { IndexedPair, UnchangedLines } from '../domain/unchanged-lines.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { reasonOf, recordLines, rejectedLines } from '../fusion/record.js'
import type { ResolvedPair } from '../fusion/resolved-pair.js'
import { makeGroup } from '../questions/load-group.js'
import { countPairs, pairsOf } from '../questions/pairs.js'
import { takeRows } from '../questions/cut.js'
import { missingValues } from './missing-values.js'
import type { FusionIndex, LastOutput } from './output-index.js'
import { readInputs } from './read-inputs.js'
import type { Staged } from './staged.js'
import type { MakeTools, Made, TargetKind } from './target-kind.js'

export interface FusionParts {
  compile(recipe: Recipe, group: string): Promise<CompiledRecipe>
  /** `last`: what pairs are copied from that would come out as they did; `undefined`: nothing. */
  resolve(
    pairs: Iterable<Pair>,
    recipe: CompiledRecipe,
    target: FusionTarget,
    last: LastOutput | undefined,
  ): AsyncIterable<ResolvedPair>
  /** What was asked for it in this build before it is made; left out: nothing. */
  askedAhead?(target: TargetId): { readonly calls: number; readonly cells: number }
}

/** Every pair of a group, in every variant. */
export function fusion(parts: FusionParts): TargetKind<FusionTarget> {
  return {
    kind: 'fusion',
    make: async (target, tools) => {
      const { group, recipe, diagnostics } = await loadFusion(target, tools.read)
      if (diagnostics.some(({ severity }) => severity === 'error')) throw new UserError(diagnostics)
      tools.warn(diagnostics)
      const compiled = await parts.compile(recipe, target.group)
      return write(target, group, compiled, parts, tools)
    },
  }
}

/** The group that a fusion reads, and the recipe for its language. Nothing is asked: `plan` and the check of all inputs use it, too. */
export async function loadFusion(
  target: FusionTarget,
  read: MakeTools['read'],
): Promise<{ readonly group: Group; readonly recipe: Recipe; readonly diagnostics: readonly Diagnostic[] }> {
  const rows = await readInputs(target.inputs, target.templates, read)
  const { taken, diagnostics: ofRows } =
    target.rule.origin.kind === 'files'
      ? takeRows(rows.questions, target.rule)
      : { taken: rows.questions, diagnostics: [] }
  const { group, language, diagnostics } = makeGroup(target.group, target.rule.key, taken)
  const recipe = recipeFor(target, language)
  return {
    group,
    recipe,
    diagnostics: [...rows.diagnostics, ...ofRows, ...diagnostics, ...missingValues(group, recipe)],
  }
}

/** Under `language: auto` there is a recipe for each language, and the group's questions decide. */
function recipeFor(target: FusionTarget, language: Language): Recipe {
  const [first, ...others] = Object.values(target.rule.recipes)
  const chosen = others.length > 0 ? target.rule.recipes[language] : first
  return chosen ?? first ?? bug(`group "${target.group}" has no recipe`)
}

async function write(
  target: FusionTarget,
  group: Group,
  recipe: CompiledRecipe,
  parts: FusionParts,
  tools: MakeTools,
): Promise<Made> {
  const files: Files = {
    output: tools.create(target.output),
    rejected: tools.create(target.rejectedOutput),
    index: tools.indexes.ofFusion(target, recipe),
  }
  const { last } = files.index
  const cells = countPairs(group, target.rule.pairs) * recipe.variants.length
  const counter = makeCounter(cells, parts.askedAhead?.(target.id))
  try {
    for await (const resolved of parts.resolve(pairsOf(group, target.rule.pairs), recipe, target, last)) {
      if (resolved.kind === 'unchanged') {
        copyPairs(resolved.lines, recipe, files, counter, tools)
        continue
      }
      counter.count(resolved)
      if (resolved.kind === 'done') writePair(resolved, recipe, files, counter)
      tools.progress(counter.progress())
    }
  } finally {
    files.index.close()
  }
  const { error, ...tally } = counter.result()
  if (error !== undefined) return { kind: 'failed', tally, error }
  if (tally.unasked !== undefined) return { kind: 'incomplete', tally }
  return { kind: 'made', tally, files: staged(target, files, tally) }
}

interface Files {
  readonly output: FileWriter
  readonly rejected: FileWriter
  readonly index: FusionIndex
}

type Counter = ReturnType<typeof makeCounter>

function writePair(
  { pair, cells }: Extract<ResolvedPair, { kind: 'done' }>,
  recipe: CompiledRecipe,
  { output, rejected, index }: Files,
  counter: Counter,
): void {
  const lines = recordLines(pair, cells, recipe)
  const reasons = cells.flatMap((cell) => (cell.kind === 'text' ? [] : [reasonOf(cell)]))
  const rejectedOnes = reasons.length === 0 ? [] : rejectedLines(pair, cells, recipe)
  for (const line of lines) output.write(line)
  for (const line of rejectedOnes) rejected.write(line)
  index.pair(pair, lines, rejectedOnes, reasons)
  counter.wrote({ records: lines.length, reasons })
}

/** Lines of the last output, as they stand there. */
function copyPairs(
  lines: UnchangedLines,
  recipe: CompiledRecipe,
  { output, rejected, index }: Files,
  counter: Counter,
  tools: MakeTools,
): void {
  output.write(lines.output)
  rejected.write(lines.rejected)
  index.unchanged(lines)
  for (const pair of lines.pairs) {
    counter.reused(recipe.variants.length)
    counter.wrote(pair)
    tools.progress(counter.progress())
  }
}

function staged(target: FusionTarget, { output, rejected, index }: Files, { cells, records }: Tally): Staged[] {
  return [
    { path: target.output, writer: output, records, isOutput: true },
    { path: target.rejectedOutput, writer: rejected, records: cells - records, isOutput: false },
    ...index.files,
  ]
}

function makeCounter(cells: number, ahead = { calls: 0, cells: 0 }) {
  const rejected: Record<string, number> = {}
  const sum = { done: 0, records: 0, calls: ahead.calls, reused: 0, failed: 0, rejected: 0 }
  const unasked = { budget: 0, hopeless: 0 }
  let firstError: Error | undefined
  return {
    count: (resolved: Exclude<ResolvedPair, { kind: 'unchanged' }>) => {
      sum.calls += resolved.calls
      if (resolved.kind === 'unasked') {
        unasked.budget += resolved.unasked.budget
        unasked.hopeless += resolved.unasked.hopeless
        return
      }
      if (resolved.kind === 'failed') {
        firstError ??= resolved.error
        sum.failed += resolved.unresolved
        return
      }
      sum.done += resolved.cells.length
      sum.reused += resolved.cells.length - resolved.asked.size
    },
    /** Cells that nothing was asked for, nor looked up. */
    reused: (cells: number) => {
      sum.done += cells
      sum.reused += cells
    },
    /** What came of a pair. */
    wrote: ({ records, reasons }: IndexedPair) => {
      sum.records += records
      sum.rejected += reasons.length
      for (const reason of reasons) rejected[reason] = (rejected[reason] ?? 0) + 1
    },
    progress: () => ({ done: sum.done, cells, calls: sum.calls, rejected: sum.rejected }),
    result: (): Tally & { readonly error: Error | undefined } => ({
      cells,
      records: sum.records,
      reused: Math.max(0, sum.reused - ahead.cells),
      calls: sum.calls,
      rejected,
      failed: sum.failed,
      ...(unasked.budget + unasked.hopeless === 0 ? {} : { unasked }),
      error: firstError,
    }),
  }
}
