/** Tries the rejected cells of groups again, with more attempts: what is found in each, and what is not. */
import { defined } from '../../base/defined.js'
import { inOrder } from '../../base/in-order.js'
import { UserError } from '../../domain/diagnostic.js'
import type { FoundText, Retried } from '../../domain/rejected.js'
import type { FusionTarget } from '../../domain/target.js'
import { tooManyAttempts } from '../../messages/rejected.js'
import { pairsOf } from '../../questions/pairs.js'
import { readerOf } from '../../run/make-tools.js'
import { askModelByModel } from '../../run/model-passes.js'
import type { BuildParts } from '../../run/parts.js'
import type { Resolver } from '../../run/resolver.js'
import { type Open, openPairs, type Retry, tryAgain } from '../../run/retry-pairs.js'
import { storedOnly } from '../../run/stored-only.js'
import { needFusion } from '../../targets/fusion.js'
import type { JoinedAsking } from '../asking.js'
import type { GroupFound } from './keeping-lines.js'
import { recipeCompilerOf } from '../recipes.js'
import { readOnly } from '../stored-resolver.js'

export interface TryReports {
  /** Told of each group when it is through: how many of its cells have a text now, and how many have none. */
  readonly tried?: (group: string, found: number, still: number) => void
  /** Told how many of the cells of a group are through, as they are. */
  readonly progress?: (group: string, done: number, cells: number) => void
}

interface Trying extends TryReports {
  readonly parts: BuildParts
  /** To read with, on a disk that forgets. */
  readonly looking: BuildParts
  readonly joined: JoinedAsking
}

/** A group, and what of it is to be tried again. */
interface OpenGroup {
  readonly target: FusionTarget
  readonly retry: Retry
  readonly open: Open
}

/** Groups that are tried at the same time, so that the end of one does not leave the server idle. */
const groupsAtOnce = 4

/** In the order of the targets. Throws `UserError` where questions cannot be read, or there would be too many attempts. */
export async function tryGroups(
  targets: readonly FusionTarget[],
  attempts: number,
  trying: Trying,
): Promise<readonly GroupTried[]> {
  const { resolver, completer } = trying.joined
  const stored: Resolver = {
    ...resolver,
    completer: storedOnly(completer.lookup),
    resolutions: readOnly(resolver.resolutions),
  }
  const groups: OpenGroup[] = []
  for (const target of targets) {
    const retry = await retryOf(target, attempts, trying)
    groups.push({ target, retry, open: await openPairs(retry, stored) })
  }
  await askAhead(groups, resolver)
  const tries: GroupTried[] = []
  for await (const one of inOrder(groups, groupsAtOnce, async (group) => tryGroup(group, stored, trying))) {
    tries.push(one)
    const { target, found, still, open } = one
    if (open.cells > 0) trying.tried?.(target.group, found.length, still)
  }
  return tries
}

/** As many as the config takes. */
const mostAttempts = 1000

async function retryOf(target: FusionTarget, attempts: number, { parts, looking }: Trying): Promise<Retry> {
  const { group, recipe } = await needFusion(target, readerOf(looking))
  const maxAttempts = recipe.maxAttempts + attempts
  if (maxAttempts > mostAttempts)
    throw new UserError([tooManyAttempts(target.group, attempts, recipe.maxAttempts, mostAttempts)])
  const compile = recipeCompilerOf(parts)
  return {
    pairs: () => pairsOf(group, target.rule.pairs),
    now: await compile(recipe, target.group),
    raised: await compile({ ...recipe, maxAttempts }, target.group),
  }
}

/** Of several models each is asked in one go, as in a build. */
async function askAhead(groups: readonly OpenGroup[], resolver: Resolver): Promise<void> {
  const open = groups.filter(({ open: { cells } }) => cells > 0)
  const variants = open.flatMap(({ retry }) => retry.raised.variants)
  const first = variants.find(({ depth }) => depth === 0)?.variant.model
  if (first === undefined || new Set(variants.map(({ variant }) => variant.model)).size < 2) return
  const targets = open.map(({ target: { id }, retry, open: { pairs } }) => ({
    id,
    open: async () => ({ pairs: pairs(), recipe: retry.raised }),
  }))
  await askModelByModel(targets, first, resolver, { started: () => {}, progress: () => {}, ended: () => {} })
}

export interface GroupTried extends GroupFound {
  readonly open: Open
  readonly found: readonly FoundText[]
  readonly counts: Readonly<Record<'follow' | 'failed' | 'unasked' | 'displaced', number>>
  readonly still: number
  readonly error: string | undefined
}

async function tryGroup({ target, retry, open }: OpenGroup, stored: Resolver, trying: Trying): Promise<GroupTried> {
  const { progress, joined } = trying
  const { group } = target
  const found: FoundText[] = []
  const counts = { still: 0, follow: 0, failed: 0, unasked: 0, displaced: 0 }
  let [highest, error]: [number, string | undefined] = [0, undefined]
  const pairs = open.cells === 0 ? function* () {} : open.pairs
  for await (const tried of tryAgain(retry, pairs, stored, joined.resolver)) {
    const { first, second } = tried.pair
    error ??= tried.error
    highest = Math.max(highest, tried.highest)
    for (const { variant, became } of tried.cells) {
      if (became.kind === 'found') {
        const name = retry.raised.variants[variant]?.variant.name ?? ''
        const { attempt, text } = became
        found.push({ group, variant: name, pair: [first.question, second.question], attempt, text })
      } else if (became.kind === 'left') counts[tried.error === undefined ? 'unasked' : 'failed'] += 1
      else counts[became.kind === 'follows' ? 'follow' : became.kind] += 1
    }
    progress?.(group, found.length + counts.still + counts.failed + counts.unasked, open.cells)
  }
  const { still, ...rest } = counts
  return { target, open, found, still, counts: rest, error, highest: found.length > 0 ? highest : 0 }
}

/** What came of all groups together. */
export function sumOf(tries: readonly GroupTried[]): Omit<Retried, 'calls' | 'keep'> {
  const sum = (of: (one: GroupTried) => number) => tries.reduce((all, one) => all + of(one), 0)
  const error = tries.find((one) => one.error !== undefined)?.error
  return {
    v: 1,
    found: tries.flatMap(({ found }) => found),
    follow: sum(({ counts }) => counts.follow),
    still: sum(({ still }) => still),
    failed: sum(({ counts }) => counts.failed),
    ...defined({ error }),
    unasked: sum(({ counts }) => counts.unasked),
    displaced: sum(({ counts }) => counts.displaced),
    undecided: tries.filter(({ open }) => open.undecided > 0).map(({ target }) => target.group),
  }
}
