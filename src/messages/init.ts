/** What `fusionkit init` says. */
import type { Begun, FoundModels } from '../domain/beginning.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { unreachable } from '../base/unreachable.js'
import { commandLine } from './command-line.js'
import { languageNames } from './init-questions.js'
import { bytesInWords, counted } from './numbers.js'
import { printable } from './printable.js'

/** What the system refused, with what to do about it before there is a project. */
export function cannotBegin(refused: Diagnostic, program: string): Diagnostic {
  return { ...refused, hint: `Nothing was written. Mend that, or name another folder: \`${program} init quiz\`.` }
}

export function configIsThere(path: string, program: string): Diagnostic {
  const named = path === 'fusion.config.yaml' ? [] : ['--config', path]
  return {
    code: 'config-is-there',
    severity: 'error',
    message: `There is a config already: "${path}". Nothing was touched.`,
    hint: `\`${program} ${commandLine(['build', ...named])}\` builds it. To begin another project name another folder: \`${program} init quiz\`.`,
  }
}

export function folderIsFile(folder: string): Diagnostic {
  return {
    code: 'folder-is-file',
    severity: 'error',
    message: `"${folder}" is a file: a project needs a folder.`,
    hint: 'Name another one; it need not be there yet.',
  }
}

/** Somebody was asked, and would rather not say. */
export const nothingWritten = 'Nothing was written.'

/** What was made, who answers and why, and what to do next. */
export function begunLines(begun: Begun): string[] {
  const said = answererLines(begun).map(printable)
  return [
    ...fileLines(begun),
    '',
    // what was there is in whatever language its writer chose
    `The ${begun.kept.length === 0 ? 'questions' : 'prompts'} are ${languageNames[begun.language]}.`,
    ...said,
    '',
    ...nextLines(begun),
  ]
}

function fileLines({ written, extended, kept, folder = '.' }: Begun): string[] {
  const at = (path: string) => (folder === '.' ? path : `${folder.replace(/\/+$/, '')}/${path}`)
  const rows = [
    ...written.map(({ path, questions }) => ['wrote', at(path), questions && counted(questions, 'question')] as const),
    ...extended.map((path) => ['extended', at(path), 'what fusionkit makes is left out of git'] as const),
    ...keptRows(kept).map(([path, note]) => ['kept', at(path), note] as const),
  ]
  const width = Math.max(...rows.map(([, path]) => path.length))
  return rows.map(([verb, path, note = '']) => printable(`${verb.padEnd(8)}  ${path.padEnd(width)}  ${note}`.trimEnd()))
}

/** Each by its name, as long as they are few. */
function keptRows(kept: readonly string[]): readonly (readonly [path: string, note: string])[] {
  const folder = kept[0]?.replace(/[^/]+$/, '') ?? ''
  return kept.length > mostNamed
    ? [[folder, `${kept.length} files that were there are used as they are`]]
    : kept.map((path) => [path, 'it was there, and is used as it is'])
}

const mostNamed = 5

function answererLines({ answerer: { engine, model }, why, program }: Begun): string[] {
  switch (why.kind) {
    case 'asked-for':
      return engine === 'rules' ? [ruleWords, ...forData] : [`"${model}" (${engine}) answers.`]
    case 'smallest':
      return [
        `"${model}" (${engine}) answers,`,
        smallestOf(why.at),
        `\`${program} models\` lists them; the config names it as \`model\`.`,
      ]
    case 'nobody-there':
      return [whyNobody(why.found), ruleWords, ...forData]
    case 'not-there-yet':
      return [`"${model}" (${engine}) is to answer, and is not there yet.`, whatToDo(engine, model, why.found)]
    default:
      return unreachable(why)
  }
}

const ruleWords = 'The rule engine answers: no model, fixed sentences, to try things out.'
/** No line is wider than the terminals that people have: this is the first that they read. */
const forData = [
  'For data to train on: install and start Ollama, run `ollama pull llama3.2`,',
  'and write `engine: ollama` in the config.',
]

function smallestOf({ place, models: [best], all }: FoundModels): string {
  const size = best?.sizeBytes === undefined ? '' : ` (${bytesInWords(best.sizeBytes)})`
  return all === 1
    ? `the one model at ${place}${size}.`
    : `the smallest that suits of the ${all} models at ${place}${size}.`
}

function whyNobody(found: readonly FoundModels[]): string {
  const [{ place, all, problem } = { place: 'this machine', all: 0, problem: undefined }] = found
  if (problem !== undefined) return problem.message
  return all === 0
    ? `Ollama at ${place} has no models yet.`
    : `Ollama at ${place} has ${counted(all, 'model')}, and none that answers prompts there itself.`
}

function whatToDo(engine: string, model: string, found: readonly FoundModels[]): string {
  const problem = found.find(({ problem }) => problem !== undefined)?.problem
  switch (engine) {
    case 'ollama':
      return problem === undefined
        ? `\`ollama pull ${model}\` fetches it.`
        : `${[problem.message, problem.hint].filter((text) => text !== undefined).join(' ')} Then \`ollama pull ${model}\` fetches the model.`
    case 'llama-cpp':
      return `\`npm install node-llama-cpp\`, and \`npx node-llama-cpp pull ${model}\`; or write the path of a GGUF file as \`model\`.`
    case 'openai':
      return 'No server of this machine answers. For OpenAI set OPENAI_API_KEY; for another server change `base_url` and `model` in the config.'
    default:
      return 'see to it before you build.'
  }
}

function nextLines({ program, folder }: Begun): string[] {
  const commands = [
    ...(folder === undefined ? [] : [[commandLine(['cd', folder]), ''] as const]),
    [`${program} build`, 'makes the dataset'] as const,
    [`${program} explain merged:1`, 'says where its first record comes from'] as const,
    [`${program} watch`, 'builds again on every edit'] as const,
  ]
  const width = Math.max(...commands.map(([command]) => command.length))
  return commands.map(([command, what], index) =>
    `${index === 0 ? 'next:' : '     '} ${command.padEnd(width)}  ${what}`.trimEnd(),
  )
}
