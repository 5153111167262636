/**
 * Random projects, random edits, any order of answers, any number in flight, and kills, against a pure model (contract 39, 42).
 *
 * In memory, so that each takes a tenth of a second; `FUSIONKIT_SOAK=1000 npm run soak` for a night.
 */
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { checkCatalogue } from '../../src/checks/index.js'
import type { CompletionRequest } from '../../src/domain/completion.js'
import { compileRecipe } from '../../src/fusion/compile-recipe.js'
import { answeringInAnyOrder, quiet } from '../support/hand-driven.js'
import { nameOf } from '../support/model.js'
import { mortal } from '../support/mortal.js'
import { type Prediction, predict } from '../support/project-model.js'
import { modelReads } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inWorld, type Run, type World } from '../support/world.js'
import {
  answersOf,
  asksOf,
  type Edit,
  edits,
  modelProject,
  outputOf,
  replyTo,
  type Sketch,
  sketches,
  write,
} from './random-projects.js'

/** What somebody writes over an output. */
const mine = '{"question":"mine"}\n'

interface Step {
  readonly edits: readonly Edit[]
  /** Calls in flight at most. */
  readonly width: number
  /** Which answer comes next. */
  readonly luck: number
  /** The build is killed before its operation of this number. `undefined`: it lives. */
  readonly dies: number | undefined
  /** Whether a build that was killed is tried again before the next edits. */
  readonly goesOn: boolean
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    edits: fc.array(edits, { maxLength: 2 }),
    width: fc.integer({ min: 1, max: 6 }),
    luck: fc.nat(999),
    dies: fc.option(fc.nat(80), { nil: undefined, freq: 3 }),
    goesOn: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
)

/** What is known of a target that was built. */
interface Known {
  readonly madeOf: string
  readonly text: string
}

/** What somebody remembers who has watched all builds. */
interface Memory {
  sketch: Sketch
  readonly asked: Set<string>
  /** What came in one call while the build was killed: the texts are kept one by one, so some of them may be. */
  readonly perhaps: Set<string>
  /** What was built or begun, the last one first. */
  readonly sketches: Sketch[]
  /** What builds that were killed may have written. */
  readonly begun: Set<string>
  readonly last: Map<string, Known>
  /** Target → all that it was, the last one first. */
  readonly former: Map<string, readonly Known[]>
}

spec('a build, whatever came before it', (it) => {
  it('asks exactly what the model says, writes exactly what it says, runs exactly what is stale, and never asks twice (contract 2, 3, 9, 19, 25, 39, 42)', async () => {
    await fc.assert(
      fc.asyncProperty(sketches, fc.nat(999), steps, async (first, luck, all) =>
        inWorld({}, '', async (world) => {
          const memory: Memory = {
            sketch: first,
            asked: new Set(),
            perhaps: new Set(),
            sketches: [],
            begun: new Set(),
            last: new Map(),
            former: new Map(),
          }
          for (const step of [{ ...all[0], edits: [] } as Step, ...all]) await oneBuild(world, step, luck, memory)
          await oneBuild(world, { edits: [], width: 1, luck: 0, dies: undefined, goesOn: true }, luck, memory)
        }),
      ),
      { numRuns: soakRuns(25), includeErrorInReport: true },
    )
  })
})

async function oneBuild(world: World, step: Step, luck: number, memory: Memory): Promise<void> {
  for (const edit of step.edits) apply(edit, world, memory)
  memory.sketches.unshift(memory.sketch)
  write(world, memory.sketch)
  const answer = answersOf(luck)
  const prediction = predict(modelProject(memory.sketch), await orderOf(world), answer)
  const { sketch } = memory
  const reply = (request: CompletionRequest) => replyTo(request, sketch, answer)
  const laneOf = () => answeringInAnyOrder(reply, step.width, picker(step.luck))
  const namesOf = (requests: readonly CompletionRequest[]) => requests.flatMap((request) => namesIn(request, sketch))

  if (step.dies !== undefined) {
    const lane = laneOf()
    const run = await world.build({ lane, life: mortal(step.dies) })
    await quiet() // what was about to be kept is
    const asked = namesOf(lane.asked)
    assertOnlyNeeded(asked, prediction, memory)
    for (const name of namesOf(lane.answered)) memory.asked.add(name)
    for (const name of asked) if (name !== alone(name) && !memory.asked.has(name)) memory.perhaps.add(name)
    const lost = lane.asked.length - lane.answered.length
    // A place is free when its answer is there, and one may not be kept yet.
    assert.ok(lost <= step.width + 1, `only what was in flight is lost, not ${lost} calls`)
    assertWholeFiles(world, prediction, memory)
    remember(run, prediction, memory)
    if (!step.goesOn) return
  }
  const stale = staleTargets(world, prediction, memory)
  const plan = await world.plan()
  const lane = laneOf()
  const run = await world.build({ lane })
  const asked = namesOf(lane.asked)
  assertOnlyNeeded(asked, prediction, memory)
  for (const name of asked) memory.asked.add(name)
  const came = (name: string) => memory.asked.has(name) || memory.perhaps.has(name)
  const isKnown = (name: string) => memory.asked.has(name) || (sketch.batch && came(together(name)))
  assert.equal(
    [...prediction.asked].filter((name) => !isKnown(name)),
    [],
    'what the model says is asked',
  )
  assertFiles(world, prediction)
  assert.equal(run.ran.toSorted(), stale, 'what is stale runs')
  assertKeptAside(world)
  assertTold(run, prediction, memory)
  assertPlanned(plan, run)
  remember(run, prediction, memory)
  const again = await world.build({ lane: laneOf() })
  assert.equal([again.ran, again.calls.length], [[], 0], 'then there is nothing to do')
}

function apply(edit: Edit, { disk }: World, memory: Memory): void {
  if ('lost' in edit) disk.remove(outputOf(edit.lost))
  else if ('back' in edit) memory.sketch = memory.sketches[edit.back] ?? memory.sketch
  else if (!('spoilt' in edit)) memory.sketch = { ...memory.sketch, ...edit }
  else if (disk.text(outputOf(edit.spoilt)) !== undefined) disk.put(outputOf(edit.spoilt), mine)
}

/** Any numbers, always the same for a seed. */
function picker(seed: number): (below: number) => number {
  let state = seed + 1
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** The one thing that the design leaves to a digest: which of two cells that do not read each other keeps a text. */
async function orderOf(world: World): Promise<readonly string[]> {
  const { groups } = await world.project()
  const [recipe] = groups.flatMap(({ recipes }) => Object.values(recipes))
  if (recipe === undefined) throw new Error('a project without a recipe')
  const parts = { group: '', checks: checkCatalogue, identities: world.models, reads: modelReads, readsStyle: false, contextTokens: 2048 } // prettier-ignore
  return (await compileRecipe(recipe, parts)).order.map(({ variant }) => variant.name)
}

/** That a text came in one call with others. It serves under `batch: true` alone. */
const together = (name: string): string => `${name} together`
const alone = (name: string): string => name.replace(/ together$/, '')

function namesIn(request: CompletionRequest, sketch: Sketch): readonly string[] {
  const names = asksOf(request, sketch).map(nameOf)
  return request.format === undefined ? names : names.map(together)
}

function assertOnlyNeeded(asked: readonly string[], prediction: Prediction, memory: Memory): void {
  assert.is(new Set(asked).size, asked.length, 'nothing is asked twice in a build')
  for (const name of asked) {
    assert.ok(prediction.asked.has(alone(name)), `nobody needs: ${name}`)
    assert.not(memory.asked.has(name), `asked once more: ${name}`)
  }
}

function assertFiles({ disk }: World, { files, rejected }: Prediction): void {
  for (const [target, text] of files) assert.is(disk.text(outputOf(target)), text, `the bytes of ${target}`)
  for (const [group, cells] of rejected)
    assert.equal(rejectedIn(disk.text(`.fusionkit/rejected/${group}.jsonl`) ?? ''), cells, `the rejected of ${group}`)
}

/** Nobody's bytes but the user's are moved aside, and theirs are (contract 36). */
function assertKeptAside({ disk }: World): void {
  for (const path of disk.paths()) if (path.includes('.edited-')) assert.is(disk.text(path), mine, path)
}

function rejectedIn(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { pair: [string, string]; variant: string; attempts?: readonly unknown[] })
    .map(({ pair, variant, attempts }) => [...pair, variant, attempts?.length ?? 0])
}

/** Old bytes or new ones, whenever it was killed; or nothing, where somebody else's were moved aside. */
function assertWholeFiles({ disk }: World, { files }: Prediction, { last, begun }: Memory): void {
  for (const [target, text] of files) {
    begun.add(text)
    const now = disk.text(outputOf(target))
    const isWhole = now === undefined || now === mine || now === last.get(target)?.text || begun.has(now)
    assert.ok(isWhole, `${target} is neither old nor new`)
  }
}

/** Made of something else than last time, or not lying there as it was written (contract 9). */
function staleTargets({ disk }: World, { madeOf, files }: Prediction, { last }: Memory): readonly string[] {
  const stale = [...files.keys()].filter((target) => {
    const known = last.get(target)
    return known?.madeOf !== madeOf.get(target) || disk.text(outputOf(target)) !== known?.text
  })
  return stale.sort()
}

/** Whether the bytes are what they were, and whether that is a way back, is told as it is. */
function assertTold(run: Run, { madeOf, files }: Prediction, { last, former }: Memory): void {
  for (const event of run.events) {
    if (event.kind !== 'target-ended' || event.outcome.kind !== 'built') continue
    const { target, outcome } = event
    const text = files.get(target) ?? ''
    assert.is(outcome.sameBytes, last.get(target)?.text === text, `${target}: same bytes`)
    const was = (former.get(target) ?? []).some((known) => known.madeOf === madeOf.get(target) && known.text === text)
    assert.is(outcome.restored, was && outcome.tally.calls === 0, `${target}: restored`)
  }
}

function assertPlanned(plan: Awaited<ReturnType<World['plan']>>, { ran }: Run): void {
  const planned = new Set(plan.map(({ target }) => target))
  const stale = plan.filter(({ state }) => state === 'stale').map(({ target }) => target)
  for (const target of ran) assert.ok(planned.has(target), `${target} ran, and was not planned (contract 19)`)
  for (const target of stale) assert.ok(ran.includes(target), `${target} was planned, and did not run (contract 19)`)
}

function remember({ ran }: Run, { madeOf, files }: Prediction, { last, former }: Memory): void {
  for (const target of ran) {
    const known = { madeOf: madeOf.get(target) ?? '', text: files.get(target) ?? '' }
    last.set(target, known)
    const others = (former.get(target) ?? []).filter(
      ({ madeOf: of, text }) => of !== known.madeOf || text !== known.text,
    )
    former.set(target, [known, ...others])
  }
}
