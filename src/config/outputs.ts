/** Where everything is written: inside the project, each to its own path, and never where something is read. */
import { globToRegExp } from '../base/glob.js'
import { compileTemplate } from '../base/template.js'
import { unreachable } from '../base/unreachable.js'
import { type RelPath, relPath } from '../domain/path.js'
import type { Place } from '../domain/place.js'
import type { GroupRule, OutputPaths, Source, Template } from '../domain/project.js'
import * as say from '../messages/config-paths.js'
import { unknownVariable } from '../messages/config.js'
import { passageOfScalar } from './passage.js'
import { isAbsolutePath, placeOfRead, type Reading } from './reading.js'
import { placeIn } from './text-file.js'
import { child, childScalar, placeOf } from './tree.js'

const defaults = {
  groups: 'dataset/groups/{{ from }}/{{ group }}.jsonl',
  fusions: 'dataset/fusion_datasets/{{ group }}.jsonl',
  merged: 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl',
}

/** A path that is written, as far as the config alone can tell. */
interface Written {
  /** "The dataset of people-1", to begin a sentence with. */
  readonly owner: string
  readonly path: string
  /** As it is shown: the path, or the template where the group's name is only known to the disk. */
  readonly shown: string
  /** Whether exactly this path is written: the group's name is known. */
  readonly certain: boolean
  /** That the path was made from. */
  readonly template?: Template
  /** `undefined`: the path is ours, and stands nowhere. */
  readonly place: Place | undefined
}

export async function readOutputs(
  reading: Reading,
  sources: readonly Source[],
  groups: readonly GroupRule[],
): Promise<{ readonly output: OutputPaths; readonly overrides?: RelPath }> {
  const overrides = readOverrides(reading)
  const merged = readMerged(reading)
  const fusions = await readPath(reading, 'fusions')
  const cuts = await readPath(reading, 'groups')
  const fromSources = groups.filter(({ origin }) => origin.kind === 'source')
  const written = [
    ...sources.flatMap((source) => writtenBySource(reading, source)),
    ...[merged, overrides].filter((one) => one !== undefined),
    ...(await writtenByGroups(reading, fusions, groups, 'fusions', 'The dataset of')),
    ...(await writtenByGroups(reading, cuts, fromSources, 'groups', 'The group')),
  ]
  checkTellApart(reading, fusions, groups, 'fusions')
  checkTellApart(reading, cuts, fromSources, 'groups')
  const inside = written.filter((one) => isInside(reading, one))
  checkShared(reading, inside)
  checkInputs(reading, inside, sources, groups)
  const output = {
    groups: cuts ?? asIs(defaults.groups),
    fusions: fusions ?? asIs(defaults.fusions),
    merged: relPath(merged?.path ?? defaults.merged),
  }
  return overrides === undefined ? { output } : { output, overrides: relPath(overrides.path) }
}

const asIs = (text: string): Template => ({ text, kind: 'plain', reads: [] })

async function readPath(reading: Reading, key: 'groups' | 'fusions'): Promise<Template | undefined> {
  const scalar = childScalar(child(reading.root, 'output'), key)
  const passage = scalar === undefined ? reading.builtIn(defaults[key]) : passageOfScalar(reading.file, scalar)
  const owner = `the path of "${key}"`
  const template = await reading.template(passage, owner)
  const strays = template?.reads.filter((path) => path !== 'from' && path !== 'group') ?? []
  for (const path of strays) reading.report(unknownVariable(owner, path, ['from', 'group'], placeOfRead(passage, path)))
  return strays.length > 0 ? undefined : template
}

function readMerged(reading: Reading): Written | undefined {
  const scalar = childScalar(child(reading.root, 'output'), 'merged')
  const path = scalar === undefined ? defaults.merged : String(scalar.value)
  const place = scalar === undefined ? undefined : placeOf(reading.file, scalar.span)
  if (/\{[{%]/.test(path)) {
    reading.report(say.mergedIsOnePath(place ?? placeIn(reading.file, reading.root.span.start)))
    return undefined
  }
  return { owner: 'The merged dataset', path, shown: path, certain: true, place }
}

/** The user's own file, and `accept` writes it, too. */
function readOverrides({ file, root }: Reading): Written | undefined {
  const scalar = childScalar(root, 'overrides')
  if (scalar === undefined) return undefined
  const path = String(scalar.value)
  return { owner: 'The file of overrides', path, shown: path, certain: true, place: placeOf(file, scalar.span) }
}

function writtenBySource({ file, root }: Reading, source: Source): Written[] {
  if (source.kind !== 'faker') return []
  const scalar = childScalar(child(child(root, 'sources'), source.name), 'output')
  const path = scalar === undefined ? source.output : String(scalar.value)
  const place = scalar === undefined ? undefined : placeOf(file, scalar.span)
  return [{ owner: `The source "${source.name}"`, path, shown: path, certain: true, place }]
}

async function writtenByGroups(
  { file, root }: Reading,
  template: Template | undefined,
  groups: readonly GroupRule[],
  key: 'groups' | 'fusions',
  owner: string,
): Promise<Written[]> {
  if (template === undefined) return []
  const scalar = childScalar(child(root, 'output'), key)
  const render = await compileTemplate(template)
  return groups.flatMap((rule) =>
    namesOf(rule).map(({ name, certain }) => {
      const path = render({ from: rule.key, group: name })
      const of = certain ? `${owner} "${name}"` : `${owner} each group of "${rule.key}"`
      const place = scalar === undefined ? undefined : placeOf(file, scalar.span)
      return { owner: of, path, shown: certain ? path : template.text, certain, template, place }
    }),
  )
}

/** The names of a rule's groups, as far as the config tells: else such as there might be. */
function namesOf({ key, origin }: GroupRule): readonly { readonly name: string; readonly certain: boolean }[] {
  if (origin.kind === 'files') return origin.files.map((pattern) => ({ name: nameLike(pattern), certain: false }))
  const { cut } = origin
  switch (cut.kind) {
    case 'whole':
      return [{ name: key, certain: true }]
    case 'size':
      return [{ name: `${key}-1`, certain: true }]
    case 'buckets':
      return Array.from({ length: Math.min(cut.buckets, 1000) }, (_, n) => ({ name: `${key}-${n + 1}`, certain: true }))
    case 'by':
      return [{ name: `${key}-x`, certain: false }]
    default:
      return unreachable(cut)
  }
}

/** A file name that a pattern would find, without its ending. */
function nameLike(pattern: string): string {
  const name = pattern.split('/').at(-1) ?? ''
  const stem = name.replace(/\.[^.]*$/, '') || name
  return stem
    .replace(/\{([^,}]*)[^}]*\}/g, '$1')
    .replace(/\*+|\?|\[[^\]]*\]/g, 'x')
    .toLowerCase()
}

function checkTellApart(
  reading: Reading,
  template: Template | undefined,
  rules: readonly GroupRule[],
  key: 'groups' | 'fusions',
): void {
  if (template === undefined || template.reads.includes('group')) return
  const oneEach = rules.every(({ origin }) => origin.kind === 'source' && origin.cut.kind === 'whole')
  if (rules.length === 0 || (oneEach && (rules.length === 1 || template.reads.includes('from')))) return
  reading.report(say.pathNeedsGroup(key, template.place))
}

function isInside({ file, report, promptFiles }: Reading, { owner, path, shown, place }: Written): boolean {
  const inside = relPath(path)
  const isOutside = isAbsolutePath(path) || inside.startsWith('..')
  const isNoFile = inside === '' || /[/\\]$/.test(path)
  const isOurs = inside === file.path || promptFiles.has(inside) || inside.startsWith('.fusionkit/')
  if (isOutside) report(say.outputOutside(owner, shown, place))
  else if (isNoFile) report(say.outputIsNoFile(owner, shown, place))
  else if (isOurs) report(say.outputIsOurs(owner, shown, place))
  return !isOutside && !isNoFile && !isOurs
}

/** Without regard to capitals: some systems have one file of that name. */
function checkShared(reading: Reading, written: readonly Written[]): void {
  const byPath = new Map<string, Written>()
  for (const one of written.filter(({ certain }) => certain)) {
    const path = relPath(one.path).toLowerCase()
    const other = byPath.get(path)
    if (other === undefined) byPath.set(path, one)
    // groups of one path are told apart above
    else if (other.owner !== one.owner && !sameTemplate(other, one)) {
      reading.report(say.outputsShare(one.owner, lower(other.owner), one.shown, one.place ?? other.place))
    }
  }
}

const sameTemplate = (a: Written, b: Written): boolean => a.template !== undefined && a.template === b.template
const lower = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1)

function checkInputs(
  reading: Reading,
  written: readonly Written[],
  sources: readonly Source[],
  groups: readonly GroupRule[],
): void {
  const inputs = [
    ...sources.flatMap((source) => (source.kind === 'files' ? [{ files: source.files, place: source.place }] : [])),
    ...groups.flatMap(({ origin, place }) => (origin.kind === 'files' ? [{ files: origin.files, place }] : [])),
  ]
  // a thousand groups of a file each are looked up, not compared with a thousand outputs
  const byPath = new Map(written.toReversed().map((one) => [relPath(one.path) as string, one]))
  const said = new Set<string>()
  for (const { files, place: reader } of inputs) {
    const left = files
      .filter((pattern) => pattern.startsWith('!'))
      .map((pattern) => globToRegExp(relPath(pattern.slice(1))))
    for (const pattern of files.filter((one) => !one.startsWith('!'))) {
      for (const [path, one] of found(byPath, relPath(pattern))) {
        if (left.some((glob) => glob.test(path)) || said.has(`${one.shown} ${pattern}`)) continue
        reading.report(say.outputIsInput(one.owner, one.shown, pattern, one.place ?? reader))
        said.add(`${one.shown} ${pattern}`)
      }
    }
  }
}

function found<T>(byPath: ReadonlyMap<string, T>, pattern: string): readonly (readonly [string, T])[] {
  const exact = byPath.get(pattern)
  if (exact !== undefined) return [[pattern, exact]]
  if (!/[*?[{]/.test(pattern)) return []
  const glob = globToRegExp(pattern)
  return [...byPath].filter(([path]) => glob.test(path))
}
