/** Overrides that no group takes: a warning for each, with what has become of its pair. */
import { nearest } from '../base/nearest.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { RelPath } from '../domain/path.js'
import type { FusionTarget } from '../domain/target.js'
import { type OverrideAt, readOverrides } from '../fusion/read-overrides.js'
import * as say from '../messages/overrides.js'
import { capped } from '../questions/capped.js'
import { loadFusion } from '../targets/fusion.js'
import type { BuildParts } from './parts.js'

/** `taken`: lines (from 1) that some group takes. The questions are read only where a line is left. */
export async function idleOverrides(
  path: RelPath,
  taken: ReadonlySet<number>,
  fusions: readonly FusionTarget[],
  { disk }: BuildParts,
): Promise<readonly Diagnostic[]> {
  const read = async (file: RelPath) => (await disk.read(file)) ?? Buffer.alloc(0)
  const idle = readOverrides(await read(path), path).overrides.filter(({ place }) => !taken.has(place.line))
  if (idle.length === 0) return []
  const groups: KnownGroup[] = []
  for (const fusion of fusions) {
    const { group, recipe } = await loadFusion(fusion, read)
    groups.push({
      name: group.name,
      questions: new Map(group.questions.map(({ question }, index) => [question, index])),
      variants: new Map(recipe.variants.map(({ name, record }) => [name, record])),
    })
  }
  return capped(idle.map((override) => whyIdle(override, groups)))
}

interface KnownGroup {
  readonly name: string
  /** Question → its place. */
  readonly questions: ReadonlyMap<string, number>
  /** Name → whether it makes records. */
  readonly variants: ReadonlyMap<string, boolean>
}

function whyIdle({ pair, variant, place }: OverrideAt, groups: readonly KnownGroup[]): Diagnostic {
  const [first, second] = pair
  const both = groups.find(({ questions }) => questions.has(first) && questions.has(second))
  if (both === undefined) return whyApart(pair, groups, place)
  const [one = 0, other = 0] = pair.map((question) => both.questions.get(question))
  if (one >= other) return say.pairIsSwapped(pair, both.name, place)
  const isRecord = both.variants.get(variant)
  if (isRecord === undefined) return say.variantIsNotAsked(variant, both.name, place)
  return isRecord ? say.pairIsNotDrawn(both.name, place) : say.nothingToDrop(variant, place)
}

function whyApart(pair: OverrideAt['pair'], groups: readonly KnownGroup[], place: OverrideAt['place']): Diagnostic {
  const homes = pair.map((question) => groups.filter(({ questions }) => questions.has(question)))
  const [[home], [otherHome]] = [homes[0] ?? [], homes[1] ?? []]
  if (home !== undefined && otherHome !== undefined) return say.pairIsApart(pair, [home.name, otherHome.name], place)
  const gone = home === undefined ? pair[0] : pair[1]
  // of a question that was edited the other one is still there, and tells the group
  const near = homes.flat()
  return say.questionIsGone(gone, nearestQuestion(gone, near.length > 0 ? near : groups), place)
}

/** Comparing texts is slow: among more questions than this nobody looks. */
const mostCompared = 5_000

function nearestQuestion(question: string, groups: readonly KnownGroup[]): string | undefined {
  const known = groups.flatMap(({ questions }) => [...questions.keys()])
  return known.length > mostCompared ? undefined : nearest(question, known)
}
