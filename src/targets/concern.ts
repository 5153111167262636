/** Which overrides concern a group: those of its pairs and its variants. An edit of any other makes it no stale. */
import { byCodeUnit } from '../base/by-code-unit.js'
import { type Digest, digestOfFrames } from '../base/hash.js'
import type { PairRule, Recipe } from '../domain/project.js'
import type { Group } from '../domain/question.js'
import { saysNothing } from '../domain/says-nothing.js'
import { cellKey, type OverrideAt, type ReadOverrides } from '../fusion/read-overrides.js'
import { countPairs, pairsOf } from '../questions/pairs.js'

export interface Concern {
  readonly overrides: readonly OverrideAt[]
  /** Of what they say: not of where they stand, nor of how they are written. */
  readonly digest: Digest
}

export function concernOf(
  { byFirst }: Pick<ReadOverrides, 'byFirst'>,
  group: Group,
  pairs: PairRule,
  { variants }: Recipe,
): Concern {
  const asked = new Map(variants.map((variant) => [variant.name, variant]))
  const places = new Map(group.questions.map(({ question }, index) => [question, index]))
  const ofFirst = group.questions.flatMap(({ question }) => byFirst.get(question) ?? [])
  const candidates = ofFirst.filter(({ pair, variant, word }) => {
    const [first, second] = pair.map((question) => places.get(question))
    const isPair = first !== undefined && second !== undefined && first < second
    const { record } = asked.get(variant) ?? {}
    return isPair && record !== undefined && (record || word.kind === 'text')
  })
  const concerning = candidates.filter(drawnFrom(group, pairs, candidates.length))
  return { overrides: concerning, digest: digestOfSaid(concerning) }
}

/** Whether a pair of the group is drawn. The pairs are only walked where some are not, and somebody asks. */
function drawnFrom(group: Group, rule: PairRule, asked: number): (override: OverrideAt) => boolean {
  if (asked === 0 || countPairs(group, rule) === countPairs(group, { kind: 'all' })) return () => true
  const drawn = new Set<string>()
  for (const { first, second } of pairsOf(group, rule)) drawn.add(JSON.stringify([first.question, second.question]))
  return ({ pair }) => drawn.has(JSON.stringify(pair))
}

function digestOfSaid(overrides: readonly OverrideAt[]): Digest {
  if (overrides.length === 0) return saysNothing
  const said = overrides.map((override) => ({ key: cellKey(override), word: override.word }))
  const sorted = said.toSorted((a, b) => byCodeUnit(a.key, b.key))
  return digestOfFrames([
    'overrides 1',
    ...sorted.flatMap(({ key, word }) => [key, word.kind === 'text' ? word.text : undefined]),
  ])
}
