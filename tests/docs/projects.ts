/** The projects that the pages speak of: whoever reads `fusionkit build` there has one of these in mind. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import type { FakeOptions } from '../support/fake-ollama/state.js'
import { type FakeOpenAi, startFakeOpenAi } from '../support/fake-openai/server.js'
import { questions } from '../support/project.js'
import { animals, music } from '../support/story.js'
import { runHere } from '../support/run-here.js'
import { freshFolder } from '../support/temp-folder.js'
import { docsModel } from './model.js'

export interface DocsProject {
  readonly root: string
  readonly env: Readonly<Record<string, string>>
  /** The engine `ollama` asks it, unless the config names another host. */
  readonly server: FakeOllama
  /** The engine `openai` asks it where the config has its address. */
  readonly openAi: FakeOpenAi
}

interface Kind {
  readonly files?: (project: DocsProject) => void | Promise<void>
  /** Built before the page begins: once for all pages, and copied. */
  readonly isBuilt?: true
  readonly server?: FakeOptions
  /** Ollama does not answer. */
  readonly isAlone?: true
}

const repository = resolve('.')

/** Name → what it is. A page names one in `<!-- project: name -->`. */
export const kinds = {
  /** A folder with nothing in it. */
  empty: {},
  /** As `npm install --save-dev fusionkit` leaves it. */
  'installed, no server': { files: installed, isAlone: true },
  /** This repository's own project, as it is after a clone: the rule engine, five groups of questions. */
  sample: { files: sample },
  /** The same with a model, on five pairs of each group, as the README advises for a first look. */
  'sample with a model': { files: sampleWithModel },
  'sample with a model, built': { files: sampleWithModel, isBuilt: true },
  /** Two small groups. */
  small: { files: small },
  'small, built': { files: small, isBuilt: true },
  /** Its server answers every call with an error that no further try mends. */
  'small, broken server': {
    files: small,
    server: { faults: [{ kind: 'crash', when: () => true }] },
  },
  /** The same, asked through batch files. */
  'small, with batches': { files: smallWithBatches },
  french: { files: (project) => example(project, 'french') },
  generated: { files: (project) => example(project, 'generated') },
} satisfies Readonly<Record<string, Kind>>

export type KindName = keyof typeof kinds

export function isKind(name: string): name is KindName {
  return name in kinds
}

function installed({ root }: DocsProject): void {
  writeInto(root, 'package.json', JSON.stringify({ devDependencies: { fusionkit: '*' } }))
}

function sample({ root }: DocsProject): void {
  cpSync('fusion.config.yaml', join(root, 'fusion.config.yaml'))
  cpSync('dataset/question_groups', join(root, 'dataset/question_groups'), { recursive: true })
  cpSync('examples', join(root, 'examples'), {
    recursive: true,
    filter: (path) => !/\.fusionkit|fusion_datasets|batch_fusion/.test(path),
  })
}

function sampleWithModel(project: DocsProject): void {
  sample(project)
  replaceIn(project.root, 'fusion.config.yaml', 'engine: rules', 'engine: ollama')
  const groups = "topics: { files: 'dataset/question_groups/*.jsonl'"
  replaceIn(project.root, 'fusion.config.yaml', groups, `${groups}, pairs: { sample: 5 }`)
}

function small({ root }: DocsProject): void {
  writeInto(root, 'dataset/question_groups/animals.jsonl', questions(...animals.map((row) => row.join(' → '))))
  writeInto(root, 'dataset/question_groups/music.jsonl', questions(...music.map((row) => row.join(' → '))))
  writeInto(
    root,
    'fusion.config.yaml',
    `version: 1
engine: { kind: ollama, retries: 0 }
groups:
  topics: { files: 'dataset/question_groups/*.jsonl' }
prompts: en-1
variants: [simple, fluid, academic]
overrides: dataset/overrides.jsonl
`,
  )
  writeInto(root, 'dataset/overrides.jsonl', '')
}

function smallWithBatches(project: DocsProject): void {
  small(project)
  const engine = `{ kind: openai, base_url: '${project.openAi.url}' }`
  replaceIn(project.root, 'fusion.config.yaml', '{ kind: ollama, retries: 0 }', engine)
}

function example({ root }: DocsProject, name: string): void {
  cpSync(join('examples', name), root, {
    recursive: true,
    filter: (path) => !/\.fusionkit|fusion_datasets|batch_fusion|dataset\/groups/.test(path),
  })
}

/** Makes a project of that kind, and deletes it after `use`. `import … from 'fusionkit'` finds this package in it. */
export async function inKind<Result>(name: KindName, use: (project: DocsProject) => Promise<Result>): Promise<Result> {
  const kind: Kind = kinds[name]
  return atServers(kind, async (server, openAi) => {
    const root = newFolder()
    const host = kind.isAlone === true ? 'http://127.0.0.1:9' : server.url
    const project = { root, server, openAi, env: { OLLAMA_HOST: host, LANG: 'C.UTF-8' } }
    try {
      if (kind.isBuilt === true) cpSync(await builtOnce(name, kind, project), root, { recursive: true })
      else await kind.files?.(project)
      mkdirSync(join(root, 'node_modules'))
      symlinkSync(repository, join(root, 'node_modules/fusionkit'), 'junction')
      return await use(project)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
}

async function atServers<Result>(
  kind: Kind,
  use: (server: FakeOllama, openAi: FakeOpenAi) => Promise<Result>,
): Promise<Result> {
  const server = await startFakeOllama({ numParallel: 8, respond: docsModel, ...kind.server })
  const openAi = await startFakeOpenAi({ profile: 'vllm', models: ['llama3.2:latest'] })
  try {
    return await use(server, openAi)
  } finally {
    await server.close()
    await openAi.close()
  }
}

const builtFolders = new Map<KindName, string>()

async function builtOnce(name: KindName, kind: Kind, project: DocsProject): Promise<string> {
  const before = builtFolders.get(name)
  if (before !== undefined) return before
  const root = newFolder()
  process.on('exit', () => rmSync(root, { recursive: true, force: true }))
  await kind.files?.({ ...project, root })
  const { code, text } = await runHere(['build'], { cwd: root, env: project.env })
  if (code !== 0) throw new Error(`the project "${name}" cannot be built: ${text}`)
  builtFolders.set(name, root)
  return root
}

function newFolder(): string {
  return freshFolder('docs', tmpdir())
}

export function writeInto(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** Throws where the file has no such text: an edit that edits nothing would make the page tell of something else. */
export function replaceIn(root: string, path: string, old: string, now: string): void {
  const text = readFileSync(join(root, path), 'utf8')
  if (!text.includes(old)) throw new Error(`${path} has no "${old}"`)
  writeFileSync(
    join(root, path),
    text.replace(old, () => now),
  )
}
