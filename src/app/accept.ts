/** A file of records that somebody edited becomes overrides, so that the edit lasts. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { realDisk } from '../base/disk.js'
import { globToRegExp } from '../base/glob.js'
import { type Digest, digestOf, RunningDigest } from '../base/hash.js'
import { utf8Of } from '../base/jsonl.js'
import { type Diagnostic, UserError } from '../domain/diagnostic.js'
import type { Override } from '../domain/override.js'
import { type RelPath, relPath } from '../domain/path.js'
import type { Project } from '../domain/project.js'
import type { FusionTarget } from '../domain/target.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import { type Edit, editsOf, type KnownRecord, recordsOf, type Stray } from '../fusion/edits.js'
import { withOverrides } from '../fusion/override-file.js'
import { type KnownPair, type OverridesFor, overridesFor } from '../fusion/overrides-for.js'
import * as say from '../messages/accept.js'
import { notUtf8 } from '../messages/questions.js'
import { capped } from '../questions/capped.js'
import { pairsOf } from '../questions/pairs.js'
import { readerOf } from '../run/make-tools.js'
import type { BuildParts } from '../run/parts.js'
import { resolvePairs } from '../run/resolve-pairs.js'
import { openToRead } from '../store/store-to-read.js'
import { type LoadedFusion, needFusion } from '../targets/fusion.js'
import type { FusionStore } from './asking.js'
import { compose } from './compose.js'
import { isAlive } from './is-alive.js'
import { storeFolder } from './layout.js'
import { type LoadedConfig, loadProject, type Overrides } from './load-project.js'
import { fusionsOf } from './judge-project.js'
import { questionPatterns } from './question-patterns.js'
import { recipeCompilerOf } from './recipes.js'
import { storedResolver } from './stored-resolver.js'
import type { Surroundings } from './surroundings.js'

export interface AcceptOptions extends Overrides {
  readonly config: string
  /** Edits that no override can express are passed over; else they are errors, and nothing is written. */
  readonly skipsOthers: boolean
}

export interface Accepted {
  readonly counts: say.AcceptedCounts
  /** The file of overrides. */
  readonly overrides: RelPath
  readonly isInConfig: boolean
  /** The edited copy, where it is not the output itself. */
  readonly kept: string | undefined
  readonly warnings: readonly Diagnostic[]
}

/** `file` is taken from the working folder. Throws `UserError`. Inside of `whileAlone`. Asks no model anything; writes the file of overrides, and nothing else. */
export async function acceptEdits(
  cwd: string,
  file: string,
  { config, skipsOthers, ...overrides }: AcceptOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Accepted> {
  const loaded = await loadProject(cwd, config, overrides)
  const project = withoutMissing(loaded)
  const options = { write: false, emit: () => {}, signal }
  const { parts } = await compose({ ...loaded, project }, { offline: true }, surroundings, options)
  const path = relPath(relative(loaded.root, resolve(cwd, file)))
  const edited = await findEdited(path, file, parts)
  const at = loaded.project.overrides ?? freePath(project)
  const rest = {
    overrides: at,
    isInConfig: loaded.project.overrides !== undefined,
    kept: path === edited.target.output ? undefined : path,
  }
  if (edited.isAsBuilt) return { ...rest, counts: { ...nothing, skipped: 0 }, warnings: [] }
  const store: FusionStore = await openToRead(join(loaded.root, storeFolder))
  try {
    const known = await knownOf(edited.target, parts, store)
    const found = editsOf(known.records, edited.text, known.loaded.recipe.record, known.recipe)
    if (found === undefined) throw new UserError([say.acceptOfOther(path)])
    const { edits, strays } = found
    const warnings = edits.length + strays.length === 0 ? [] : checkOrigin(edited, path, known)
    if (strays.length > 0 && !skipsOthers) throw new UserError(capped(strays.map((stray) => problemOf(stray, path))))
    const present = known.loaded.recipe.overrides ?? []
    const made = overridesFor(edits, known.pairs, present, known.recipe, (key) => store.completions.get(key))
    if (made.overrides.length > 0) write(at, made.overrides, loaded.root, surroundings)
    return { ...rest, counts: { ...countsOf(edits, made), skipped: strays.length }, warnings }
  } finally {
    await store.close()
  }
}

const nothing = { changed: 0, dropped: 0, pinned: 0, asked: 0 }

function countsOf(edits: readonly Edit[], { pinned, asked }: OverridesFor): typeof nothing {
  const dropped = edits.filter(({ text }) => text === undefined).length
  return { changed: edits.length - dropped, dropped, pinned, asked }
}

/** A file of overrides that is not there yet is about to be made; one that was lost makes other records than those that were edited. */
function withoutMissing({ project, root }: LoadedConfig): Project {
  const { overrides, ...rest } = project
  return overrides === undefined || existsSync(join(root, overrides)) ? project : rest
}

/** Where overrides go in a project that has none: not where questions are read. */
function freePath(project: Project): RelPath {
  const patterns = questionPatterns(project).flat().map(relPath)
  const paths = ['dataset/overrides.jsonl', 'overrides.jsonl', 'overrides/overrides.jsonl'].map(relPath)
  return paths.find((path) => !patterns.some((pattern) => globToRegExp(pattern).test(path))) ?? relPath('overrides')
}

interface Edited {
  readonly target: FusionTarget
  readonly text: string
  /** What was written before it was edited; `undefined`: nobody knows. */
  readonly from: Digest | undefined
  readonly isAsBuilt: boolean
}

async function findEdited(path: RelPath, typed: string, parts: BuildParts): Promise<Edited> {
  const fusions = await fusionsOf(parts)
  const known = fusions.map(({ output }) => output)
  const output = path.replace(/\.edited-[0-9a-f]{8}$/, '')
  const target = fusions.find((fusion) => fusion.output === path) ?? fusions.find((fusion) => fusion.output === output)
  if (output === parts.project.output.merged) throw new UserError([say.acceptOfMerged(typed, known)])
  const bytes = await parts.disk.read(path)
  if (bytes === undefined) throw new UserError([say.acceptNeedsFile(typed, known)])
  if (target === undefined) throw new UserError([say.acceptNeedsGroup(typed, known)])
  const decoded = utf8Of(bytes)
  if (decoded.kind === 'not-utf8')
    throw new UserError([notUtf8({ path, line: decoded.line, lineText: decoded.lineText }, decoded.encoding)])
  const built = parts.log.targets.get(target.id)?.outputs.find((one) => one.path === target.output)?.digest
  return {
    target,
    text: decoded.text,
    from: path === target.output ? built : parts.log.kept.get(path),
    isAsBuilt: digestOf(bytes) === built,
  }
}

interface Known {
  readonly loaded: LoadedFusion
  readonly recipe: CompiledRecipe
  readonly pairs: readonly KnownPair[]
  readonly records: readonly KnownRecord[]
}

/** The records of a group as a build would write them now, from what is stored. */
async function knownOf(target: FusionTarget, parts: BuildParts, store: FusionStore): Promise<Known> {
  const loaded = await needFusion(target, readerOf(parts))
  const recipe = await recipeCompilerOf(parts)(loaded.recipe, target.group)
  const pairs: KnownPair[] = []
  const records: KnownRecord[] = []
  let unasked = 0
  for await (const resolved of resolvePairs(pairsOf(loaded.group, target.rule.pairs), recipe, storedResolver(store))) {
    parts.signal.throwIfAborted()
    if (resolved.kind === 'unasked') unasked += resolved.unasked.budget
    if (resolved.kind !== 'done') continue
    pairs.push(resolved)
    for (const record of recordsOf(resolved.pair, resolved.cells, recipe)) records.push(record)
  }
  if (unasked > 0) throw new UserError([say.acceptOfUnbuilt(target.group, unasked)])
  return { loaded, recipe, pairs, records }
}

/** What was edited can only be told from what it was edited from. */
function checkOrigin({ from }: Edited, path: RelPath, { records }: Known): readonly Diagnostic[] {
  if (from === undefined) return [say.acceptOfUnknown(path)]
  const now = new RunningDigest()
  for (const { line } of records) now.update(line)
  if (now.finish() !== from) throw new UserError([say.acceptOfOlder(path)])
  return []
}

const problemOf = ({ line, lineText, why }: Stray, path: RelPath): Diagnostic =>
  say.editIsStray(why, { path, line, lineText })

function write(path: RelPath, overrides: readonly Override[], root: string, { processId }: Surroundings): void {
  const before = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
  const writer = realDisk(root, processId, isAlive).create(path)
  writer.write(withOverrides(before, overrides))
  writer.finish()
  writer.place()
}
