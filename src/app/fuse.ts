/** Fuses one question file, without a config: the built-in prompts, and the store of the working folder. */
import { statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { defined } from '../base/defined.js'
import { nearFile } from '../base/near-file.js'
import { digestOf } from '../base/hash.js'
import { UserError } from '../domain/diagnostic.js'
import type { BuildEvent, BuildOutcome } from '../domain/event.js'
import { relPath } from '../domain/path.js'
import type { GroupRule, Project } from '../domain/project.js'
import { fusionId } from '../domain/target.js'
import { fuseCommand } from '../messages/command-line.js'
import { outputIsItsInput, questionFileIsNotThere } from '../messages/targets.js'
import { slug } from '../questions/slug.js'
import { groupName } from '../run/inputs.js'
import { buildProject } from './build.js'
import type { BuildOptions } from './compose.js'
import { nameOfFuse, rememberFuse } from './known-projects.js'
import { type LoadedConfig, type Overrides, parseProject } from './load-project.js'
import type { Surroundings } from './surroundings.js'

/** Options that mean what they mean to `build`. */
const asForBuild = ['maxCalls', 'maxMinutes', 'keepGoing', 'failFast', 'keepPartial', 'wait'] as const

export interface FuseOptions extends Overrides, Pick<BuildOptions, (typeof asForBuild)[number]> {
  /** The question file, from the working folder. */
  readonly file: string
  /** Where the records go. */
  readonly output: string
  /** Tries per cell. Default 10. */
  readonly maxAttempts?: number
  /** Of the built-in prompts; left out: the questions decide. */
  readonly language?: 'en' | 'fr'
}

/** The project that a call of `fuse` stands for: one group, whose name is the file's. Throws `UserError`. */
export async function fuseProject(cwd: string, options: FuseOptions): Promise<LoadedConfig> {
  const file = resolve(cwd, options.file)
  if (!isFile(file)) throw new UserError([questionFileIsNotThere(options.file, nearFile(cwd, options.file))])
  if (file === resolve(cwd, options.output)) throw new UserError([outputIsItsInput(options.output)])
  const output = relPath(relative(cwd, resolve(cwd, options.output)))
  const { engine, model, gpu } = options
  const overrides = defined({ engine, model, gpu })
  const text = JSON.stringify({
    version: 1,
    language: options.language ?? 'auto',
    ...defined({ max_attempts: options.maxAttempts }),
    groups: { questions: { files: 'questions.jsonl' } },
  })
  const { project } = await parseProject(cwd, nameOfFuse(digestOf(output)), text, overrides)
  return {
    root: cwd,
    project: withFiles(project, relPath(relative(cwd, file)), output),
    overrides,
    warnings: [],
  }
}

function withFiles(project: Project, file: string, output: Project['output']['merged']): Project {
  const groups = project.groups.map((rule): GroupRule =>
    rule.origin.kind === 'files' ? { ...rule, origin: { ...rule.origin, files: [file] }, place: { path: file } } : rule,
  )
  const path = { text: output, kind: 'plain', reads: [] } as const
  return {
    ...project,
    groups,
    output: { ...project.output, fusions: path, merged: relPath(`.fusionkit/${slug(output)}.merged.jsonl`) },
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** Builds that one group; there is no merged file to speak of. */
export async function fuseFile(
  cwd: string,
  options: FuseOptions,
  surroundings: Surroundings,
  run: { readonly emit: (event: BuildEvent) => void; readonly signal: AbortSignal },
): Promise<BuildOutcome> {
  const config = await fuseProject(cwd, options)
  rememberFuse(config)
  const emit = (event: BuildEvent) =>
    run.emit(
      event.kind === 'build-ended' ? { ...event, outcome: { ...event.outcome, leftStale: [], targets: 1 } } : event,
    )
  const final = fusionId(groupName(options.file))
  const typed = fuseCommand(options)
  const invocation = { typed, again: () => typed }
  const limits = Object.fromEntries(
    asForBuild.map((name) => [name, options[name]]).filter(([, value]) => value !== undefined),
  )
  return buildProject(config, { targets: [final], final, ...limits }, surroundings, {
    emit,
    signal: run.signal,
    invocation,
  })
}
