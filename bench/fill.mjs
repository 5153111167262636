/**
 * Fills the store of a project with the compiled modules of the project itself, without a build: a first build of ten million cells
 * with the rule engine takes three quarters of an hour.
 *
 *   node bench/fill.mjs <folder of the project> completions|pairs
 *
 * completions: what the rule engine answers to every cell, looked up and kept under the keys of a build.
 * pairs: the memo of every pair, with made-up texts that are as long as those of the rule engine, and differ.
 */
import { join } from 'node:path'
import { compose } from '../dist/src/app/compose.js'
import { storeFolder } from '../dist/src/app/layout.js'
import { loadProject } from '../dist/src/app/load-project.js'
import { recipePartsOf } from '../dist/src/app/recipes.js'
import { openRules } from '../dist/src/engines/rules/open.js'
import { compileRecipe } from '../dist/src/fusion/compile-recipe.js'
import { memoKey, toMemo } from '../dist/src/fusion/memo.js'
import { never, resolvePair } from '../dist/src/fusion/resolve.js'
import { fusionTarget } from '../dist/src/plan/list-targets.js'
import { pairsOf } from '../dist/src/questions/pairs.js'
import { fileGroups } from '../dist/src/run/inputs.js'
import { readerOf } from '../dist/src/run/make-doer.js'
import { openStore } from '../dist/src/store/completion-store.js'
import { loadFusion } from '../dist/src/targets/fusion.js'

const [root, what] = process.argv.slice(2)
const [server] = openRules().servers
const patient = new AbortController().signal
const put = what === 'completions' ? completionsOf : pairOf
const config = await loadProject(root, 'fusion.config.yaml', {})
const surroundings = { env: {}, processId: process.pid, nowMs: Date.now }
const signal = new AbortController().signal
const { parts } = await compose(config, { offline: true }, surroundings, { write: false, emit: () => {}, signal })
const store = openStore(join(root, storeFolder))
const versions = { cleaning: parts.versions.cleaning, checks: parts.checks, identities: parts.identities }
/** So many writes go together: LMDB is slow at one by one, and remembers all that are not done. */
const together = 2_000
let writes = []
for (const { rule, group, input } of await fileGroups(parts)) {
  const target = await fusionTarget(rule, group, input, parts.project, versions)
  const loaded = await loadFusion(target, readerOf(parts))
  const recipe = await compileRecipe(loaded.recipe, recipePartsOf(parts, group))
  for (const pair of pairsOf(loaded.group, rule.pairs)) {
    await put(pair, recipe)
    if (writes.length < together) continue
    await Promise.all(writes)
    writes = []
  }
}
await Promise.all(writes)
await store.close()

async function completionsOf(pair, recipe) {
  const got = new Map()
  for (;;) {
    const resolution = resolvePair(pair, recipe, (key) => got.get(key), never)
    if (resolution.kind === 'done') return
    for (const { key, request } of resolution.needs) {
      const { completion } = await server.complete(request, patient)
      got.set(key, completion)
      writes.push(store.completions.put(key, completion))
    }
  }
}

async function pairOf(pair, recipe) {
  const [first, second] = [pair.first, pair.second].map(({ question }) => question.slice(0, -1))
  const cells = recipe.variants.map(({ variant: { name } }) => ({
    kind: 'text',
    text: `In the manner called ${name}: ${first}, and would you also tell me this, ${second}?`,
    attempt: 1,
    rejections: [],
  }))
  writes.push(store.resolutions.put(memoKey(pair, recipe), toMemo(cells, recipe)))
}
