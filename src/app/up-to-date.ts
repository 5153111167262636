/**
 * Is there nothing to do? Answered from the last build that had nothing to do, without judging each target again.
 *
 * Law: whether anything is to be done follows from the files that a build looks at, which files its patterns find, the config, the
 * build log, who answers, and our own code. A build that finds nothing to do notes a digest of these. While all are as they were,
 * its answer stands; else, or where any of it cannot be told, the build judges. At 1,000 groups this takes a quarter of the time
 * (contract 16). It never makes anything stale or fresh by itself: anyone may delete the note.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Disk, realDisk } from '../base/disk.js'
import { canonicalJson, type Digest, digestOfFrames } from '../base/hash.js'
import type { Identity } from '../domain/completion.js'
import type { BuildOutcome } from '../domain/event.js'
import type { Project } from '../domain/project.js'
import { noTally } from '../domain/target.js'
import { findFiles } from '../questions/find-files.js'
import type { BuildParts } from '../run/parts.js'
import { type Conclusion, standingConclusion } from '../store/stat-cache.js'
import { askQuickly } from './identities.js'
import { statePaths } from './layout.js'
import type { BuildOptions } from './compose.js'
import type { LoadedConfig } from './load-project.js'
import type { Surroundings } from './surroundings.js'

/** What is judged is the same with them: they say what becomes of work. */
const ofWork: ReadonlySet<string> = new Set<keyof BuildOptions>(['failFast', 'keepPartial', 'wait'])

/** Everything was to be built, and nothing was asked for that a plain `build` would judge otherwise. */
export function isWhole({ targets = [], final, ...switches }: BuildOptions): boolean {
  const isJudgedOtherwise = Object.entries(switches).some(([name, value]) => value === true && !ofWork.has(name))
  return targets.length === 0 && final === undefined && !isJudgedOtherwise
}

/** The outcome of building everything, where it is known that there is nothing to do. `undefined`: a build must look. */
export async function outcomeIfUpToDate(
  config: LoadedConfig,
  surroundings: Surroundings,
): Promise<BuildOutcome | undefined> {
  const { root, project, digest } = config
  if (digest === undefined) return undefined
  const disk = realDisk(root, surroundings.processId)
  const conclusion = standingConclusion(join(root, statePaths(project.config).statCache), disk)
  if (conclusion === undefined) return undefined
  try {
    const listed = await filesOf(project, (patterns) => findFiles(root, patterns))
    const identities = await askQuickly(project, surroundings)
    const key = keyOf(digest, project, listed, identities, disk)
    return key === conclusion.key ? outcomeOf(conclusion) : undefined
  } catch {
    return undefined // nobody answers, or what cannot be read: the build says so
  }
}

/** Notes that everything was looked at, and nothing was to be done. */
export async function noteUpToDate(
  { project, digest }: LoadedConfig,
  { stats, findFiles: find, identities, disk, log }: BuildParts,
  { targets, records, ran, failed, leftStale }: BuildOutcome,
): Promise<void> {
  const isQuiet = [ran, failed, leftStale].every(({ length }) => length === 0)
  // Whether an orphan is still there is not among what the note depends on.
  const mayHaveOrphans = log.orphans.size > 0 || log.targets.size > targets
  if (digest === undefined || !isQuiet || mayHaveOrphans) return
  const listed = await filesOf(project, find)
  stats.conclude({ key: keyOf(digest, project, listed, identities, disk), targets, records })
}

async function filesOf(project: Project, find: BuildParts['findFiles']): Promise<readonly string[]> {
  const patterns = [
    ...project.groups.flatMap(({ origin }) => (origin.kind === 'files' ? [origin.files] : [])),
    ...project.sources.flatMap((source) => (source.kind === 'files' ? [source.files] : [])),
  ]
  const files: string[] = []
  for (const each of patterns) files.push('|', ...(await find(each)).files)
  return files
}

function keyOf(
  digest: Digest,
  project: Project,
  listed: readonly string[],
  identities: ReadonlyMap<string, Identity>,
  disk: Pick<Disk, 'stat'>,
): Digest {
  const log = disk.stat(statePaths(project.config).buildLog)
  return digestOfFrames([
    'up to date 1',
    digest,
    canonicalJson(ourCode()),
    canonicalJson(log),
    canonicalJson(Object.fromEntries(identities)),
    listed.length,
    ...listed,
  ])
}

/** A version says it for those who use fusionkit; those who change it compile it, and every file of it is then new. */
function ourCode() {
  const [folder, name] = [fileURLToPath(new URL('.', import.meta.url)), 'up-to-date.js']
  return realDisk(folder, 0).stat(name)
}

function outcomeOf({ targets, records }: Conclusion): BuildOutcome {
  return {
    exitCode: 0,
    targets,
    records,
    ran: [],
    failed: [],
    incomplete: [],
    failures: [],
    partial: [],
    notStarted: [],
    hopeless: [],
    leftStale: [],
    orphans: [],
    tally: noTally,
    unconfirmed: [],
    diagnostics: [],
  }
}
