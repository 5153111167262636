/**
 * Is there nothing to do? Answered from the last build that had nothing to do, without judging a target (conclusion.ts has the law).
 *
 * What a build's judgement hangs on is listed here, in `seenBy`. All else that a build reads follows from it, or is our own code.
 * Loads next to nothing, not even the config: at 1,000 groups it takes a third of the time of a build that judges.
 */
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FileStat, statLine } from '../base/file-stat.js'
import type { BuildOutcome } from '../domain/event.js'
import { findNames } from '../questions/find-files.js'
import type { BuildParts } from '../run/parts.js'
import { type Answering, type Conclusion, keepConclusion, type Seen, standingConclusion } from '../store/conclusion.js'
import type { BuildOptions } from './compose.js'
import { statePaths, storeFolder } from './layout.js'
import type { LoadedConfig, Overrides } from './load-project.js'
import type { Surroundings } from './surroundings.js'

/** How many targets and records there are. */
export type NothingToDo = Pick<Conclusion, 'targets' | 'records'>

/** What is judged is the same with them: they say what becomes of work. */
const ofWork: ReadonlySet<string> = new Set<keyof BuildOptions>(['failFast', 'keepPartial', 'wait'])

/** Everything was to be built, and nothing was asked for that a plain `build` would judge otherwise. */
export function isWhole({ targets = [], final, ...switches }: BuildOptions): boolean {
  const isJudgedOtherwise = Object.entries(switches).some(([name, value]) => value === true && !ofWork.has(name))
  return targets.length === 0 && final === undefined && !isJudgedOtherwise
}

/** What building everything comes to, where it is known that there is nothing to do. `undefined`: a build must look. */
export async function conclusionIfUpToDate(
  cwd: string,
  path: string,
  overrides: Overrides,
  surroundings: Surroundings,
): Promise<NothingToDo | undefined> {
  const file = resolve(cwd, path)
  const root = dirname(file)
  try {
    const note = join(root, statePaths(basename(file)).conclusion)
    const names = (patterns: readonly string[]) => findNames(root, patterns)
    const conclusion = standingConclusion(note, questionOf(overrides), root, names)
    if (conclusion === undefined) return undefined
    const isAnswered =
      conclusion.answering === undefined || (await answersAsBefore(conclusion.answering, root, surroundings))
    return isAnswered ? conclusion : undefined
  } catch {
    return undefined // nobody answers, or what cannot be read: the build says so
  }
}

/** Notes that everything was looked at, and nothing was to be done. */
export async function noteUpToDate(
  config: LoadedConfig,
  parts: BuildParts,
  { targets, records, ran, failed, leftStale }: BuildOutcome,
): Promise<void> {
  const isQuiet = [ran, failed, leftStale, config.warnings].every(({ length }) => length === 0)
  // Whether an orphan is still there is not among what is seen.
  const mayHaveOrphans = parts.log.orphans.size > 0 || parts.log.targets.size > targets
  const seen = isQuiet && !mayHaveOrphans ? await seenBy(config, parts) : undefined
  if (seen === undefined) return
  const answering = await answeringIn(parts)
  keepConclusion(join(config.root, statePaths(config.project.config).conclusion), {
    question: questionOf(config.overrides),
    seen,
    ...(answering === undefined ? {} : { answering }),
    targets,
    ...(records === undefined ? {} : { records }),
  })
}

/**
 * What a build's judgement hangs on. `undefined`: not all of it is as it was when the build looked at it.
 *
 * A file more that it hangs on is a line more here: `digestOf` for one that is read, `stat` for one that may be absent.
 */
async function seenBy(
  { root, project, readFrom }: LoadedConfig,
  { stats, disk, findFiles }: BuildParts,
): Promise<Seen | undefined> {
  if (readFrom === undefined) return undefined
  for (const [file, digest] of readFrom) if (stats.digestOf(file) !== digest) return undefined
  const settled = stats.settled()
  if (settled === undefined) return undefined
  const [{ unconfirmedMarkIn }, { questionPatterns }] = await Promise.all([
    import('../store/unconfirmed-mark.js'),
    import('./question-patterns.js'),
  ])
  const files = new Map<string, FileStat | undefined>(settled)
  for (const own of [statePaths(project.config).buildLog, unconfirmedMarkIn(storeFolder)])
    files.set(own, disk.stat(own))
  const listings = questionPatterns(project).map((patterns) => ({ patterns, names: findNames(root, patterns) }))
  for (const { patterns, names } of listings) {
    const isFile = new Set<string>((await findFiles(patterns)).files)
    for (const name of names) {
      if (isFile.delete(name)) continue
      if (disk.stat(name) !== undefined) return undefined // it appeared meanwhile
      files.set(name, undefined)
    }
    if (isFile.size > 0) return undefined // it went away
  }
  return { files, listings }
}

/** `undefined`: who answers follows from our own code. */
async function answeringIn({ project, identities }: BuildParts): Promise<Answering | undefined> {
  const { engineKindOf } = await import('./identities.js')
  if (engineKindOf(project).isBuiltIn === true) return undefined
  const ids = [...identities].map(([model, { id }]) => [model, id] as const)
  return { engine: project.engine, identities: Object.fromEntries(ids) }
}

async function answersAsBefore(
  { engine, identities }: Answering,
  root: string,
  surroundings: Surroundings,
): Promise<boolean> {
  const [{ askQuickly, takeUp }, { enginePorts }] = await Promise.all([
    import('./identities.js'),
    import('./engine-ports.js'),
  ])
  const models = Object.keys(identities).sort()
  const now = await askQuickly(engine, models, enginePorts(root, surroundings, { write: true }))
  const isSo = models.every((model) => now.get(model)?.id === identities[model])
  if (isSo) void takeUp(engine, models) // no build follows that could
  return isSo
}

/**
 * What is asked, and of which code: a version says it for those who use fusionkit; those who change it compile it, and every file of
 * it is then new.
 */
function questionOf(overrides: Overrides): string {
  const code = [fileURLToPath(import.meta.url), fileURLToPath(new URL('../../../package.json', import.meta.url))]
  return JSON.stringify(['build', overrides, code, code.map(statLine)])
}
