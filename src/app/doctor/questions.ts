/** How much is there to do? The groups of a config, counted without a model: what of the questions is wrong is found on the way. */
import { join } from 'node:path'
import { fileStat } from '../../base/file-stat.js'
import type { Check } from '../../domain/check-up.js'
import { type Diagnostic, hasErrors, UserError } from '../../domain/diagnostic.js'
import type { FusionTarget } from '../../domain/target.js'
import { firstOfQuestions, questionsCounted, questionsNotCounted } from '../../messages/doctor-project.js'
import { bytesInWords } from '../../messages/numbers.js'
import { countPairs } from '../../questions/pairs.js'
import { readerOf } from '../../run/make-tools.js'
import type { BuildParts } from '../../run/parts.js'
import { loadFusion } from '../../targets/fusion.js'
import { judgeProject } from '../judge-project.js'
import type { LoadedConfig } from '../load-project.js'
import type { Found, Looking } from './looking.js'

/** About a second's reading. */
const mostBytesToRead = 100e6

export async function checkQuestions(config: LoadedConfig, looking: Looking): Promise<Found> {
  const { surroundings, signal, command } = looking
  const seeAll = command('plan')
  try {
    const { targets, parts } = await judgeProject(config, { offline: true }, surroundings, signal)
    const all = targets.map(({ target }) => target)
    const fusions = all.flatMap((target) => (target.kind === 'fusion' ? [target] : []))
    const outputs = all.flatMap((target) => ('output' in target ? [target.output] : []))
    const bytes = bytesOf(fusions, config.root)
    if (bytes > mostBytesToRead)
      return { outputs, checks: [questionsNotCounted(fusions.length, bytesInWords(bytes), seeAll)] }
    return { outputs, checks: await counted(fusions, parts, seeAll) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { outputs: [], checks: [firstOfQuestions(error.diagnostics, seeAll)] }
  }
}

function bytesOf(fusions: readonly FusionTarget[], root: string): number {
  const paths = new Set(fusions.flatMap(({ inputs }) => inputs.map(({ path }) => path)))
  return [...paths].reduce((sum, path) => sum + (fileStat(join(root, path))?.size ?? 0), 0)
}

async function counted(fusions: readonly FusionTarget[], parts: BuildParts, seeAll: string): Promise<readonly Check[]> {
  const read = readerOf(parts)
  const found: Diagnostic[] = []
  const counts = { groups: fusions.length, questions: 0, pairs: 0, cells: 0 }
  for (const target of fusions) {
    parts.signal.throwIfAborted()
    const { group, recipe, diagnostics } = await loadFusion(target, read)
    const pairs = countPairs(group, target.rule.pairs)
    counts.questions += group.questions.length
    counts.pairs += pairs
    counts.cells += pairs * recipe.variants.length
    found.push(...diagnostics)
  }
  const isWrong = hasErrors(found)
  return [
    ...(isWrong ? [] : [questionsCounted(counts)]),
    ...(found.length === 0 ? [] : [firstOfQuestions(found, seeAll)]),
  ]
}
