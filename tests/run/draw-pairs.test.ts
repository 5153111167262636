import * as assert from 'uvu/assert'
import fc from 'fast-check'
import type { GroupRule } from '../../src/domain/project.js'
import type { Group } from '../../src/domain/question.js'
import { relPath } from '../../src/domain/path.js'
import type { FusionTarget } from '../../src/domain/target.js'
import { drawPairs, findPinned, usualPairs, withPinned } from '../../src/run/draw-pairs.js'
import { spec } from '../support/spec.js'

type Sizes = Readonly<Record<string, number>>

/** Groups by name, with so many questions each. */
function groupsOf(sizes: Sizes) {
  const rule = { pairs: { kind: 'all' } } as unknown as GroupRule
  const targets = Object.keys(sizes).map(
    (group) => ({ kind: 'fusion', id: group, group, rule }) as unknown as FusionTarget,
  )
  const read: string[] = []
  const load = async ({ group: name }: FusionTarget): Promise<{ readonly group: Group }> => {
    read.push(name)
    const questions = Array.from({ length: sizes[name] ?? 0 }, (_, n) => ({
      question: `What is ${name} ${n}?`,
      path: relPath(`${name}.jsonl`),
      line: n + 1,
      row: {},
    }))
    return { group: { name, from: 'all', questions } as unknown as Group }
  }
  return { targets, load, read }
}

async function drawn(sizes: Sizes, size: number, seed = 0): Promise<readonly string[]> {
  const { targets, load } = groupsOf(sizes)
  const pairs = await drawPairs(targets, { size, seed }, load)
  return pairs.map(({ pair: { first, second } }) => `${first.question} ${second.question}`)
}

const sizes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), fc.integer({ min: 0, max: 12 }), {
  minKeys: 1,
})
const pairsIn = (all: Sizes) => Object.values(all).reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)

spec('the pairs that are previewed', (it) => {
  it('are as many as are wanted, or as there are, each once', async () =>
    fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 20 }), async (all, size) => {
        const pairs = await drawn(all, size)
        assert.is(new Set(pairs).size, pairs.length)
        assert.is(pairs.length, Math.min(size, pairsIn(all)), 'what one group does not have comes of the others')
      }),
    ))

  it('are the same ones each time, in whatever order the groups come; another seed draws others', async () => {
    const [one, other] = [
      { a: 20, b: 20, c: 20 },
      { c: 20, a: 20, b: 20 },
    ]
    assert.equal(await drawn(one, 8), await drawn(other, 8))
    assert.not.equal(await drawn(one, 8), await drawn(one, 8, 7))
  })

  it('stay when there are more of them: of a new question few come in', async () => {
    const before = await drawn({ a: 40, b: 40 }, 8)
    const after = await drawn({ a: 41, b: 40 }, 8)
    assert.ok(before.filter((pair) => after.includes(pair)).length >= 6)
    const more = await drawn({ a: 40, b: 40 }, 16)
    assert.equal(
      before.filter((pair) => !more.includes(pair)),
      [],
    )
  })

  it('come of as many groups as they can, and only those are read', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`group-${n}`, 5]))
    const { targets, load, read } = groupsOf(many)
    await drawPairs(targets, { size: 8, seed: 0 }, load)
    assert.is(read.length, 8)
    const of = (await drawn({ a: 9, b: 9, c: 9 }, 8)).map((pair) => pair.slice(8, 9))
    assert.is(new Set(of).size, 3)
  })

  it('begin with the pinned ones, in either order of their questions, and have none twice', async () => {
    const { targets, load } = groupsOf({ a: 4, b: 4 })
    const place = { path: relPath('fusion.config.yaml'), line: 9 }
    const pins = [
      { questions: ['What is b 3?', 'What is b 1?'] as const, place },
      { questions: ['What is a 0?', 'What is b 1?'] as const, place },
    ]
    const { found, missing } = await findPinned(pins, targets, load)
    assert.equal(missing, [pins[1]], 'of two groups, they make no pair')
    assert.is(found.length, 1)
    const all = await drawPairs(targets, { size: 12, seed: 0 }, load)
    const shown = withPinned(found, all)
    assert.is(shown.length, 12)
    assert.is(shown[0]?.isPinned, true)
    assert.is(shown[0]?.pair.first.question, 'What is b 1?')
  })

  it('have a pinned one whatever the case and the closing marks of its questions; one question alone is no pair', async () => {
    const { targets, load } = groupsOf({ a: 4 })
    const place = { path: relPath('fusion.config.yaml'), line: 9 }
    const [pin, half] = [
      { questions: ['what is A 2', 'What is a 0 ?'] as const, place },
      { questions: ['What is a 1?', 'what is a 1'] as const, place },
    ]
    const { found, missing } = await findPinned([pin, half], targets, load)
    assert.equal(
      found.map(({ pair }) => [pair.first.question, pair.second.question]),
      [['What is a 0?', 'What is a 2?']],
    )
    assert.equal(missing, [half])
  })

  it('are fewer where many variants were edited at once', () => {
    assert.equal([1, 2, 3, 4, 6, 11, 40].map(usualPairs), [8, 8, 8, 6, 4, 2, 2])
  })
})
