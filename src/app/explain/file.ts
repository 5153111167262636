/** What is a file to this project? */
import { defined } from '../../base/defined.js'
import { linesOf } from '../../base/lines.js'
import { isJsonObject, parseJson, textOf } from '../../base/json.js'
import type { DifferingLines, ExplainedFile, Reader } from '../../domain/explanation.js'
import { type RelPath, relPath } from '../../domain/path.js'
import type { BuildParts } from '../../run/parts.js'
import type { JudgedProject, JudgedTarget } from '../judge-project.js'
import { stateRoot } from '../layout.js'
import { questionPatterns } from '../question-patterns.js'

/** As many line numbers of an edited file as are told. */
const fewLines = 10

/** `undefined`: there is no such file, and nothing speaks of one. Outputs of targets are not asked for here. */
export async function explainFile(path: RelPath, project: JudgedProject): Promise<ExplainedFile | undefined> {
  const { parts, targets, orphans } = project
  const readers = readersOf(path, targets)
  if (readers.length > 0) return { path, kind: 'input', readers }
  if (path === parts.project.config) return { path, kind: 'config', readers: changedBy(targets, () => true) }
  if (parts.project.promptFiles.includes(path)) return promptFile(path, project)
  const rejected = targets.find(({ target }) => 'rejectedOutput' in target && target.rejectedOutput === path)
  if (rejected !== undefined) return rejectedList(path, rejected, parts)
  const orphan = orphans.find((each) => each.path === path)
  if (orphan !== undefined) {
    const { target, digest } = orphan
    const isAsWritten = parts.stats.digestOf(path) === digest
    return { path, kind: 'orphan', isAsWritten, ...defined({ target }) }
  }
  if (parts.disk.stat(path) === undefined) return undefined
  const output = /^(.+)\.edited-[0-9a-f]{8}$/.exec(path)?.[1]
  if (output !== undefined) return editedFile(path, relPath(output), project)
  if (path.startsWith(`${stateRoot}/`)) return { path, kind: 'state' }
  const writtenBy = parts.outputsOfOthers().get(path)
  return {
    path,
    kind: 'stranger',
    looksFor: [...new Set(questionPatterns(parts.project).flat())],
    ...defined({ writtenBy }),
  }
}

/** Files that can be asked about beside outputs, for whoever mistypes one. */
export function filesKnown({ targets, parts, orphans }: JudgedProject): readonly string[] {
  const inputs = targets.flatMap(({ target }) => target.inputs.map(({ path }) => path as string))
  return [
    ...new Set([...inputs, parts.project.config, ...parts.project.promptFiles, ...orphans.map(({ path }) => path)]),
  ]
}

function readersOf(path: RelPath, targets: readonly JudgedTarget[]): readonly Reader[] {
  return targets.flatMap(({ target, state, last }) => {
    const input = target.inputs.find((each) => each.path === path)
    if (input === undefined) return []
    return [{ target: target.id, state, hasChanged: last !== undefined && last.inputs[input.name] !== input.digest }]
  })
}

/** Targets that are to be made for what a config or a prompt file says. */
function changedBy(targets: readonly JudgedTarget[], isMeant: (judged: JudgedTarget) => boolean): readonly Reader[] {
  return targets.filter(isMeant).map(({ target, state, reasons }) => {
    const hasChanged = reasons.some(({ kind }) => kind === 'config-changed' || kind === 'template-changed')
    return { target: target.id, state, hasChanged }
  })
}

function promptFile(path: RelPath, { targets }: JudgedProject): ExplainedFile {
  const variantsOf = ({ target }: JudgedTarget): readonly string[] => {
    const recipes = target.kind === 'fusion' ? Object.values(target.rule.recipes) : []
    const variants = recipes.flatMap((recipe) => recipe.variants)
    return variants.filter(({ prompt }) => prompt.place?.path === path).map(({ name }) => name)
  }
  const variants = new Set(targets.flatMap(variantsOf))
  const readers = targets.flatMap((judged): Reader[] => {
    const own = variantsOf(judged)
    if (own.length === 0) return []
    const { target, state, reasons } = judged
    const isOfOne = (variant: string) => own.some((name) => variant === name || variant.startsWith(`${name} (`))
    const hasChanged = reasons.some((reason) => reason.kind === 'template-changed' && isOfOne(reason.variant))
    return [{ target: target.id, state, hasChanged }]
  })
  return { path, kind: 'prompt-file', variants: [...variants], readers }
}

function rejectedList(path: RelPath, { target }: JudgedTarget, { disk }: BuildParts): ExplainedFile {
  const reasons: Record<string, number> = {}
  let lines = 0
  for (const text of disk.stat(path) === undefined ? [] : linesOf(disk.readChunks(path))) {
    lines += 1
    const row = parseJson(text)
    const reason = isJsonObject(row) ? textOf(row['reason']) : 'unreadable'
    reasons[reason] = (reasons[reason] ?? 0) + 1
  }
  return { path, kind: 'rejected', target: target.id, lines, reasons }
}

function editedFile(path: RelPath, output: RelPath, { parts, targets }: JudgedProject): ExplainedFile {
  const owner = targets.find(
    ({ target, outputs }) =>
      ('output' in target && target.output === output) || outputs.some((each) => each.path === output),
  )
  const differing = differingLines(path, output, parts)
  return { path, kind: 'edited', output, differing, ...defined({ target: owner?.target.id }) }
}

function differingLines(path: RelPath, output: RelPath, { disk }: BuildParts): DifferingLines {
  const others = disk.stat(output) === undefined ? undefined : linesOf(disk.readChunks(output))
  const first: number[] = []
  let [line, count] = [0, 0]
  for (const text of linesOf(disk.readChunks(path))) {
    line += 1
    const other = others?.next()
    if (other?.done === false && other.value === text) continue
    count += 1
    if (first.length < fewLines) first.push(line)
  }
  return { count, first }
}
