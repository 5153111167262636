/**
 * Does what a page says, block by block, in the project that it speaks of.
 *
 *   <!-- project: small, built -->     the blocks from here on are about a new project of this kind (projects.ts)
 *   <!-- edit: path | old | new -->    what the reader has edited meanwhile; "old" empty: "new" is appended as a line
 *   <!-- meanwhile: path | old | new --> the same, while the watch of the next block watches
 *   <!-- delete: path -->
 *   <!-- laid over: part → path -->       what the file `part` says now stands in `path`, too, in place of the same keys
 *   <!-- run: fusionkit build -->      what the reader has run, without showing it
 *   <!-- file: path -->                the block below is that file of the project
 *   <!-- exits: 2 -->                  with which code the last command of the block below ends; without it: 0
 *   <!-- answers: batch.jsonl → results.jsonl --> the service that the first file was sent to gives back the second one
 *   <!-- held: fusionkit build -->     this runs, and has not ended, while the commands of the block below do
 *   <!-- lines of: path -->            each line of the block below is a line of that file
 *   <!-- picture: tests/….test.ts -->  the block below is a moment of what changes all the time: the test that is named draws such ones
 *   <!-- foreign: Axolotl -->          the block below is for somebody else: it parses, and that is all
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse, stringify } from 'yaml'
import { answered, type Line } from '../support/batch-files.js'
import { onConsole, type Printed, runHere } from '../support/run-here.js'
import { type Block, type Directive, itemsOf, type Page } from './markdown.js'
import { notRun, notTried } from './not-run.js'
import { difference } from './output.js'
import { type DocsProject, inKind, isKind, type KindName, replaceIn, writeInto } from './projects.js'
import { commandsOf, type ShellCommand, wordsOfFusionkit } from './shell.js'

interface Trial {
  readonly page: string
  readonly project: DocsProject
  readonly mistakes: string[]
  /** What the last command, or program, printed. */
  last: string
  /** Directives for the next block. */
  readonly pending: Map<string, string>
}

/** What is wrong with the page: "README.md:12: …" */
export async function mistakesOf(page: Page): Promise<readonly string[]> {
  const mistakes: string[] = []
  for (const { kind, items } of scenesOf(page))
    await inKind(kind, async (project) => {
      const trial: Trial = { page: page.path, project, mistakes, last: '', pending: new Map() }
      for (const item of items)
        try {
          await (item.kind === 'directive' ? obey(trial, item) : tryBlock(trial, item))
        } catch (error) {
          mistakes.push(`${page.path}:${item.line}: ${error instanceof Error ? error.message : String(error)}`)
        }
      for (const name of trial.pending.keys()) mistakes.push(`${page.path}: nothing follows <!-- ${name}: … -->`)
    })
  return mistakes
}

interface Scene {
  readonly kind: KindName
  readonly items: (Block | Directive)[]
}

/** The parts of a page that are about one project each. */
function scenesOf({ path, text }: Page): readonly Scene[] {
  const scenes: Scene[] = [{ kind: 'small, built', items: [] }]
  for (const item of itemsOf(text)) {
    if (item.kind !== 'directive' || item.name !== 'project') scenes.at(-1)?.items.push(item)
    else if (isKind(item.value)) scenes.push({ kind: item.value, items: [] })
    else throw new Error(`${path}:${item.line}: tests/docs/projects.ts has no project "${item.value}"`)
  }
  return scenes.filter(({ items }) => items.length > 0)
}

async function obey(trial: Trial, { name, value, line }: Directive): Promise<void> {
  const { project, pending } = trial
  if (name === 'edit') edit(project, value)
  else if (name === 'delete') rmSync(join(project.root, value), { recursive: true })
  else if (name === 'laid over') lay(project, value)
  else if (name === 'answers') await answer(project, value)
  else if (name === 'run') for (const command of commandsOf(value)) await run(trial, command, line)
  else if (['exits', 'file', 'foreign', 'held', 'lines of', 'meanwhile', 'picture'].includes(name))
    pending.set(name, value)
  else if (name !== 'keys')
    // where the generated tables of docs/config.md begin
    throw new Error(`nobody knows what <!-- ${name}: … --> is`)
}

function edit({ root }: DocsProject, value: string): void {
  const [path = '', old = '', now = ''] = value.split('|').map((part) => part.trim())
  if (old !== '') return replaceIn(root, path, old, now)
  const before = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
  writeInto(root, path, `${before}${now}\n`)
}

/** Keys of a YAML file over those of another. */
function lay({ root }: DocsProject, value: string): void {
  const [part, path] = value.split(' → ').map((name) => join(root, name))
  if (part === undefined || path === undefined) throw new Error('<!-- laid over: part → path --> names two files')
  const keys = parse(readFileSync(part, 'utf8')) as object
  writeInto('', path, stringify({ ...(parse(readFileSync(path, 'utf8')) as object), ...keys }))
}

async function answer({ root, openAi }: DocsProject, value: string): Promise<void> {
  const [asked = '', results = ''] = value.split(' → ')
  const lines = readFileSync(join(root, asked), 'utf8').trim().split('\n')
  writeInto(
    root,
    results,
    (
      await answered(
        lines.map((line) => JSON.parse(line) as Line),
        openAi,
      )
    ).join(''),
  )
}

async function tryBlock(trial: Trial, block: Block): Promise<void> {
  const { language, text } = block
  const drawnBy = taken(trial, 'picture')
  if (drawnBy !== undefined) {
    if (!existsSync(drawnBy)) throw new Error(`there is no ${drawnBy}`)
    return
  }
  const held = taken(trial, 'held')
  if (held !== undefined) return whileHeld(trial, held, async () => tryBlock(trial, block))
  if (language === 'sh' || language === 'console') await tryCommands(trial, block)
  else if (language === 'js') await tryProgram(trial, text)
  else if (language === 'yaml') parse(text)
  else if (language === 'json' || language === 'jsonl') for (const value of jsonIn(text)) void value
  else if (notTried[language] === undefined) throw new Error(`nobody tries blocks of "${language}"`)
  const source = taken(trial, 'lines of')
  if (source !== undefined) compareLines(trial, block, source)
  const file = taken(trial, 'file')
  if (file !== undefined) writeInto(trial.project.root, file, text)
  taken(trial, 'foreign')
}

/** Its first call is on its way, and stays there. */
async function whileHeld(trial: Trial, line: string, work: () => Promise<void>): Promise<void> {
  const { root, env, server } = trial.project
  server.hold()
  const held = runHere(wordsOfFusionkit(line.split(' ')) ?? [], { cwd: root, env, hasKeys: true })
  await server.when(({ inFlight }) => inFlight > 0)
  try {
    await work()
  } finally {
    server.release()
    await held
  }
}

function compareLines({ project, mistakes, page }: Trial, { text, line }: Block, path: string): void {
  const there = new Set(readFileSync(join(project.root, path), 'utf8').split('\n'))
  for (const shown of text.trimEnd().split('\n'))
    if (!there.has(shown)) mistakes.push(`${page}:${line}: ${path} has no line ${shown}`)
}

function taken({ pending }: Trial, name: string): string | undefined {
  const value = pending.get(name)
  pending.delete(name)
  return value
}

/** One document, or one a line. */
function jsonIn(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
  }
}

interface Shown {
  readonly commands: readonly ShellCommand[]
  /** What follows the command on the page. */
  readonly output: string
}

async function tryCommands(trial: Trial, { language, text, line }: Block): Promise<void> {
  const exits = Number(taken(trial, 'exits') ?? 0)
  const lines = text.trimEnd().replaceAll('\\\n', ' ').split('\n')
  if (language === 'sh') {
    const commands = lines.flatMap(commandsOf)
    for (const [index, command] of commands.entries())
      await run(trial, command, line, index === commands.length - 1 ? exits : 0)
    return
  }
  const { before, shown } = shownIn(lines)
  if (before.trim() !== '') compare(trial, line, before, true)
  for (const [index, { commands, output }] of shown.entries()) {
    for (const command of commands) await run(trial, command, line, index === shown.length - 1 ? exits : 0)
    if (output.trim() !== '') compare(trial, line, output, false)
  }
}

/** Lines that begin with "$ " are typed, the others are printed; those before the first are a part of what was printed last. */
function shownIn(lines: readonly string[]): { readonly before: string; readonly shown: readonly Shown[] } {
  const [before = '', ...rest] = lines.join('\n').split(/^\$ /m)
  const shown = rest.map((part) => {
    const [typed = '', ...output] = part.split('\n')
    return { commands: commandsOf(typed), output: output.join('\n') }
  })
  return { before, shown }
}

function compare({ last, mistakes, page }: Trial, line: number, shown: string, isPart: boolean): void {
  const found = difference(shown, last, isPart)
  if (found !== undefined)
    mistakes.push(
      `${page}:${line}: it prints something else.\n${found}\nas it is:\n${last
        .split('\n')
        .map((line) => `  |${line}`)
        .join('\n')}`,
    )
}

async function run(trial: Trial, command: ShellCommand, line: number, exits = 0): Promise<void> {
  const words = wordsOfFusionkit(command.words)
  if (words === undefined) {
    if (!notRun.some(([pattern]) => pattern.test(command.line)))
      throw new Error(`nobody runs \`${command.line}\`, and tests/docs/not-run.ts has no reason`)
    return
  }
  const printed = await runIn(trial, words)
  trial.last = printed.text
  if (command.into !== undefined) writeInto(trial.project.root, command.into, printed.stdout)
  // a watch is ended with Ctrl-C
  if (printed.code !== (words[0] === 'watch' ? 130 : exits))
    trial.mistakes.push(
      `${trial.page}:${line}: \`${command.line}\` ends with ${printed.code}, not ${exits}.\n${printed.text}`,
    )
}

async function runIn(trial: Trial, words: readonly string[]): Promise<Printed> {
  const { root, env } = trial.project
  const place = { cwd: root, env, hasKeys: true }
  const printed =
    words[0] === 'watch'
      ? await runHere(words, { ...place, onText: whileWatching(trial) })
      : await runHere(words, place)
  return { ...printed, text: printed.text.replaceAll(`${root}/`, '').replaceAll(root, basename(root)) }
}

/** Edits when it watches, and ends it when it does so again. */
function whileWatching(trial: Trial): (text: string, stop: () => void) => void {
  const wanted = taken(trial, 'meanwhile')
  let isEdited = wanted === undefined
  return (text, stop) => {
    const times = text.split('\nwatching (').length - 1
    if (times > 0 && !isEdited && wanted !== undefined) {
      isEdited = true
      edit(trial.project, wanted)
    } else if (times > (wanted === undefined ? 0 : 1)) stop()
  }
}

let programs = 0

/** In the project's folder, with the server of `ollama` where it is elsewhere, too: in OLLAMA_HOST. */
async function tryProgram(trial: Trial, text: string): Promise<void> {
  const { root, env } = trial.project
  const file = join(root, `program-${(programs += 1)}.mjs`)
  writeInto(root, basename(file), text)
  const before = { folder: process.cwd(), host: process.env['OLLAMA_HOST'] }
  trial.last = ''
  const restore = onConsole((line) => (trial.last += `${line}\n`))
  process.chdir(root)
  Object.assign(process.env, env)
  try {
    await import(pathToFileURL(file).href)
  } finally {
    restore()
    process.chdir(before.folder)
    for (const name of Object.keys(env)) delete process.env[name]
    if (before.host !== undefined) process.env['OLLAMA_HOST'] = before.host
  }
}
