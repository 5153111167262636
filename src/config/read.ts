/**
 * What does the config say?
 *
 * From its text to a Project, step by step: YAML with places -> what is refused -> shape -> meaning, with defaults filled in.
 * Every step says what is wrong and takes it out, so that the later ones can go on: all mistakes are shown at once.
 */
import { defined } from '../base/defined.js'
import { type Diagnostic, hasErrors, UserError } from '../domain/diagnostic.js'
import type { Language, Project } from '../domain/project.js'
import * as say from '../messages/config.js'
import { sortedByPlace } from '../messages/render.js'
import { checkShape } from './check-shape.js'
import { readEngine } from './engine-settings.js'
import { type GroupParts, readGroups } from './groups.js'
import { type Layer, readLayer } from './layer.js'
import { readOutputs } from './outputs.js'
import { parseYaml } from './parse-yaml.js'
import { type ConfigInput, type Reading, startReading } from './reading.js'
import { readPreview } from './preview.js'
import { checkPathNames, checkVersion, refuseLostEnds, refuseReserved } from './refused.js'
import { readSources } from './sources.js'
import { placeIn, textFile } from './text-file.js'
import { childScalar, childText, type MapNode, placeOf } from './tree.js'

export type { Catalogues, ConfigInput } from './reading.js'

export interface ReadConfig {
  readonly project: Project
  readonly warnings: readonly Diagnostic[]
}

/** The project that a config describes. Throws UserError with everything that is wrong with it, sorted by place. */
export async function readConfig(input: ConfigInput): Promise<ReadConfig> {
  const file = textFile(input.path, input.text)
  const { root, problems } = parseYaml(file)
  if (root === undefined) throw new UserError(sortedByPlace(problems))
  const version = checkVersion(file, root)
  if (version.final) throw new UserError([version.problem].filter((one) => one !== undefined))
  const reading = startReading(input, file, root)
  const shape = [
    ...problems,
    ...(version.problem === undefined ? [] : [version.problem]),
    ...refuseReserved(file, root),
    ...refuseLostEnds(file, root),
    ...checkShape(file, root),
    ...checkPathNames(file, root),
  ]
  for (const problem of shape) reading.report(problem)
  const project = await readProject(reading)
  return judge(reading.problems(), project)
}

function judge(problems: readonly Diagnostic[], project: Project): ReadConfig {
  const sorted = sortedByPlace(problems)
  if (hasErrors(sorted)) throw new UserError(sorted)
  return { project, warnings: sorted }
}

async function readProject(reading: Reading): Promise<Project> {
  const { input, root } = reading
  const engine = readEngine(reading)
  const layer = await readLayer(reading, root)
  const sources = await readSources(reading)
  const groups = await readGroups(reading, {
    project: layer,
    languages: languagesOf(reading, layer),
    engine: engine.kind === undefined ? undefined : { name: engine.kind.name, styles: engine.kind.styles },
    // an engine without such calls asks one by one, as it would without the key
    batch: childScalar(root, 'batch')?.value === true && engine.kind?.batches === true,
    place: variantsPlace(reading),
  })
  const { output, overrides } = await readOutputs(reading, sources, groups)
  return {
    config: input.path,
    engine: engine.settings,
    gpu: input.overrides.gpu ?? gpuOf(root),
    sources,
    groups,
    output,
    ...defined({ overrides }),
    ...(root.entries.has('preview') ? { preview: readPreview(reading) } : {}),
    promptFiles: [...reading.promptFiles].sort(),
  }
}

function gpuOf(root: MapNode): boolean | number {
  const value = childScalar(root, 'gpu')?.value
  return typeof value === 'boolean' || typeof value === 'number' ? value : true
}

function variantsPlace({ file, root }: Reading) {
  const entry = root.entries.get('variants') ?? root.entries.get('prompts')
  return entry === undefined ? placeIn(file, root.span.start) : placeOf(file, entry.keySpan)
}

/**
 * The languages that questions may come in, each with the built-in set that its variants build on.
 *
 * Without `prompts`: the language's own set, or none where the config spells its variants out.
 */
function languagesOf(reading: Reading, { variants }: Layer): GroupParts['languages'] {
  const { file, input, root, report } = reading
  const { promptSets } = input.catalogues
  const language = languageOf(root)
  const node = childScalar(root, 'prompts')
  const place = node === undefined ? variantsPlace(reading) : placeOf(file, node.span)
  const name = node === undefined ? undefined : String(node.value)
  const named = name === undefined || !Object.hasOwn(promptSets, name) ? undefined : promptSets[name]
  if (name !== undefined && named === undefined) report(say.unknownPrompts(name, Object.keys(promptSets), place))
  if (named !== undefined) {
    if (name !== undefined && language !== undefined && language !== named.language) {
      report(say.languageOfPrompts(name, language, place))
    }
    return [{ language: language ?? named.language, set: { prompts: named, place } }]
  }
  const spelledOut = variants?.kind === 'mapping' && name === undefined
  const languages: readonly Language[] = language === undefined ? ['en', 'fr'] : [language]
  return languages.map((one) => {
    const prompts = Object.values(promptSets).find((set) => set.language === one)
    return { language: one, set: prompts === undefined || spelledOut ? undefined : { prompts, place } }
  })
}

/** `undefined`: each group's questions decide. */
function languageOf(root: MapNode): Language | undefined {
  const written = childText(root, 'language')
  return written === 'en' || written === 'fr' ? written : undefined
}
