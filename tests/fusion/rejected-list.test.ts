import * as assert from 'uvu/assert'
import { checkCatalogue } from '../../src/checks/index.js'
import { rejectedLines as linesOfPair } from '../../src/fusion/record.js'
import { tallyRejected, type Wanted } from '../../src/fusion/rejected-list.js'
import type { CellOutcome } from '../../src/fusion/resolution.js'
import { knownReasons } from '../../src/messages/rejected-lines.js'
import { compiledOf, pairOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

const bad = (reason: string): CellOutcome => ({
  kind: 'rejected',
  rejections: [{ attempt: 1, reason, detail: 'why', text: 'What it said' }],
})
const skipped: CellOutcome = { kind: 'skipped', because: 'simple' }

/** As a build writes them: three cells of each pair. */
async function tallied(pairs: readonly (readonly CellOutcome[])[], wanted: Partial<Wanted> = {}) {
  const recipe = await compiledOf({ simple: 'S {{ q1 }}', fluid: 'F {{ simple }}', brief: 'B {{ q1 }}' })
  const tally = tallyRejected({ limit: 3, ...wanted })
  let line = 0
  for (const [index, cells] of pairs.entries())
    for (const text of linesOfPair(pairOf(`Who ${index}?`, 'When?'), cells, recipe))
      tally.add('animals', 'list.jsonl', (line += 1), text)
  return tally
}

const text: CellOutcome = { kind: 'text', text: 'One?', attempt: 1, rejections: [] }

spec('a list of rejected cells', (it) => {
  it('is counted by reason, the most frequent one first, and by name where there are as many', async () => {
    const { cells, reasons } = await tallied([
      [text, bad('echo'), bad('duplicate')],
      [text, bad('echo'), bad('markup')],
    ])
    assert.is(cells, 4)
    assert.equal(
      reasons.map(({ reason, byVariant }) => [reason, byVariant]),
      [
        ['echo', { fluid: 2 }],
        ['duplicate', { brief: 1 }],
        ['markup', { brief: 1 }],
      ],
    )
  })

  it('names the line of each cell that it shows, and shows no more than it is asked to: some of all, and always the same', async () => {
    const pairs = Array.from({ length: 40 }, () => [text, bad('echo'), text])
    const shown = async (limit: number) => (await tallied(pairs, { limit })).reasons[0]?.examples ?? []
    const some = await shown(5)
    assert.is(some.length, 5)
    assert.equal(some, await shown(5))
    assert.ok(some.every(({ path, line, pair }) => path === 'list.jsonl' && pair[0] === `Who ${line - 1}?`))
    const lines = some.map(({ line }) => line)
    assert.equal(
      lines,
      lines.toSorted((a, b) => a - b),
      'in the order of the list',
    )
    assert.ok((lines.at(-1) ?? 0) > 10, 'not its beginning alone')
    assert.is((await shown(Infinity)).length, 40)
    assert.equal(await shown(0), [])
    assert.is((await tallied(pairs)).reasons[0]?.cells, 40)
  })

  it('counts cells that read a rejected one by what they wait for, and not as a reason', async () => {
    const tally = await tallied([[bad('echo'), skipped, text]])
    assert.equal([tally.cells, tally.skipped], [1, { simple: 1 }])
  })

  it('passes over what is no such line', () => {
    const tally = tallyRejected({ limit: 3 })
    for (const line of ['', '[]', 'half a li', '{"reason":"echo"}', '{"reason":7,"pair":1,"attempts":{"text":null}}'])
      tally.add('animals', 'list.jsonl', 1, line)
    assert.ok(tally.cells <= 2)
    assert.ok(tally.reasons.every(({ examples }) => examples.every(({ attempts }) => attempts.length === 0)))
  })

  it('is met with words for every check that there is', () => {
    assert.equal(
      checkCatalogue.map(({ name }) => name).filter((name) => !knownReasons.includes(name)),
      [],
    )
  })
})
