/** A project in a folder of its own, and the real command line in it. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runHere } from './run-here.js'
import { pathsBelow } from './paths-below.js'
import { type Ended, plainEnvironment, type Started, startCli } from './start-cli.js'
import { freshFolder } from './temp-folder.js'

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** From the project's folder. */
  readonly cwd?: string
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
      const { code, stdout, stderr } = await runHere(args, { cwd: at(cwd), env: plainEnvironment(env) })
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
