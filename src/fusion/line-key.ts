/**
 * What do the lines of a pair depend on, beside its completions? Its two questions, all that is said of how the target is made, and
 * the words of the user for its cells.
 *
 * Law: whatever may change a byte of these lines, in the output or in the list of the rejected, is in the key. The target's components
 * are just that for the whole target; those that only say which questions and pairs there are change no line.
 */
import { canonicalJson } from '../base/canonical-json.js'
import { type Digest, digestOfFrames } from '../base/hash.js'
import type { Pair, Question } from '../domain/question.js'
import type { FusionTarget } from '../domain/target.js'
import type { CompiledRecipe } from './compile-recipe.js'

/** `config:question` and `config:answer` say what of a row is read: its question and answer are in the key. */
const selecting = new Set(['config:pairs', 'config:where', 'config:limit', 'config:question', 'config:answer'])

/** The key of each pair: 32 hex digits. */
export function lineKeys(
  { group, components }: Pick<FusionTarget, 'group' | 'components'>,
  recipe: CompiledRecipe,
): (pair: Pair) => string {
  const making = Object.entries(components).filter(([name]) => !selecting.has(name))
  const shared = digestOfFrames([
    'lines 1',
    group,
    recipe.language, // under `language: auto` the questions decide which of the components count
    recipe.digest,
    canonicalJson(Object.fromEntries(making)),
  ])
  const digests = new Map<Question, Digest>()
  const digestOf = (question: Question): Digest => {
    const known = digests.get(question) ?? digestOfQuestion(question)
    digests.set(question, known)
    return known
  }
  return (pair) => {
    const words = recipe.words.of(pair)
    const said = words === undefined ? [] : [words.digest]
    return digestOfFrames([shared, digestOf(pair.first), digestOf(pair.second), ...said]).slice(0, 32)
  }
}

/** Where it stands in its file is in no line. A column may print a mapping of the row, so the order of its keys counts. */
function digestOfQuestion({ question, answer, row }: Question): Digest {
  return digestOfFrames([question, answer, JSON.stringify(row)])
}
