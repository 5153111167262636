/** What was edited between two looks, and how many cells may come out otherwise. For people: what is made follows from fingerprints. */
import { join } from 'node:path'
import { defined } from '../../base/defined.js'
import { changedLines } from '../../base/line-hashes.js'
import { once } from '../../base/once.js'
import type { GroupRule } from '../../domain/project.js'
import { cutId, fusionId } from '../../domain/target.js'
import type { Edit } from '../../domain/watch.js'
import { configEditsOf, type Reach } from '../../plan/config-edits.js'
import { type BuildLog, openBuildLog } from '../../store/build-log.js'
import { settingsIn } from '../config-settings.js'
import { statePaths } from '../layout.js'
import type { Seen, SeenInput } from './look.js'

/** Edits of the config first, in its order; then files, by their paths. Empty: nothing says another thing. */
export function editsBetween(before: Seen, after: Seen): readonly Edit[] {
  const { root, project } = after.config
  const ofConfig = configEditsOf(before.config.project, project, settingsIn(after.config))
  const log = once(() => openBuildLog(join(root, statePaths(project.config).buildLog), { write: false }))
  const pairs = once(() => countByRule(before, after, log()))
  const edits = ofConfig.map(({ reach, ...edit }): Edit => {
    const cells = reach && cellsOf(reach, after, pairs())
    return cells === undefined ? edit : { ...edit, cells }
  })
  return [...edits, ...fileEdits(before, after)]
}

/** How many pairs all groups of a rule have, by its key. `undefined`: that is not known before they are counted. */
type PairCounts = ReadonlyMap<string, number | undefined>

function cellsOf(reach: ReadonlyMap<string, Reach>, { config }: Seen, pairs: PairCounts): Edit['cells'] {
  let [of, all] = [0, 0]
  for (const { key, recipes } of config.project.groups) {
    const [recipe] = Object.values(recipes)
    const known = pairs.get(key)
    if (known === undefined || recipe === undefined) return undefined
    of += known * (reach.get(key)?.of ?? 0)
    all += known * recipe.variants.length
  }
  return { of, all }
}

function countByRule(before: Seen, after: Seen, log: BuildLog): PairCounts {
  const rules = new Map(before.config.project.groups.map((rule) => [rule.key, rule]))
  return new Map(
    after.config.project.groups.map((rule) => [rule.key, countOfPairs(rule, rules.get(rule.key), after, log)]),
  )
}

function countOfPairs(
  rule: GroupRule,
  was: GroupRule | undefined,
  { inputs }: Seen,
  log: BuildLog,
): number | undefined {
  const files = [...inputs.values()].filter(({ group }) => group?.rule.key === rule.key)
  const cut = log.targets.get(cutId(rule.key))?.outputs.flatMap(({ group }) => (group === undefined ? [] : [group]))
  if (rule.origin.kind === 'source' && cut === undefined) return undefined
  const built = (group: string) => countAsBuilt(group, was, log)
  const counts =
    rule.origin.kind === 'source'
      ? (cut ?? []).map(built)
      : files.map((file) => built(file.group?.name ?? '') ?? countInFile(file))
  return counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0)
}

/** As the last build counted them. */
function countAsBuilt(group: string, was: GroupRule | undefined, log: BuildLog): number | undefined {
  const [recipe] = Object.values(was?.recipes ?? {})
  const cells = log.targets.get(fusionId(group))?.tally.cells
  const pairs = cells === undefined || recipe === undefined ? NaN : cells / recipe.variants.length
  return Number.isInteger(pairs) ? pairs : undefined // it was built with other variants
}

/** Of a question file that nothing is left out of: each line is a question. */
function countInFile({ group, lines }: SeenInput): number | undefined {
  if (group === undefined || lines === undefined || !isTakenWhole(group.rule)) return undefined
  return combinations(lines.length)
}

const combinations = (count: number): number => (count * (count - 1)) / 2

function isTakenWhole({ where, limit, pairs }: GroupRule): boolean {
  return Object.keys(where).length === 0 && limit === undefined && pairs.kind === 'all'
}

function fileEdits(before: Seen, after: Seen): readonly Edit[] {
  const paths = [...new Set([...before.inputs.keys(), ...after.inputs.keys()])].toSorted()
  return paths.flatMap((path) => {
    const [was, is] = [before.inputs.get(path), after.inputs.get(path)]
    return was?.digest === is?.digest ? [] : [fileEdit(path, was, is)]
  })
}

const noLines = new Uint32Array()

function fileEdit(path: string, was: SeenInput | undefined, is: SeenInput | undefined): Edit {
  const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
  const [from, to] = [was === undefined ? noLines : was.lines, is === undefined ? noLines : is.lines]
  const lines = from === undefined || to === undefined ? undefined : changedLines(from, to)
  const subject = { kind: 'file', path, change, ...defined({ lines }) } as const
  const cells = is?.group === undefined || lines === undefined ? undefined : cellsWith(lines.added, is)
  return { subject, differences: [], ...defined({ cells }) }
}

/** The cells of the pairs with one of so many new questions. */
function cellsWith(added: number, input: SeenInput): Edit['cells'] {
  const all = countInFile(input)
  const [recipe] = Object.values(input.group?.rule.recipes ?? {})
  if (all === undefined || recipe === undefined) return undefined
  const kept = combinations((input.lines?.length ?? 0) - added)
  return { of: (all - kept) * recipe.variants.length, all: all * recipe.variants.length }
}
