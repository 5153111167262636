/** A project in a folder of its own, and the real command line in it. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runHere } from './run-here.js'
import { pathsBelow } from './paths-below.js'
import { freshFolder } from './temp-folder.js'

export const cliPath = fileURLToPath(new URL('../../src/cli.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  /** Data. */
  readonly stdout: string
  /** Messages. */
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** From the project's folder. */
  readonly cwd?: string
}

export interface Started {
  readonly ended: Promise<Ended>
  /** Resolves when it has said so, on stderr; rejects where it ends before. */
  said(words: string): Promise<void>
  /** The same, on stdout. */
  wrote(words: string): Promise<void>
  kill(signal: NodeJS.Signals): void
}

export interface TestProject {
  /** Absolute, without links. */
  readonly root: string
  write(path: string, text: string): void
  read(path: string): string
  has(path: string): boolean
  remove(path: string): void
  /** Every file outside of `.fusionkit/`, the lock of a config aside: path → text. */
  files(): Readonly<Record<string, string>>
  /** Runs `fusionkit` to its end, in this process. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
  /** The same in a process of its own, as users do; at most two at a time, in all of a test process. */
  runAlone(args: readonly string[], options?: RunOptions): Promise<Ended>
  start(args: readonly string[], options?: RunOptions): Started
}

/** Makes a project of `files` (path → text) and deletes it after `use`. */
export async function inProject<Result>(
  files: Readonly<Record<string, string>>,
  use: (project: TestProject) => Promise<Result>,
): Promise<Result> {
  const root = freshFolder('cli')
  const project = projectAt(root)
  for (const [path, text] of Object.entries(files)) project.write(path, text)
  try {
    return await use(project)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** A copy of a project, with all of its state. */
export async function inCopy<Result>(
  original: string,
  use: (project: TestProject) => Promise<Result>,
): Promise<Result> {
  return inProject({}, (project) => {
    cpSync(original, project.root, { recursive: true })
    return use(project)
  })
}

function projectAt(root: string): TestProject {
  const at = (path: string) => join(root, path)
  const start = (args: readonly string[], { env = {}, cwd = '.' }: RunOptions = {}) => startCli(args, at(cwd), env)
  return {
    root,
    start,
    write: (path, text) => {
      mkdirSync(dirname(at(path)), { recursive: true })
      writeFileSync(at(path), text)
    },
    read: (path) => readFileSync(at(path), 'utf8'),
    has: (path) => existsSync(at(path)),
    remove: (path) => rmSync(at(path), { recursive: true }),
    files: () => filesUnder(root),
    run: async (args, { env = {}, cwd = '.' } = {}) => {
      const { code, stdout, stderr } = await runHere(args, { cwd: at(cwd), env: environment(env) })
      return { code, stdout, stderr }
    },
    runAlone: (args, options) => taken(() => start(args, options).ended),
  }
}

function filesUnder(root: string): Record<string, string> {
  const paths = pathsBelow(root)
    .filter((path) => !/^\.fusionkit(\/|$)|\.lock\.json$/.test(path) && statSync(join(root, path)).isFile())
    .sort()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/** No server of this machine answers here, whatever runs on it. */
const nobody = 'http://127.0.0.1:9'

/** Where a command `fusionkit` is found: messages then name it without npx. */
export const installed = resolve('tests/support/path')

/** This process's own environment, in the shell of somebody who has fusionkit installed. */
export function installedEnv(): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env
  return { ...process.env, npm_config_user_agent: '', PATH: `${installed}${delimiter}${PATH}` }
}

/** What a user's shell has, and no more of this machine's. */
function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH: `${installed}${delimiter}${PATH}`, HOME, OLLAMA_HOST: nobody, ...env }
}

function startCli(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  const heard = (stream: 'stdout' | 'stderr', text: () => string) => (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (text().includes(words)) resolve()
      }
      child[stream].on('data', look)
      child.on('close', () => reject(new Error(`it ended without saying "${words}": ${text()}`)))
      look()
    })
  const said = heard('stderr', () => stderr)
  const wrote = heard('stdout', () => stdout)
  return { ended, said, wrote, kill: (signal) => void child.kill(signal) }
}

let free = 2
const waiting: (() => void)[] = []

/** One of the two places. */
async function taken<Result>(work: () => Promise<Result>): Promise<Result> {
  if (free > 0) free -= 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
}

/** One question a line; an answer behind "→". */
export function questions(...lines: readonly string[]): string {
  return lines
    .map((line) => {
      const [question = '', answer] = line.split(' → ')
      return `${JSON.stringify({ question, ...(answer === undefined ? {} : { answer }) })}\n`
    })
    .join('')
}

export const animals = questions(
  'How long can a snail sleep? → Three years',
  'Which bird lays the largest egg? → The ostrich',
  'How many hearts does an octopus have? → Three',
)

export const inventions = questions(
  'Who invented the zip fastener? → Gideon Sundback',
  'When was the first stamp sold? → In 1840',
)

/** With the rule engine, on two groups of files. */
export const smallConfig = `version: 1
engine: rules
prompts: en-1
variants: [simple, fluid, academic]
groups:
  topics: { files: "q/*.jsonl" }
`

export const smallProject = {
  'fusion.config.yaml': smallConfig,
  'q/animals.jsonl': animals,
  'q/inventions.jsonl': inventions,
}
