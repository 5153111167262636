/** Begins a project: a config, questions to try it on, and what git is to leave out. Everything is written, or nothing. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defined } from '../base/defined.js'
import { type NewFile, writeNew } from '../base/write-new.js'
import { configText } from '../config/starter/config-text.js'
import type { Begun } from '../domain/beginning.js'
import type { Choose } from '../domain/choice.js'
import { UserError } from '../domain/diagnostic.js'
import type { Language } from '../domain/project.js'
import { cannotBegin } from '../messages/init.js'
import { whichLanguage } from '../messages/init-questions.js'
import { systemRefuses } from '../messages/system.js'
import { readConfigSchema } from './config-schema.js'
import { checkPlace } from './init/check-place.js'
import { chooseAnswerer, type Chosen } from './init/choose-answerer.js'
import { installedSchema } from './init/find-schema.js'
import { ignoredIn } from './init/ignored-lines.js'
import { questionFiles, questionGlob } from './init/sample-files.js'
import { defaultConfig } from './layout.js'
import { programName } from './program-name.js'
import type { Surroundings } from './surroundings.js'

export interface InitOptions {
  /** From the working folder, which is meant where it is left out. It need not be there. */
  readonly folder?: string
  readonly language?: Language
  readonly engine?: string
  readonly model?: string
}

export interface InitPorts {
  /** Asks whoever sits at the terminal; left out: nobody is asked, and what fits best is taken. */
  readonly choose?: Choose | undefined
  readonly signal: AbortSignal
}

type Env = Pick<Surroundings, 'env'>

/** `undefined`: the user wants to end, and nothing was written. Throws `UserError` where a config is there, or nothing can be written. */
export async function initProject(
  cwd: string,
  options: InitOptions,
  surroundings: Env,
  { choose, signal }: InitPorts,
): Promise<Begun | undefined> {
  const root = resolve(cwd, options.folder ?? '.')
  const program = programName(surroundings)
  return unlessRefused(program, async () => {
    checkPlace(root, options.folder, program)
    const language = options.language ?? (await languageOf(surroundings, choose))
    if (language === undefined) return undefined
    const chosen = await chooseAnswerer(options, root, surroundings, choose)
    signal.throwIfAborted()
    if (chosen === undefined) return undefined
    const made = await writeProject(root, { ...chosen, language, program })
    return {
      ...made,
      ...chosen,
      language,
      program,
      ...defined({ folder: options.folder }),
    }
  })
}

/** What the system refuses, with what is to be done about it here. */
async function unlessRefused<Result>(program: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const refused = systemRefuses(error)
    throw refused === undefined ? error : new UserError([cannotBegin(refused, program)])
  }
}

/** As the environment has it, where nobody can be asked. `undefined`: the user wants to end. */
async function languageOf({ env }: Env, choose: Choose | undefined): Promise<Language | undefined> {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((name = '') => name !== '')
  const usual = /^fr(?![a-z])/i.test(locale ?? '') ? 'fr' : 'en'
  if (choose === undefined) return usual
  const answer = await choose(whichLanguage(usual))
  return answer === 'fr' || answer === 'en' ? answer : undefined
}

const schemaFile = 'fusion.config.schema.json'

async function writeProject(
  root: string,
  { answerer, language, program }: Chosen & { readonly language: Language; readonly program: string },
): Promise<Pick<Begun, 'written' | 'extended' | 'kept'>> {
  const installed = installedSchema(root)
  const schema = installed ?? `./${schemaFile}`
  const brings = installed === undefined && !existsSync(join(root, schemaFile))
  const samples = questionFiles(root, language)
  const ignored = ignoredIn(root)
  const files: readonly (Omit<NewFile, 'path'> & Begun['written'][number])[] = [
    ...samples.files,
    ...(brings ? [{ path: schemaFile, text: await readConfigSchema() }] : []),
    ...(ignored === undefined ? [] : [ignored]),
    // last: where it is, everything is
    { path: defaultConfig, text: configText({ answerer, language, schema, questions: questionGlob, program }) },
  ]
  writeNew(files.map((file) => ({ ...file, path: join(root, file.path) })))
  return {
    written: [...files.slice(-1), ...files.slice(0, -1).filter(({ isAdded }) => isAdded !== true)],
    extended: files.filter(({ isAdded }) => isAdded === true).map(({ path }) => path),
    kept: samples.kept,
  }
}
