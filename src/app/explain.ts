/**
 * Why is it so? Of a target, a file, or a line of a dataset: read from what is on record, with build's own judgement.
 *
 * Read-only: no lock, nothing is written, and no model is asked anything but who it is.
 */
import { relative, resolve } from 'node:path'
import { UserError } from '../domain/diagnostic.js'
import type { Explanation } from '../domain/explanation.js'
import { type RelPath, relPath } from '../domain/path.js'
import { lineIsNoNumber, lineOfNoDataset, nothingIsCalled } from '../messages/explain.js'
import { settingsIn } from './config-settings.js'
import { explainFile, filesKnown } from './explain/file.js'
import { datasetAt, explainLine } from './explain/record.js'
import { targetExplainer } from './explain/target.js'
import { type JudgedProject, type JudgeOptions, judgeProject } from './judge-project.js'
import type { LoadedConfig } from './load-project.js'
import { namesOfAll, targetsCalled } from './named-targets.js'
import type { Surroundings } from './surroundings.js'

export interface ExplainOptions extends JudgeOptions {
  /** The folder that paths are taken from. Default: that of the config. */
  readonly cwd?: string
}

/** `what`: a target, a file, or `file:line`. Throws `UserError` where it is none of them. */
export async function explainOfProject(
  config: LoadedConfig,
  what: string,
  { cwd = config.root, ...options }: ExplainOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Explanation> {
  const project = await judgeProject(config, options, surroundings, signal)
  const paths = pathsMeant(config.root, cwd)
  const { warnings } = project
  const explainTarget = targetExplainer(project, settingsIn(config))
  const called = [what, ...paths(what)]
    .map((name) => targetsCalled(name, project.targets))
    .find(({ length }) => length > 0)
  if (called !== undefined) return { v: 1, warnings, kind: 'targets', targets: called.map(explainTarget) }
  const at = lineMeant(what, paths, project)
  if (at !== undefined) return { v: 1, warnings, kind: 'record', record: await explainLine(at, project, config) }
  const file = await firstOf(paths(what), (path) => explainFile(path, project))
  if (file === undefined && /:\d+$/.test(what))
    await mustNotBeFile(what.slice(0, what.lastIndexOf(':')), paths, project)
  if (file === undefined)
    throw new UserError([nothingIsCalled(what, [...namesOfAll(project.targets), ...filesKnown(project)])])
  return { v: 1, warnings, kind: 'file', file }
}

/** What a path that was typed may mean inside the project: from the working folder, or from the config's. */
function pathsMeant(root: string, cwd: string): (typed: string) => readonly RelPath[] {
  return (typed) => {
    const fromHere = relPath(relative(root, resolve(cwd, typed)))
    return [...new Set([fromHere, relPath(typed)])].filter((path) => !path.startsWith('..') && path !== '')
  }
}

/** `dataset/animals.jsonl:17`, or `animals:17`; `undefined`: no dataset is meant. Throws `UserError` where it is one, and the line is none. */
function lineMeant(
  what: string,
  paths: (typed: string) => readonly RelPath[],
  project: JudgedProject,
): { readonly path: RelPath; readonly line: number } | undefined {
  const colon = what.lastIndexOf(':')
  if (colon <= 0) return undefined
  const [file, line] = [what.slice(0, colon), what.slice(colon + 1)]
  const path = paths(file).find((each) => datasetAt(each, project) !== undefined) ?? outputOf(file, project)
  const isLine = /^[1-9]\d{0,14}$/.test(line)
  if (path === undefined) return undefined
  if (!isLine) throw new UserError([lineIsNoNumber(file, line)])
  return { path, line: Number(line) }
}

/** Of the one target of that name that has records; `undefined`: there is none, or there are several. */
function outputOf(name: string, { targets }: JudgedProject): RelPath | undefined {
  const outputs = targetsCalled(name, targets).flatMap(({ target }) =>
    target.kind === 'fusion' || target.kind === 'merged' ? [target.output] : [],
  )
  return outputs.length === 1 ? outputs[0] : undefined
}

/** A line of something that has lines, and none that could be explained. */
async function mustNotBeFile(
  file: string,
  paths: (typed: string) => readonly RelPath[],
  project: JudgedProject,
): Promise<void> {
  const known = await firstOf(paths(file), (path) => explainFile(path, project))
  if (known !== undefined) throw new UserError([lineOfNoDataset(file)])
}

async function firstOf<Of, Found>(
  all: readonly Of[],
  find: (of: Of) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  for (const each of all) {
    const found = await find(each)
    if (found !== undefined) return found
  }
  return undefined
}
