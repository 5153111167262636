import * as assert from 'uvu/assert'
import { checkCatalogue } from '../../src/checks/index.js'
import { rejectedLines as linesOfPair } from '../../src/fusion/record.js'
import { tallyRejected, type Wanted } from '../../src/fusion/rejected-list.js'
import type { CellOutcome } from '../../src/fusion/resolve.js'
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

  it('names the line of each cell that it shows, and shows no more than it is asked to', async () => {
    const pairs = Array.from({ length: 5 }, () => [text, bad('echo'), text])
    const { reasons } = await tallied(pairs, { limit: 2 })
    assert.equal(
      reasons[0]?.examples.map(({ path, line, pair }) => [path, line, pair]),
      [
        ['list.jsonl', 1, ['Who 0?', 'When?']],
        ['list.jsonl', 2, ['Who 1?', 'When?']],
      ],
    )
    assert.is(reasons[0]?.cells, 5)
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
