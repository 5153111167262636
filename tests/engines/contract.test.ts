/**
 * One contract, every engine of the catalogue: what `src/engines/engine.ts` says is held for each, where it really runs.
 *
 * An engine without a stage (contract/stages.ts) fails here. What its stage cannot bring about is left out, and the reason printed.
 */
import * as assert from 'uvu/assert'
import { type EngineKind } from '../../src/engines/engine.js'
import { engineKinds } from '../../src/engines/index.js'
import { spec } from '../support/spec.js'
import { answering } from './contract/answering.js'
import type { Case } from './contract/case.js'
import { checkingUp } from './contract/checking-up.js'
import { ending } from './contract/ending.js'
import { failing } from './contract/failing.js'
import { knowing } from './contract/knowing.js'
import { listening } from './contract/listening.js'
import type { Skip, Stage } from './contract/stage.js'
import { stages } from './contract/stages.js'

const cases: readonly Case[] = [...knowing, ...checkingUp, ...answering, ...ending, ...failing]

/** The first of the topics that the stage leaves out. */
function skipOf({ needs = [] }: Case, { skips }: Stage): Skip | undefined {
  return needs.map((topic) => skips[topic]).find((skip) => skip !== undefined)
}

function hold(kind: EngineKind, stage: Stage): void {
  spec(`the engine ${kind.name}`, (it) => {
    const printed: string[] = []
    for (const each of cases) {
      const skip = skipOf(each, stage)
      if (skip) it.skip(each.sentence, skip.skip)
      else {
        const check = async () => stage.within(async (scene) => each.check(scene, kind))
        it(each.sentence, async () => listening(printed, check))
      }
    }
    it('prints nothing, in all of this', () => assert.equal(printed, []))
  })
}

spec('the contract of engines', (it) => {
  it('is held for each engine of the catalogue: each has a stage', () => {
    assert.equal(Object.keys(stages).sort(), engineKinds.map(({ name }) => name).sort())
  })

  it('leaves out nothing without a reason that can be read', () => {
    const reasons = Object.values(stages).flatMap(({ skips }) => Object.values(skips))
    assert.equal(
      reasons.filter(({ skip }) => skip.trim().length < 20),
      [],
    )
  })

  it('is held for the most part by each: no stage leaves out every case', () => {
    for (const [name, stage] of Object.entries(stages))
      assert.ok(cases.filter((each) => skipOf(each, stage) === undefined).length >= 5, name)
  })
})

for (const kind of engineKinds) {
  const stage = stages[kind.name]
  if (stage) hold(kind, stage)
}
