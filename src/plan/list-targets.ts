/**
 * What targets does a config ask for?
 *
 * Answers with targets as data; never touches disk, network or clock: the digests of input files are handed in.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { compileTemplate } from '../base/template.js'
import { relPath, type RelPath } from '../domain/path.js'
import type { FakerSource, FileSource, GroupRule, Project, Template } from '../domain/project.js'
import {
  type CutTarget,
  cutId,
  type FusionTarget,
  fusionId,
  type Input,
  type MergedTarget,
  mergedId,
  type SourceTarget,
  sourceId,
} from '../domain/target.js'
import { cutComponents, fusionComponents, type FusionVersions, semantics, sourceComponents } from './components.js'

/** Templates that read a file that fusionkit wrote itself. */
const asWritten = {
  question: { text: '{{ question }}', kind: 'plain', reads: ['question'] },
  answer: { text: '{{ answer }}', kind: 'plain', reads: ['answer'] },
} as const

export function sourceTarget(source: FakerSource, generatorVersion: string): SourceTarget {
  return {
    kind: 'source',
    id: sourceId(source.name),
    components: sourceComponents(source, generatorVersion),
    inputs: [],
    source,
    output: source.output,
  }
}

export async function cutTarget(
  rule: GroupRule,
  source: FileSource | FakerSource,
  inputs: readonly Input[],
  project: Project,
): Promise<CutTarget> {
  const templates = source.kind === 'files' ? { question: source.question, answer: source.answer } : asWritten
  return {
    kind: 'cut',
    id: cutId(rule.key),
    components: cutComponents(rule, templates.question, templates.answer),
    inputs,
    rule,
    templates,
    outputOf: await pathOf(project.output.groups, rule.key),
  }
}

export async function fusionTarget(
  rule: GroupRule,
  group: string,
  input: Input,
  project: Project,
  versions: FusionVersions,
): Promise<FusionTarget> {
  const { origin } = rule
  return {
    kind: 'fusion',
    id: fusionId(group),
    components: fusionComponents(rule, project, versions),
    inputs: [input],
    group,
    rule,
    templates: origin.kind === 'files' ? { question: origin.question, answer: origin.answer } : asWritten,
    output: (await pathOf(project.output.fusions, rule.key))(group),
    rejectedOutput: relPath(`.fusionkit/rejected/${group}.jsonl`),
  }
}

/** `inputs`: the fusions' outputs, each named after its group, in the order of the output. */
export function mergedTarget(inputs: readonly Input[], project: Project): MergedTarget {
  const groups = inputs.map(({ name }) => name)
  return {
    kind: 'merged',
    id: mergedId,
    components: { 'semantics:merged': semantics.merged, 'config:order of the groups': JSON.stringify(groups) },
    inputs: inputs.toSorted((a, b) => byCodeUnit(a.name, b.name)),
    groups,
    output: project.output.merged,
    rejectedOutput: relPath('.fusionkit/rejected/merged.jsonl'),
  }
}

const compiled = new Map<string, ReturnType<typeof compileTemplate>>()

async function pathOf(template: Template, from: string): Promise<(group: string) => RelPath> {
  const known = compiled.get(template.text) ?? compileTemplate(template)
  compiled.set(template.text, known)
  const render = await known
  return (group) => relPath(render({ from, group }))
}
