/** What would be asked now? A build's own way through the pairs of a group, with a completer that writes down in place of asking. */
import { drained } from '../base/drained.js'
import type { Pair } from '../domain/question.js'
import type { CompiledRecipe } from '../fusion/compile-recipe.js'
import type { Lookup, Need } from '../fusion/resolution.js'
import { NotAsked } from './budget.js'
import type { Completer } from './completer.js'
import { resolveAll } from './resolve-pairs.js'
import type { Resolver } from './resolver.js'

/** Tells `met` of each completion that the pairs lack now, as often as it is lacking: what depends on its answer comes another time. */
export async function collectNeeds(
  pairs: Iterable<Pair>,
  recipe: CompiledRecipe,
  { lookup, ...resolver }: Omit<Resolver, 'completer'> & { readonly lookup: Lookup },
  met: (need: Need) => void,
): Promise<void> {
  const refuse = async (needs: readonly Need[]) => {
    for (const need of needs) met(need)
    throw new NotAsked('it is written down')
  }
  const completer: Completer = {
    lookup,
    complete: async (need) => refuse([need]),
    completeBatch: async ({ members }) => refuse(members.map(({ need }) => need)),
    isUnderWay: () => false,
    calls: 0,
    close: async () => {},
  }
  await drained(resolveAll(pairs, recipe, { ...resolver, completer }))
}
