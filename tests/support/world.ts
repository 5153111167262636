/** A small project in memory: its files, its config as text, its state, and an engine that answers at once. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from '../../src/base/disk.js'
import type { Digest } from '../../src/base/hash.js'
import { globToRegExp } from '../../src/base/glob.js'
import { overlayDisk } from '../../src/base/overlay-disk.js'
import { parseProject } from '../../src/app/load-project.js'
import { checkCatalogue } from '../../src/checks/index.js'
import type { Completion, CompletionRequest, Identity } from '../../src/domain/completion.js'
import type { BuildEvent } from '../../src/domain/event.js'
import { type RelPath, relPath } from '../../src/domain/path.js'
import type { PlannedTarget } from '../../src/domain/plan.js'
import type { Project, Recipe } from '../../src/domain/project.js'
import type { TargetId } from '../../src/domain/target.js'
import { compileRecipe } from '../../src/fusion/compile-recipe.js'
import type { RecipeParts } from '../../src/fusion/recipe-parts.js'
import { cleaningVersion } from '../../src/fusion/cleaning-version.js'
import type { MemoEntry } from '../../src/fusion/memo.js'
import { countDoer } from '../../src/run/count-doer.js'
import { askModelByModel, type Asked } from '../../src/run/model-passes.js'
import { makeDoer, type Workshop } from '../../src/run/make-doer.js'
import { outputIndexes } from '../../src/run/output-indexes.js'
import type { BuildParts } from '../../src/run/parts.js'
import { resolvePairs } from '../../src/run/resolve-pairs.js'
import type { Resolver } from '../../src/run/resolver.js'
import { runStages, type States } from '../../src/run/stages.js'
import { openBuildLog } from '../../src/store/build-log.js'
import type { ConcernCache, KnownConcern } from '../../src/store/concern-cache.js'
import { openStatCache } from '../../src/store/stat-cache.js'
import { checkData } from '../../src/targets/check-data.js'
import { loadFusion } from '../../src/targets/fusion.js'
import { targetKinds } from '../../src/targets/index.js'
import { pairsOf } from '../../src/questions/pairs.js'
import { modelsOf } from '../../src/app/identities.js'
import { answering, type Asking, completerOn, shelfInMemory } from './hand-driven.js'
import { type MemoryDisk, memoryDisk } from './memory-disk.js'
import { type Mortal, mortal } from './mortal.js'
import { identityOf, modelReads } from './recipes.js'
import { freshFolder } from './temp-folder.js'

export interface Run {
  readonly states: States
  readonly events: readonly BuildEvent[]
  /** Ids of the targets that ran to their end. */
  readonly ran: readonly string[]
  readonly calls: readonly CompletionRequest[]
  /** Pairs whose memo was looked up: those that were not copied. */
  readonly lookedUp: number
  /** It came to its end; false where it was killed. */
  readonly isWhole: boolean
}

export interface RunOptions {
  readonly names?: readonly string[]
  readonly force?: boolean
  readonly acceptNewSource?: boolean
  readonly parts?: Partial<BuildParts>
  /** Who is asked. Left out: somebody who answers at once, as `answer` says. */
  readonly lane?: Asking & { readonly asked: readonly CompletionRequest[] }
  /** The life of the process. Left out: as long as it takes. */
  readonly life?: Mortal
  /** Of a plan: so many cells are looked at one by one. */
  readonly mostCounted?: number
}

export interface World {
  readonly disk: MemoryDisk
  readonly models: Map<string, Identity>
  config: string
  /** What the engine answers; anew for every test that cares. */
  answer: (request: CompletionRequest) => Completion | string
  project(): Promise<Project>
  build(options?: RunOptions): Promise<Run>
  plan(options?: RunOptions): Promise<readonly PlannedTarget[]>
  /** Forgets completions and pairs, as if the store had been deleted. */
  forgetStore(): void
}

/** Runs `use` on a fresh world; its build log lies in a folder of its own, everything else in memory. */
export async function inWorld(
  files: Readonly<Record<string, string>>,
  config: string,
  use: (world: World) => Promise<void>,
): Promise<void> {
  const folder = freshFolder('world')
  try {
    await use(makeWorld(folder, files, config))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function makeWorld(folder: string, files: Readonly<Record<string, string>>, config: string): World {
  const disk = memoryDisk()
  for (const [path, text] of Object.entries(files)) disk.put(path, text)
  let completions = shelfInMemory<Completion>()
  let resolutions = shelfInMemory<MemoEntry>()
  const concerns = concernsInMemory()

  const world: World = {
    disk,
    config,
    models: new Map([['m', identityOf('model m')]]),
    answer: ({ messages }) => `${messages.at(-1)?.content ?? ''}?`,
    project: async () => parsed(folder, world.config),
    forgetStore: () => {
      completions = shelfInMemory()
      resolutions = shelfInMemory()
    },
    build: async (options = {}) => {
      const { events, emit } = recorder()
      const { lane = answering((request) => world.answer(request)), life = mortal(Infinity) } = options
      const given = await partsOf(life.disk(disk), true, options, emit)
      const parts = { ...given, log: life.log(given.log) }
      const completer = completerOn(life.lane(lane), { completions: life.shelf(completions) })
      let lookedUp = 0
      const shelf = life.shelf(resolutions)
      const counted: typeof shelf = {
        ...shelf,
        get: (key) => {
          lookedUp += 1
          return shelf.get(key)
        },
      }
      const workshop = workshopOf(parts, { completer, resolutions: counted, window: 8 })
      const run = { events, calls: lane.asked }
      try {
        const states = await runStages(
          parts,
          makeDoer(parts, async () => workshop),
        )
        return { ...run, states, ran: ranOf(events), lookedUp, isWhole: true }
      } catch (error) {
        if (!life.isDead) throw error
        return { ...run, states: new Map(), ran: ranOf(events), lookedUp, isWhole: false }
      }
    },
    plan: async (options = {}) => {
      const parts = await partsOf(overlayDisk(disk), false, options, () => {})
      const count = {
        compile: (recipe: Parameters<typeof compileRecipe>[0], group: string) =>
          compileRecipe(recipe, recipePartsOf(parts, group)),
        lookup: completions.get,
        resolutions,
      }
      const noFusions = targetKinds({ compile: () => Promise.reject(new Error('plan fuses nothing')), resolve: never })
      const workshop: Workshop = {
        check: checkData,
        indexes: (create) => outputIndexes(parts, create),
        kinds: noFusions,
      }
      const { doer, counted } = countDoer(parts, async () => workshop, options.mostCounted)
      await runStages(parts, doer)
      const found = await counted(async () => count)
      return found.map(({ planned, counts }) => ({ ...planned, ...counts }))
    },
  }
  return world

  async function partsOf(
    on: Disk,
    write: boolean,
    { names = [], force = false, acceptNewSource = false, parts }: RunOptions,
    emit: BuildParts['emit'],
  ): Promise<BuildParts> {
    return {
      project: await world.project(),
      names,
      isForced: force,
      acceptsNewSource: acceptNewSource,
      keepsPartial: false,
      disk: on,
      log: openBuildLog(join(folder, 'log.jsonl'), { write }),
      stats: openStatCache(join(folder, 'stats.json'), on, { nowMs: () => 0, hashAll: true, write: false }),
      indexFolder: relPath('index'),
      concerns: write ? concerns : { ...concerns, save: () => {} },
      identities: world.models,
      checks: checkCatalogue,
      nowMs: () => 0,
      versions: { cleaning: cleaningVersion, generator: 'generator 1' },
      findFiles: async (patterns) => found(disk.paths(), patterns),
      outputsOfOthers: () => new Map(),
      emit,
      signal: new AbortController().signal,
      ...parts,
    }
  }
}

/** Of the last texts: a project is built several times in a row. */
const projects = new Map<string, Promise<Project>>()

async function parsed(folder: string, config: string): Promise<Project> {
  const known = projects.get(config)
  if (known !== undefined) return known
  if (projects.size >= 8) projects.clear()
  const project = parseProject(folder, 'fusion.config.yaml', config, {}).then((loaded) => loaded.project)
  projects.set(config, project)
  return project
}

/** As the real one, without a store on disk, an engine, and trials of variants. */
function workshopOf(parts: BuildParts, resolver: Resolver): Workshop {
  const compile = (recipe: Recipe, group: string) => compileRecipe(recipe, recipePartsOf(parts, group))
  let ahead: ReadonlyMap<TargetId, Asked> = new Map()
  return {
    check: checkData,
    indexes: (create) => outputIndexes(parts, create),
    stop: () => void resolver.completer.close(),
    kinds: targetKinds({
      compile,
      resolve: (pairs, recipe, _target, last) => resolvePairs(pairs, recipe, { ...resolver, last }),
      askedAhead: (target) => ahead.get(target) ?? { calls: 0, cells: 0 },
    }),
    askAhead: async (fusions, read) => {
      const targets = fusions.map((fusion) => ({
        id: fusion.id,
        open: async () => {
          const { group, recipe } = await loadFusion(fusion, read)
          return { pairs: pairsOf(group, fusion.rule.pairs), recipe: await compile(recipe, fusion.group) }
        },
      }))
      const silent = { started: () => {}, progress: () => {}, ended: () => {} }
      ahead = await askModelByModel(targets, modelsOf(parts.project)[0] ?? '', resolver, silent)
    },
  }
}

/** What is said of one state of the overrides, as the file keeps it. */
function concernsInMemory(): ConcernCache {
  let kept: readonly [Digest | undefined, ReadonlyMap<string, KnownConcern>] = [undefined, new Map()]
  return {
    of: (overrides) => (kept[0] === overrides ? kept[1] : new Map()),
    save: (overrides, groups) => (kept = [overrides, new Map(groups)]),
  }
}

function never(): never {
  throw new Error('plan fuses nothing')
}

function recipePartsOf({ project, checks, identities }: BuildParts, group: string): RecipeParts {
  const contextTokens = Number(project.engine['context_tokens'] ?? 0)
  return { group, checks, identities, reads: modelReads, readsStyle: false, contextTokens }
}

function found(paths: readonly string[], patterns: readonly string[]): { files: RelPath[]; missing: string[] } {
  const tests = patterns.map((pattern) => globToRegExp(pattern))
  const files = paths.filter((path) => tests.some((test) => test.test(path)))
  const missing = patterns.filter((_pattern, index) => !paths.some((path) => tests[index]?.test(path)))
  return { files: files.map(relPath), missing }
}

function recorder() {
  const events: BuildEvent[] = []
  return { events, emit: (event: BuildEvent) => void events.push(event) }
}

function ranOf(events: readonly BuildEvent[]): string[] {
  return events.flatMap((event) =>
    event.kind === 'target-ended' && event.outcome.kind === 'built' ? [event.target] : [],
  )
}

/** Lines of questions, for a file. */
export function questions(...texts: readonly string[]): string {
  return texts.map((question) => `${JSON.stringify({ question })}\n`).join('')
}
