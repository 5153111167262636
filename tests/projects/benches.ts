/** Where the rows of the edit table are tried: on real files with a server that counts, and in memory with the same code. */
import { cpSync, rmSync } from 'node:fs'
import type { CompletionRequest, Identity } from '../../src/domain/completion.js'
import type { BuildEvent, TargetOutcome } from '../../src/domain/event.js'
import type { ChatBody } from '../support/fake-ollama/protocol.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { animals, type Config, inStory, music, plainConfig, type Story } from '../support/story.js'
import { freshFolder } from '../support/temp-folder.js'
import { inWorld, type World } from '../support/world.js'
import type { Desk } from './edit-table.js'

type Made = Extract<TargetOutcome, { kind: 'built' }>

export interface BenchBuild {
  readonly calls: number
  /** Target → how it was made. */
  readonly made: ReadonlyMap<string, Made>
}

export interface Bench extends Desk {
  build(): Promise<BenchBuild>
  /** The calls that `plan` says. */
  plan(): Promise<number>
  /** How many calls were for what had been asked before. */
  repeated(): number
  /** path → text of what the project is made from. */
  inputs(): Readonly<Record<string, string>>
  /** path → text of what was built: the dataset's files and the lists of what was rejected. */
  outputs(): Readonly<Record<string, string>>
}

const weights = { 'llama3.2:latest': 'a', 'qwen3:4b': 'b', 'gemma3:1b': 'c' }
const digestIn = (letter: string) => letter.repeat(64)
export const firstWeights: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(weights).map(([model, letter]) => [model, digestIn(letter)]),
)

const startFiles = {
  'questions/animals.jsonl': rowsOf(animals),
  'questions/music.jsonl': rowsOf(music),
}

function rowsOf(rows: readonly (string | readonly [string, string])[]): string {
  const made = rows.map((row) => (typeof row === 'string' ? { question: row } : { question: row[0], answer: row[1] }))
  return made.map((row) => `${JSON.stringify(row)}\n`).join('')
}

const isBuilt = (path: string) =>
  /^(dataset|fused|\.fusionkit\/rejected)\/|^all\.jsonl/.test(path) && path !== 'dataset/overrides.jsonl'
const parted = (files: Readonly<Record<string, string>>, wanted: boolean) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => isBuilt(path) === wanted))

function madeIn(events: readonly BuildEvent[]): ReadonlyMap<string, Made> {
  return new Map(
    events.flatMap((event) =>
      event.kind === 'target-ended' && event.outcome.kind === 'built' ? [[event.target, event.outcome] as const] : [],
    ),
  )
}

/** A project that was built once, for all that begin with it: its folder, and what was asked for it. */
export interface Template {
  readonly folder: string
  readonly asked: readonly string[]
  remove(): void
}

export async function templateOf(respond: Respond): Promise<Template> {
  const folder = freshFolder('template')
  let asked: readonly string[] = []
  await inStory(optionsFor(respond), async (story) => {
    const { exitCode, text } = await story.build()
    if (exitCode !== 0) throw new Error(text)
    asked = story.server.requests.map(({ body }) => JSON.stringify(body))
    cpSync(story.root, folder, { recursive: true })
  })
  return { folder, asked, remove: () => rmSync(folder, { recursive: true }) }
}

const optionsFor = (respond: Respond) => ({
  respond,
  models: Object.fromEntries(Object.entries(firstWeights).map(([model, digest]) => [model, { digest }])),
})

/** On real files, with a server of its own; of a template: with all that was built there. */
export async function onDisk(respond: Respond, from: Template | undefined, use: (bench: Bench) => Promise<void>) {
  const tell = async (story: Story) => {
    if (from !== undefined) cpSync(from.folder, story.root, { recursive: true })
    story.configure(() => {}) // the server's port is another one
    await use(storyBench(story, from?.asked ?? []))
  }
  await inStory(optionsFor(respond), tell, plainConfig())
}

function storyBench(story: Story, asked: readonly string[]): Bench {
  return {
    ...story,
    pull: (model, digest) => story.server.setDigest(model, digest),
    build: async () => {
      const { calls, events, exitCode, text } = await story.build()
      if (exitCode !== 0) throw new Error(text)
      return { calls, made: madeIn(events) }
    },
    plan: async () => (await story.plan()).targets.reduce((sum, { calls }) => sum + calls, 0),
    repeated: () => {
      const all = [...asked, ...story.server.requests.map(({ body }) => JSON.stringify(body))]
      return all.length - new Set(all).size
    },
    inputs: () => parted(story.files(), false),
    outputs: () => parted({ ...story.files(), ...story.outputs() }, true),
  }
}

/** In memory. `files` and `models`: of another bench, to be built from scratch. */
export async function inMemory(
  respond: Respond,
  config: Config,
  use: (bench: Bench & { readonly world: World }) => Promise<void>,
  files: Readonly<Record<string, string>> = startFiles,
): Promise<void> {
  await inWorld(files, files['fusion.config.yaml'] ?? JSON.stringify(config), async (world) => {
    world.answer = (request) => textOf(respond(bodyOf(request)))
    for (const [model, digest] of Object.entries(firstWeights)) pull(world, model, digest)
    await use(worldBench(world, config))
  })
}

const isConfig = (path: string) => path === 'fusion.config.yaml'

function worldBench(world: World, config: Config): Bench & { readonly world: World } {
  const asked: string[] = []
  const { disk } = world
  const read = (path: string) => (isConfig(path) ? world.config : (disk.text(path) ?? ''))
  const write = (path: string, text: string) => (isConfig(path) ? void (world.config = text) : disk.put(path, text))
  const remove = (path: string) => disk.remove(path)
  const own = structuredClone(config)
  return {
    world,
    read,
    write,
    remove,
    exists: (path) => disk.text(path) !== undefined,
    rename: (from, to) => {
      write(to, read(from))
      remove(from)
    },
    questions: (path, rows) => write(path, rowsOf(rows)),
    configure: (edit) => {
      edit(own)
      world.config = JSON.stringify(own)
    },
    pull: (model, digest) => pull(world, model, digest),
    build: async () => {
      const { calls, events } = await world.build()
      asked.push(...calls.map((request) => nameOf(request, world.models)))
      return { calls: calls.length, made: madeIn(events) }
    },
    plan: async () => (await world.plan()).reduce((sum, { calls }) => sum + calls, 0),
    repeated: () => asked.length - new Set(asked).size,
    inputs: () => ({ ...parted(textsOn(world), false), 'fusion.config.yaml': world.config }),
    outputs: () => parted(textsOn(world), true),
  }
}

function textsOn({ disk }: World): Record<string, string> {
  return Object.fromEntries(disk.paths().map((path) => [path, disk.text(path) ?? '']))
}

/** As Ollama does it: without a version, the latest is meant. */
function pull({ models }: World, model: string, digest: string): void {
  const identity: Identity = { id: `ollama ${digest}`, label: model }
  models.set(model, identity)
  models.set(model.replace(/:latest$/, ''), identity)
}

/** What was asked, by all that an answer may depend on. */
function nameOf({ model, messages, sampling, seed, format }: CompletionRequest, models: World['models']): string {
  return JSON.stringify([models.get(model)?.id, messages, sampling, seed, format])
}

function bodyOf({ model, messages, sampling, seed, format }: CompletionRequest): ChatBody {
  const options = { temperature: sampling.temperature, seed }
  return { model, messages, options, ...(format === undefined ? {} : { format }) }
}

export const textOf = (said: ReturnType<Respond>): string => (typeof said === 'string' ? said : said.content)
