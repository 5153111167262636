/**
 * A project in a temporary folder, and somebody who edits it and builds: in this process, or in one of its own that can be killed.
 *
 * The price of a build is what the fake Ollama server counts. Waits between tries take no time here; nothing else is stood in for.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildProject } from '../../src/app/build.js'
import type { BuildOptions } from '../../src/app/compose.js'
import { loadProject, type Overrides } from '../../src/app/load-project.js'
import { planProject } from '../../src/app/plan.js'
import { plainReporter } from '../../src/app/reporters/plain.js'
import type { Surroundings } from '../../src/app/surroundings.js'
import type { Clock } from '../../src/base/clock.js'
import { digestOf } from '../../src/base/hash.js'
import type { BuildEvent, BuildOutcome } from '../../src/domain/event.js'
import type { Plan } from '../../src/domain/plan.js'
import { type FakeOllama, startFakeOllama } from './fake-ollama/server.js'
import type { FakeOptions } from './fake-ollama/state.js'
import type { Respond } from './fake-ollama/respond.js'
import { pathsBelow } from './paths-below.js'
import { installed, type Started, startCli } from './start-cli.js'
import { freshFolder } from './temp-folder.js'

/** A config as data; written as JSON, which is YAML. */
export type Config = Record<string, unknown>

export interface Told {
  readonly exitCode: number
  readonly outcome: BuildOutcome
  readonly events: readonly BuildEvent[]
  /** What a user reads, without durations and colour. */
  readonly text: string
  /** Completions that were asked of the server. */
  readonly calls: number
  /** Codes of all diagnostics, warnings too. */
  readonly codes: readonly string[]
}

export interface BuildWays extends BuildOptions, Overrides {
  readonly signal?: AbortSignal
  readonly config?: string
  /** Left out: as for users. */
  readonly graceMs?: number
  /** Left out: waits take no time, and none goes by. */
  readonly clock?: Clock
  /** Milliseconds since 1970; left out: those of this machine. */
  readonly nowMs?: () => number
  /** Told of each event as it happens. */
  readonly onEvent?: (event: BuildEvent) => void
}

export interface Story {
  readonly root: string
  /** Throws under the rule engine. */
  readonly server: FakeOllama
  write(path: string, text: string): void
  /** A question file: plain strings, or [question, answer]. */
  questions(path: string, rows: readonly (string | readonly [string, string])[]): void
  read(path: string): string
  records(path: string): readonly Record<string, unknown>[]
  exists(path: string): boolean
  remove(path: string): void
  rename(from: string, to: string): void
  /** Edits the config and writes it. */
  configure(edit: (config: Config) => void): void
  build(ways?: BuildWays): Promise<Told>
  plan(ways?: BuildWays): Promise<Plan>
  /** path → text of what the project holds outside `.fusionkit`. */
  files(): Record<string, string>
  /** path → text of what was built: the files under dataset/ and the lists of what was rejected. */
  outputs(): Record<string, string>
  /** path → mtime of every file, state included. */
  times(): Record<string, bigint>
  /** The command line, in a process of its own. */
  spawn(...args: readonly string[]): Spawned
}

export interface Spawned extends Omit<Started, 'kill'> {
  /** SIGKILL: nothing of it runs any more when this resolves. */
  kill(): Promise<void>
}

export const animals = [
  ['How long can a snail sleep?', 'Three years.'],
  ['Which bird lays the largest egg?', 'The ostrich.'],
  ['What do pandas live on?', 'Bamboo.'],
  ['Where do penguins breed?', 'In the Antarctic.'],
] as const
export const music = [
  ['Who wrote the opera Carmen?', 'Georges Bizet.'],
  ['How many strings has a violin?', 'Four.'],
  ['What is the range of a piccolo?', 'About three octaves.'],
] as const

/** Three prompts; with `animals` and `music`: (6 + 3) pairs × 3 variants = 27 cells. */
export function plainConfig(): Config {
  return {
    version: 1,
    groups: { topics: { files: 'questions/*.jsonl' } },
    variants: {
      simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
      fluid: 'Fluently please: <q>{{ simple }}</q>',
      brief: 'Briefly please: <q>{{ simple }}</q>',
    },
  }
}

/** A new text for each pair and each rephrasing; what `simple` says depends on the two questions alone. */
export const distinct: Respond = ({ messages }) => {
  const prompt = messages.at(-1)?.content ?? ''
  const quoted = [...prompt.matchAll(/<q\d?>(.*?)<\/q\d?>/g)].map(([, text = '']) => text.replace(/\s*\?$/, ''))
  const [first = 'what is it', second] = quoted.map((text) => text.charAt(0).toLowerCase() + text.slice(1))
  if (second !== undefined) return `Do you know ${first}, and ${second}?`
  return `By way of ${digestOf(prompt.slice(0, prompt.indexOf('<'))).slice(0, 6)}, ${first}?`
}

const graceless: Surroundings = {
  env: { PATH: installed },
  processId: process.pid,
  nowMs: () => Date.now(),
  clock: { now: () => 0, sleep: async (_milliseconds, signal) => signal.throwIfAborted() },
  random: () => 0,
}

/** Tells a story in a new project of two groups, `animals` and `music`; everything is taken down after it. `under`: where its folder is made. */
export async function inStory(
  engine: 'rules' | FakeOptions,
  tell: (story: Story) => Promise<void>,
  config: Config = plainConfig(),
  under?: string,
): Promise<void> {
  const root = freshFolder('story', under)
  const server =
    engine === 'rules' ? undefined : await startFakeOllama({ respond: distinct, numParallel: 8, ...engine })
  const children = new Set<Spawned>()
  try {
    const story = makeStory(root, server, children, {
      ...config,
      engine: server === undefined ? 'rules' : { kind: 'ollama', hosts: [server.url], concurrency: 4 },
    })
    story.questions('questions/animals.jsonl', animals)
    story.questions('questions/music.jsonl', music)
    story.configure(() => {})
    await tell(story)
  } finally {
    for (const child of children) await child.kill()
    await server?.close()
    rmSync(root, { recursive: true, force: true })
  }
}

function makeStory(root: string, server: FakeOllama | undefined, children: Set<Spawned>, config: Config): Story {
  const at = (path: string) => join(root, path)
  const story: Story = {
    root,
    get server() {
      if (server === undefined) throw new Error('the rule engine has no server')
      return server
    },
    write: (path, text) => {
      mkdirSync(dirname(at(path)), { recursive: true })
      writeFileSync(at(path), text)
    },
    questions: (path, rows) => story.write(path, rows.map((row) => `${JSON.stringify(rowOf(row))}\n`).join('')),
    read: (path) => readFileSync(at(path), 'utf8'),
    records: (path) =>
      story
        .read(path)
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>])),
    exists: (path) => existsSync(at(path)),
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
    rename: (from, to) => renameSync(at(from), at(to)),
    configure: (edit) => {
      edit(config)
      story.write('fusion.config.yaml', JSON.stringify(config, undefined, 2))
    },
    build: async (ways = {}) => build(root, server, ways),
    plan: async ({ config: name = 'fusion.config.yaml', signal, engine, model, gpu, ...options } = {}) =>
      planProject(
        await loadProject(root, name, overridesOf({ engine, model, gpu })),
        options,
        graceless,
        signal ?? new AbortController().signal,
      ),
    files: () => textsOf(root, (path) => !path.startsWith('.fusionkit')),
    outputs: () => textsOf(root, (path) => path.startsWith('dataset/') || path.startsWith('.fusionkit/rejected/')),
    times: () =>
      Object.fromEntries(filesUnder(root).map((path) => [path, statSync(at(path), { bigint: true }).mtimeNs] as const)),
    spawn: (...args) => {
      const { kill, ...started } = startCli(args, root)
      const spawned = { ...started, kill: async () => (kill('SIGKILL'), void (await started.ended)) }
      children.add(spawned)
      return spawned
    },
  }
  return story
}

/** Changes settings of the story's engine. */
export function setEngine(story: Story, settings: object): void {
  story.configure((config) => Object.assign(config['engine'] as object, settings))
}

let calm: Promise<Record<string, string>> | undefined

/** What comes out of the plain story where nothing goes wrong: built once for all who compare with it. */
export async function calmOutputs(): Promise<Record<string, string>> {
  return (calm ??= (async () => {
    let outputs = {}
    await inStory({}, async (story) => {
      const { exitCode, text } = await story.build()
      if (exitCode !== 0) throw new Error(`nothing went wrong, and yet: ${text}`)
      outputs = story.outputs()
    })
    return outputs
  })())
}

function rowOf(row: string | readonly [string, string]): unknown {
  return typeof row === 'string' ? { question: row } : { question: row[0], answer: row[1] }
}

async function build(root: string, server: FakeOllama | undefined, ways: BuildWays): Promise<Told> {
  const {
    config: name = 'fusion.config.yaml',
    signal,
    onEvent,
    clock,
    nowMs,
    graceMs,
    engine,
    model,
    gpu,
    ...options
  } = ways
  const before = server?.stats.calls ?? 0
  const config = await loadProject(root, name, overridesOf({ engine, model, gpu }))
  const events: BuildEvent[] = []
  let text = ''
  const report = plainReporter({
    write: (line) => (text += line),
    color: false,
    now: () => 0,
    merged: config.project.output.merged,
    called: config.called,
  })
  const emit = (event: BuildEvent) => {
    events.push(event)
    report.tell(event)
    onEvent?.(event)
  }
  const run = { emit, signal: signal ?? new AbortController().signal }
  const surroundings = {
    ...graceless,
    ...(clock && { clock }),
    ...(nowMs && { nowMs }),
    ...(graceMs !== undefined && { graceMs }),
  }
  const outcome = await buildProject(config, options, surroundings, run)
  const seen = events.flatMap((event) => (event.kind === 'diagnostic' ? [event.diagnostic] : []))
  return {
    exitCode: outcome.exitCode,
    outcome,
    events,
    text,
    calls: (server?.stats.calls ?? 0) - before,
    codes: [...seen, ...outcome.diagnostics].map(({ code }) => code),
  }
}

function overridesOf(given: { readonly [name in keyof Overrides]: Overrides[name] | undefined }): Overrides {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Overrides
}

function filesUnder(root: string): string[] {
  return pathsBelow(root)
    .filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true)
    .sort()
}

function textsOf(root: string, isMeant: (path: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    filesUnder(root)
      .filter(isMeant)
      .flatMap((path) => {
        const text = textIfThere(join(root, path))
        return text === undefined ? [] : [[path, text]]
      }),
  )
}

/** A build in another process may move a file away at any time. */
function textIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
