import type { JsonScalar } from '../base/json.js'
import { rootOf } from '../base/root-of.js'
import type { RelPath } from '../domain/path.js'
import { relPath } from '../domain/path.js'
import type { Place } from '../domain/place.js'
import type { FakerSource, FieldRule, FileSource, Source, Template } from '../domain/project.js'
import * as say from '../messages/config-paths.js'
import { generatorFieldUnknown, uniqueFieldUnknown } from '../messages/generator.js'
import { generatorDefaults } from './generator-defaults.js'
import { type Passage, passageOfScalar } from './passage.js'
import { placeOfRead, type Reading } from './reading.js'
import {
  child,
  childMap,
  childNumber,
  childScalar,
  childText,
  entriesOf,
  type MapNode,
  mentions,
  type Node,
  placeOf,
  scalarsOf,
  type ScalarNode,
  textsOf,
} from './tree.js'

const rowTemplates = { question: '{{ question }}', answer: '{{ answer }}' }

/** The sources that are right; what is wrong with the others is said. */
export async function readSources(reading: Reading): Promise<readonly Source[]> {
  const sources: Source[] = []
  for (const [name, { keySpan, node }] of entriesOf(child(reading.root, 'sources'))) {
    if (node.kind !== 'map') continue
    const place = placeOf(reading.file, keySpan)
    const source = await readSource(reading, name, node, place)
    if (source !== undefined) sources.push(source)
  }
  return sources
}

async function readSource(reading: Reading, name: string, node: MapNode, place: Place): Promise<Source | undefined> {
  const files = child(node, 'files')
  const faker = childMap(node, 'faker')
  if (files !== undefined && faker !== undefined) {
    reading.report(say.keysExclude(`The source "${name}"`, ['faker', 'files'], place))
    return undefined
  }
  if (faker !== undefined) return readFaker(reading, name, node, faker, place)
  if (files !== undefined) return readFiles(reading, name, node, files, place)
  if (!mentions(node, 'files') && !mentions(node, 'faker')) reading.report(say.sourceWithoutKind(name, place))
  return undefined
}

async function readFiles(
  reading: Reading,
  name: string,
  node: MapNode,
  files: Node,
  place: Place,
): Promise<FileSource | undefined> {
  const output = childScalar(node, 'output')
  if (output !== undefined) reading.report(say.onlyForFaker('output', name, placeOf(reading.file, output.span)))
  const templates = await readRowTemplates(reading, node, `the source "${name}"`)
  return templates === undefined ? undefined : { kind: 'files', name, files: textsOf(files), ...templates, place }
}

/** The templates that make a question and an answer of a row of a file. */
export async function readRowTemplates(
  reading: Reading,
  node: MapNode,
  owner: string,
): Promise<{ question: Template; answer: Template } | undefined> {
  const question = await rowTemplate(reading, node, 'question', rowTemplates.question, owner)
  const answer = await rowTemplate(reading, node, 'answer', rowTemplates.answer, owner)
  return question === undefined || answer === undefined ? undefined : { question, answer }
}

const passageOf = (reading: Reading, node: MapNode, key: string, byDefault: string): Passage => {
  const scalar: ScalarNode | undefined = childScalar(node, key)
  return scalar === undefined ? reading.builtIn(byDefault) : passageOfScalar(reading.file, scalar)
}

async function rowTemplate(
  reading: Reading,
  node: MapNode,
  key: 'question' | 'answer',
  byDefault: string,
  owner: string,
): Promise<Template | undefined> {
  const passage = passageOf(reading, node, key, byDefault)
  const template = await reading.template(passage, `the ${key} of ${owner}`)
  if (key === 'question' && template?.reads.length === 0) {
    reading.report(say.noVariablesInTemplate(`The question of ${owner}`, passage.place))
  }
  return template
}

async function readFaker(
  reading: Reading,
  name: string,
  node: MapNode,
  faker: MapNode,
  place: Place,
): Promise<FakerSource | undefined> {
  const owner = `the source "${name}"`
  const fields = readFields(child(faker, 'fields'))
  const isWhole = !mentions(faker, 'fields') || childMap(faker, 'fields')?.dropped.size === 0
  const question = await rowTemplate(reading, node, 'question', generatorDefaults.question, owner)
  const answer = await rowTemplate(reading, node, 'answer', generatorDefaults.answer, owner)
  if (question === undefined || answer === undefined) return undefined
  const known = (fields ?? generatorDefaults.fields).map((field) => field.name)
  const isKnown = isWhole && checkFields(reading, { name, node, faker, place }, known, { question, answer })
  const source: FakerSource = {
    kind: 'faker',
    name,
    entries: childNumber(faker, 'entries') ?? generatorDefaults.entries,
    seed: childNumber(faker, 'seed') ?? generatorDefaults.seed,
    locale: childText(faker, 'locale') ?? generatorDefaults.locale,
    unique:
      child(faker, 'unique') === undefined
        ? fields === undefined
          ? generatorDefaults.unique
          : []
        : textsOf(child(faker, 'unique')),
    fields: fields ?? generatorDefaults.fields,
    keepsFields: fields !== undefined,
    question,
    answer,
    output: outputOf(node, name),
    place,
  }
  if (isKnown) await askFaker(reading, source, faker)
  return source
}

function outputOf(node: MapNode, name: string): RelPath {
  return relPath(childText(node, 'output') ?? `dataset/sources/${name}.jsonl`)
}

function readFields(node: Node | undefined): readonly FieldRule[] | undefined {
  if (node === undefined) return undefined
  return entriesOf(node).map(([name, { node: value }]): FieldRule => {
    const oneOf: readonly JsonScalar[] = scalarsOf(value)
    return value.kind === 'scalar' ? { name, method: String(value.value) } : { name, oneOf }
  })
}

/** Whether the templates and `unique` read only fields that there are. */
function checkFields(
  reading: Reading,
  { name, node, faker, place }: { name: string; node: MapNode; faker: MapNode; place: Place },
  known: readonly string[],
  templates: { readonly question: Template; readonly answer: Template },
): boolean {
  let fine = true
  for (const key of ['question', 'answer'] as const) {
    const passage = passageOf(reading, node, key, '')
    for (const path of templates[key].reads) {
      const root = rootOf(path)
      if (known.includes(root)) continue
      const at = placeOfRead(passage, path)
      reading.report(
        at === undefined
          ? say.defaultTemplateOfGenerator(key, generatorDefaults[key], name, root, place)
          : generatorFieldUnknown(root, known, at),
      )
      fine = false
      if (at === undefined) break // said once a template
    }
  }
  const unique = child(faker, 'unique')
  for (const item of unique?.kind === 'list' ? unique.items : [unique]) {
    if (item?.kind !== 'scalar' || known.includes(String(item.value))) continue
    reading.report(uniqueFieldUnknown(String(item.value), known, placeOf(reading.file, item.span)))
    fine = false
  }
  return fine
}

/** Field by field, so that each mistake has its own place. */
async function askFaker({ file, input, report }: Reading, source: FakerSource, faker: MapNode): Promise<void> {
  if (input.checkGenerator === undefined) return
  const nothing: Template = { text: '', kind: 'plain', reads: [] }
  const bare = { ...source, fields: [], unique: [], question: nothing, answer: nothing }
  const locale = childScalar(faker, 'locale')
  const localeProblems = await input.checkGenerator({
    ...bare,
    place: locale === undefined ? source.place : placeOf(file, locale.span),
  })
  for (const problem of localeProblems) report(problem)
  if (localeProblems.length > 0) return
  for (const field of source.fields) {
    const node = child(childMap(faker, 'fields'), field.name)
    const unique = source.unique.filter((name) => name === field.name)
    const place = node === undefined ? source.place : placeOf(file, node.span)
    for (const problem of await input.checkGenerator({ ...bare, fields: [field], unique, place })) report(problem)
  }
}
