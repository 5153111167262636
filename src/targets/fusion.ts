import type { FileWriter } from '../base/file-writer.js'
import { bug } from '../base/unreachable.js'
import { type Diagnostic, hasErrors, UserError } from '../domain/diagnostic.js'
import type { Recipe } from '../domain/project.js'
import type { Group, Pair } from '../domain/question.js'
import type { FusionTarget, TargetId } from '../domain/target.js'
import type { UnchangedLines } from '../domain/unchanged-lines.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { readOverrides } from '../fusion/read-overrides.js'
import { recordLines, rejectedLines } from '../fusion/record.js'
import type { Came, ResolvedPair, UnchangedPairs } from '../fusion/resolved-pair.js'
import { type LoadedGroup, makeGroup } from '../questions/load-group.js'
import { countPairs, pairsOf } from '../questions/pairs.js'
import { takeRows } from '../questions/cut.js'
import { makeCellFailures } from './cell-failures.js'
import { type Concern, concernOf } from './concern.js'
import { type CellCounter, countCells, reasonsOf, type Written } from './count-cells.js'
import { missingValues } from './missing-values.js'
import type { FusionIndex, LastOutput } from './output-index.js'
import { readInputs } from './read-inputs.js'
import type { Staged } from './staged.js'
import type { MakeTools, Made, TargetKind } from './target-kind.js'

export interface FusionParts {
  compile(recipe: Recipe, group: string): Promise<CompiledRecipe>
  /**
   * `last`: what pairs are copied from that would come out as they did; `undefined`: nothing. `came`: told of what comes for a pair
   * ahead of its turn, where somebody may want to know.
   */
  resolve(
    pairs: Iterable<Pair>,
    recipe: CompiledRecipe,
    target: FusionTarget,
    last: LastOutput | undefined,
    came: Came,
  ): AsyncIterable<ResolvedPair | UnchangedPairs>
  /** What was asked for it in this build before it is made; left out: nothing. */
  askedAhead?(target: TargetId): { readonly calls: number; readonly cells: number }
}

/** Every pair of a group, in every variant. */
export function fusion(parts: FusionParts): TargetKind<FusionTarget> {
  return {
    kind: 'fusion',
    make: async (target, tools) => {
      const { group, recipe, diagnostics, concern } = await needFusion(target, tools.read)
      tools.warn(diagnostics)
      if (target.overrides !== undefined && concern !== undefined) tools.took(target.overrides, concern.digest)
      const compiled = await parts.compile(recipe, target.group)
      return write(target, group, compiled, parts, tools)
    },
  }
}

export interface LoadedFusion {
  readonly group: Group
  /** For the language of the group, and with the overrides that concern it. */
  readonly recipe: Recipe
  /** `undefined`: the config has no overrides. */
  readonly concern: Concern | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** What a fusion reads. Nothing is asked: `plan` and the check of all inputs use it, too. */
export async function loadFusion(target: FusionTarget, read: MakeTools['read']): Promise<LoadedFusion> {
  const rows = await readInputs(
    target.inputs.filter(({ path }) => path !== target.overrides),
    target.templates,
    read,
  )
  const { taken, diagnostics: ofRows } =
    target.rule.origin.kind === 'files'
      ? takeRows(rows.questions, target.rule)
      : { taken: rows.questions, diagnostics: [] }
  const loaded = makeGroup(target.group, target.rule.key, taken)
  const { group, diagnostics } = loaded
  const recipe = recipeFor(target, loaded)
  const said = target.overrides && readOverrides(await read(target.overrides), target.overrides)
  const concern = said && concernOf(said, group, target.rule.pairs, recipe)
  return {
    group,
    // the very recipe of the others, where nothing is said: it is compiled once for all of them
    recipe:
      concern === undefined || concern.overrides.length === 0 ? recipe : { ...recipe, overrides: concern.overrides },
    concern,
    diagnostics: [
      ...rows.diagnostics,
      ...ofRows,
      ...diagnostics,
      ...missingValues(group, recipe),
      ...(said?.diagnostics ?? []),
    ],
  }
}

/** What a fusion reads, where all of it is right. Throws `UserError` with all that is said of it where something is wrong. */
export async function needFusion(target: FusionTarget, read: MakeTools['read']): Promise<LoadedFusion> {
  const loaded = await loadFusion(target, read)
  if (hasErrors(loaded.diagnostics)) throw new UserError(loaded.diagnostics)
  return loaded
}

/** Under `language: auto` there is a recipe for each language, and the group's questions decide. */
function recipeFor(target: FusionTarget, loaded: LoadedGroup): Recipe {
  const [first, ...others] = Object.values(target.rule.recipes)
  const chosen = others.length > 0 ? target.rule.recipes[loaded.language] : first
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
  const cells = countPairs(group, target.rule.pairs) * recipe.variants.length
  const counter = countCells(cells, recipe.variants.length, parts.askedAhead?.(target.id))
  const failures = makeCellFailures(target.group)
  try {
    const came: Came = (pair, more) => {
      counter.came(pair, more)
      tools.progress({ ...counter.progress(), ...(more.latest && { latest: more.latest }) })
    }
    const pairs = pairsOf(group, target.rule.pairs)
    tools.progress(counter.progress())
    for await (const resolved of parts.resolve(pairs, recipe, target, files.index.last, came)) {
      if (resolved.kind === 'unchanged') {
        copyPairs(resolved.lines, files, counter, tools)
        continue
      }
      if (resolved.kind === 'failed') failures.add(resolved)
      counter.count(resolved, writePair(resolved, recipe, files))
      tools.progress(counter.progress())
    }
  } finally {
    files.index.close()
  }
  const tally = counter.result()
  const [first, ...others] = failures.all
  const isWhole = first === undefined && tally.unasked === undefined
  const all = staged(target, files, counter.written, isWhole)
  if (first !== undefined) return { kind: 'failed', files: all, tally, failures: [first, ...others] }
  return { kind: isWhole ? 'made' : 'incomplete', files: all, tally }
}

interface Files {
  readonly output: FileWriter
  readonly rejected: FileWriter
  readonly index: FusionIndex
}

/** Of a pair that is not done, what is decided; then there will be no index, since such a pair would be taken for a whole one. */
function writePair(resolved: ResolvedPair, recipe: CompiledRecipe, { output, rejected, index }: Files): Written {
  const cells =
    resolved.kind === 'done' ? resolved.cells : recipe.variants.map(({ index }) => resolved.settled.get(index))
  const records = recordLines(resolved.pair, cells, recipe)
  for (const line of records) output.write(line)
  const isAllText = cells.every((cell) => cell?.kind === 'text')
  const others = isAllText ? [] : rejectedLines(resolved.pair, cells, recipe)
  for (const line of others) rejected.write(line)
  if (resolved.kind === 'done') index.pair(resolved.pair, records, others, resolved.cells.flatMap(reasonsOf))
  return { records: records.length, rejected: others.length }
}

/** Lines of the last output, as they stand there. */
function copyPairs(
  lines: UnchangedLines,
  { output, rejected, index }: Files,
  counter: CellCounter,
  tools: MakeTools,
): void {
  output.write(lines.output)
  rejected.write(lines.rejected)
  index.unchanged(lines)
  for (const pair of lines.pairs) {
    counter.copied(pair)
    tools.progress(counter.progress())
  }
}

function staged(target: FusionTarget, files: Files, { records, rejected }: Written, isWhole: boolean): Staged[] {
  return [
    { path: target.output, writer: files.output, records, isOutput: true },
    { path: target.rejectedOutput, writer: files.rejected, records: rejected, isOutput: false },
    ...(isWhole ? files.index.files : []),
  ]
}
