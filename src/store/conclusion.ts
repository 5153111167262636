/**
 * "There is nothing to do": what a build concluded, and all that it saw on the way.
 *
 * Law: a build that finds nothing to do is a pure function of what it saw. So its conclusion stands for the same question, as long as
 * each file has the stat that it had when it was seen (equality of size, mtime, ctime and inode, as in the stat cache), each pattern
 * names what it named, and the same models answer. Where any of it is otherwise, or cannot be told, the build looks for itself. It never
 * makes anything stale or fresh: anyone may delete the file. It holds stats and no digests, since a process with nothing to do would
 * spend more time on getting ready to hash than on all its files.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type FileStat, lineOf, statLine } from '../base/file-stat.js'

export interface Conclusion {
  /** What was asked, of which fusionkit: to another question there is no answer here. */
  readonly question: string
  readonly seen: Seen
  /** Who answered; left out: nobody had to be asked. */
  readonly answering?: Answering
  readonly targets: number
  /** Records in the merged file. */
  readonly records?: number
}

export interface Seen {
  /** path → its stat; `undefined`: there was no such file. */
  readonly files: ReadonlyMap<string, FileStat | undefined>
  readonly listings: readonly Listing[]
}

/** What a list of patterns named, files or not. */
export interface Listing {
  readonly patterns: readonly string[]
  readonly names: readonly string[]
}

export interface Answering {
  /** The engine's settings. */
  readonly engine: { readonly kind: string; readonly [setting: string]: unknown }
  /** model → who answered for it. */
  readonly identities: Readonly<Record<string, string>>
}

/** As it is stored: a thousand short lines are read in a third of the time of a thousand lists. */
interface Stored extends Omit<Conclusion, 'seen'> {
  readonly listings: readonly Listing[]
  readonly files: readonly string[]
  /** A line for each file. */
  readonly stats: string
  /** The two numbers once more: nothing else of the file is believed unless the world says the same, and a damaged bit must not be told. */
  readonly numbersAgain: string
}

/** The conclusion of an earlier build, as far as files and names can tell. `undefined`: there is none, or it does not stand any more. */
export function standingConclusion(
  path: string,
  question: string,
  root: string,
  namesOf: (patterns: readonly string[]) => readonly string[],
): Omit<Conclusion, 'seen'> | undefined {
  const stored = readIfThere(path)
  if (stored?.question !== question) return undefined
  const { listings, files, stats, numbersAgain, ...conclusion } = stored
  if (numbersAgain !== numbersOf(conclusion)) return undefined
  const lines = stats.split('\n')
  const stands =
    listings.every(({ patterns, names }) => isSame(namesOf(patterns), names)) &&
    files.every((file, index) => statLine(`${root}/${file}`) === lines[index])
  return stands ? conclusion : undefined
}

/** Keeps it for the builds that follow. A failure to write is no failure of the build. */
export function keepConclusion(path: string, { seen, ...conclusion }: Conclusion): void {
  const stored: Stored = {
    ...conclusion,
    listings: seen.listings,
    files: [...seen.files.keys()],
    stats: [...seen.files.values()].map(lineOf).join('\n'),
    numbersAgain: numbersOf(conclusion),
  }
  const text = JSON.stringify(stored)
  try {
    if (textAt(path) === text) return
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.tmp`, text)
    renameSync(`${path}.tmp`, path)
  } catch {
    // a read-only folder: the next build judges again
  }
}

function numbersOf({ targets, records }: Pick<Conclusion, 'targets' | 'records'>): string {
  return `${targets} ${records}`
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index])
}

function readIfThere(path: string): Stored | undefined {
  const text = textAt(path)
  return text === undefined ? undefined : (JSON.parse(text) as Stored)
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
