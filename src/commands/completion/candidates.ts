/** What there is to complete: from the commands, the catalogues, and the project as far as it is known at once. */
import type { CAC } from 'cac'
import type * as KnownNames from '../../app/known-names.js'
import type { KnownName, KnownProject } from '../../app/known-names.js'
import {
  aboutEngine,
  aboutHelp,
  aboutLine,
  aboutModel,
  aboutName,
  aboutReason,
  aboutVariant,
} from '../../messages/completion.js'
import { described } from '../command.js'
import type { Cursor, NameKind } from './wanted.js'

export interface Candidate {
  readonly name: string
  /** Empty: it speaks for itself. */
  readonly about: string
}

export interface Candidates {
  readonly candidates: readonly Candidate[]
  /** File names are completed, too. */
  readonly files: boolean
}

/** `cwd`: the working folder. `config`: the path of the config, as it was typed. */
export async function candidatesFor(cursor: Cursor, cli: CAC, cwd: string, config: string): Promise<Candidates> {
  const { wanted, typed } = cursor
  switch (wanted.kind) {
    case 'anything':
      return { candidates: [], files: false }
    case 'files':
      return { candidates: [], files: true }
    case 'words':
      return { candidates: wanted.words.map((name) => ({ name, about: '' })), files: false }
    case 'commands': {
      const verbs = cli.commands.map(({ name, description }) => ({ name, about: description }))
      return { candidates: [...verbs, { name: 'help', about: aboutHelp }], files: false }
    }
    case 'options': {
      const engines = await engineNames()
      const options = wanted.options.map(({ flag, description }) => ({
        name: flag,
        about: described(description, engines),
      }))
      return { candidates: options, files: false }
    }
    default: {
      const named = await namesOf[wanted.kind](typed, { cwd, config })
      const candidates = named.filter(({ name }) => !wanted.given.includes(name))
      const files = wanted.kind === 'explained' || wanted.kind === 'edited'
      return { candidates, files: files && !candidates.some(({ name }) => name.startsWith(typed)) }
    }
  }
}

interface Where {
  readonly cwd: string
  readonly config: string
}

type Names = (typed: string, where: Where) => Promise<readonly Candidate[]>

const namesOf: Readonly<Record<NameKind, Names>> = {
  targets: ofProject((project, { targetNames, outputNames }, typed) =>
    namesOrPaths(typed, targetNames(project), () => outputNames(project)),
  ),
  groups: ofProject((project, { groupNames }) => groupNames(project).map(candidate)),
  'groups-or-merged': ofProject((project, { groupNames, mergedName }) =>
    [...groupNames(project), mergedName(project.log)].map(candidate),
  ),
  explained: ofProject((project, { targetNames, explainedFiles }, typed, { cwd }) => {
    const targets = targetNames(project)
    const lines = targets.flatMap((target) => linesOf(target, typed))
    return lines.length > 0 ? lines : namesOrPaths(typed, targets, () => explainedFiles(project, cwd))
  }),
  edited: ofProject((project, { editedFiles }, _typed, { cwd }) => editedFiles(project, cwd).map(candidate)),
  variants: ofProject((project, { variantsOf }) =>
    variantsOf(project.project).map(({ name, prompt }) => ({ name, about: aboutVariant(prompt.text) })),
  ),
  models: ofProject((project, { modelNames }) =>
    modelNames(project).map(({ name, isNow }) => ({ name, about: aboutModel(isNow) })),
  ),
  engines: async (_typed, where) => enginesThere(await engineNames(), where),
  'engines-with-models': async (_typed, where) => {
    const { enginesWithModels } = await import('../../app/engine-names.js')
    return enginesThere(enginesWithModels, where)
  },
  reasons: async () => {
    const { knownReasons } = await import('../../messages/rejected-lines.js')
    return knownReasons.map((name) => ({ name, about: aboutReason(name) }))
  },
  locales: async () => {
    const { localesAtHand } = await import('../../app/generate.js')
    return localesAtHand().map((name) => ({ name, about: '' }))
  },
}

function ofProject(
  find: (project: KnownProject, names: typeof KnownNames, typed: string, where: Where) => readonly Candidate[],
): Names {
  return async (typed, where) => {
    const names = await import('../../app/known-names.js')
    const project = await names.projectAtHand(where.cwd, where.config)
    return project === undefined ? [] : find(project, names, typed, where)
  }
}

/** Paths are long, and as many as the targets: they come where no name begins so. */
function namesOrPaths(
  typed: string,
  names: readonly KnownName[],
  paths: () => readonly KnownName[],
): readonly Candidate[] {
  const begun = names.some(({ name }) => name.startsWith(typed))
  return (begun ? names : [...names, ...paths()]).map(candidate)
}

/** `animals:1` and the last one, once the colon is there. */
function linesOf(target: KnownName, typed: string): readonly Candidate[] {
  if (target.kind !== 'group' && target.kind !== 'merged') return []
  const { name, records = 0 } = target
  if (records === 0 || !typed.startsWith(`${name}:`)) return []
  return [...new Set([1, records])].map((line) => ({ name: `${name}:${line}`, about: aboutLine(line, records) }))
}

const candidate = (known: KnownName): Candidate => ({ name: known.name, about: aboutName(known) })

async function engineNames(): Promise<readonly string[]> {
  const known = await import('../../app/engine-names.js')
  return known.engineNames
}

async function enginesThere(names: readonly string[], { cwd, config }: Where): Promise<readonly Candidate[]> {
  const { projectAtHand } = await import('../../app/known-names.js')
  const now = (await projectAtHand(cwd, config))?.project.engine.kind
  return names.map((name) => ({ name, about: aboutEngine(name === now) }))
}
