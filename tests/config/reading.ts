/** A catalogue of fakes, and short ways to read a config with it. */
import { UserError, type Diagnostic } from '../../src/domain/diagnostic.js'
import { relPath } from '../../src/domain/path.js'
import type { Project, Recipe, Variant } from '../../src/domain/project.js'
import type { Check } from '../../src/checks/check.js'
import { type Catalogues, type ConfigInput, readConfig } from '../../src/config/read.js'
import type { PromptSet } from '../../src/config/prompt-set.js'
import type { EngineKind } from '../../src/engines/engine.js'

const engine = (name: string, settings: EngineKind['settings'], styles?: readonly string[]): EngineKind => ({
  name,
  description: name,
  settings,
  ...(styles === undefined ? {} : { styles }),
  reads: () => [],
  identify: async () => new Map(),
  open: async () => ({ servers: [], close: async () => {} }),
})

const check = (
  name: string,
  byDefault?: Check['byDefault'],
  prepare: Check['prepare'] = () => () => undefined,
): Check => ({
  name,
  version: 1,
  schema: {},
  ...(byDefault === undefined ? {} : { byDefault }),
  prepare,
})

/** Compiles its patterns, as the real ones do. */
const patterns: Check['prepare'] = (parameter) => {
  for (const pattern of [parameter].flat()) ''.search(new RegExp(String(pattern).replace('(?i)', ''), 'v'))
  return () => undefined
}

const set = (language: 'en' | 'fr', system: string, fluid: string): PromptSet => ({
  language,
  system,
  variants: {
    simple: {
      prompt: 'Merge:\n{{ q1 }}\n{{ q2 }}\n',
      examples: [{ q1: 'A?', q2: 'B?', text: 'A and B?' }],
      sampling: { temperature: 0.1 },
      checks: { keeps_both: 0.6 },
    },
    fluid: { prompt: `${fluid}: {{ simple }}` },
    yes_no: { prompt: 'Yes or no: {{ simple }}', checks: { matches: ['^Is'] } },
  },
})

export const catalogues: Catalogues = {
  engines: [
    engine('ollama', {
      retries: { type: 'integer', default: 6 },
      context_tokens: { type: 'integer', default: 2048 },
      hosts: {},
    }),
    engine('rules', {}, ['simple', 'fluid', 'yes_no']),
  ],
  checks: [
    check('empty', true),
    check('echo', true),
    check('ends_with', ['?']),
    check('one_question'),
    check('max_words'),
    check('keeps_both'),
    check('matches', undefined, patterns),
    check('not_matches', undefined, patterns),
  ],
  promptSets: { 'en-1': set('en', 'One question.', 'Say it'), 'fr-1': set('fr', 'Une question.', 'Dis-le') },
}

export interface Reading {
  readonly files?: Readonly<Record<string, string>>
  readonly overrides?: ConfigInput['overrides']
  readonly checkGenerator?: NonNullable<ConfigInput['checkGenerator']>
}

export const configPath = 'fusion.config.yaml'

export async function read(text: string, { files = {}, overrides = {}, checkGenerator }: Reading = {}) {
  return readConfig({
    text,
    path: relPath(configPath),
    overrides,
    catalogues,
    readFile: async (path) => files[path],
    ...(checkGenerator === undefined ? {} : { checkGenerator }),
  })
}

export async function projectOf(text: string, reading?: Reading): Promise<Project> {
  return (await read(text, reading)).project
}

/** Everything that is wrong with a config; none: nothing is. */
export async function mistakesOf(text: string, reading?: Reading): Promise<readonly Diagnostic[]> {
  try {
    await read(text, reading)
    return []
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics
    throw error
  }
}

/** "unknown-engine 2:9" */
export function position({ code, place }: Diagnostic): string {
  const file = place === undefined || place.path === configPath ? '' : `${place.path}:`
  return `${code} ${file}${place?.line ?? '-'}:${place?.column ?? '-'}`
}

export async function positionsOf(text: string, reading?: Reading): Promise<readonly string[]> {
  return (await mistakesOf(text, reading)).map(position)
}

/** A recipe of the only group, or of the one that is named. */
export function recipeOf(project: Project, group?: string, language: 'en' | 'fr' = 'en'): Recipe {
  const rule = group === undefined ? project.groups[0] : project.groups.find(({ key }) => key === group)
  const recipe = rule?.recipes[language]
  if (recipe === undefined) throw new Error(`no recipe of ${group ?? 'the first group'} in ${language}`)
  return recipe
}

export function variantOf(recipe: Recipe, name: string): Variant {
  const variant = recipe.variants.find((one) => one.name === name)
  if (variant === undefined) throw new Error(`no variant ${name}`)
  return variant
}
