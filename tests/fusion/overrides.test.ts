import * as assert from 'uvu/assert'
import type { Digest } from '../../src/base/hash.js'
import type { Completion } from '../../src/domain/completion.js'
import { type Override, overrideLine, type Word } from '../../src/domain/override.js'
import { relPath } from '../../src/domain/path.js'
import type { CompiledRecipe } from '../../src/fusion/compile-recipe.js'
import { readOverrides } from '../../src/fusion/read-overrides.js'
import { recordLines, rejectedLines } from '../../src/fusion/record.js'
import { type CellOutcome, never } from '../../src/fusion/resolution.js'
import { resolvePair } from '../../src/fusion/resolve.js'
import { compiledOf, type Given, pairOf, templateOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'

const plain = { simple: 'S {{ q1 }} {{ q2 }}', fluid: 'F {{ simple }}', brief: 'B {{ simple }}' }
const text = (said: string): Word => ({ kind: 'text', text: said })
const drop: Word = { kind: 'drop' }

/** What becomes of the pair, and the prompts that were asked; each is answered by itself. */
async function resolved(
  words: Readonly<Record<string, Word>>,
  variants: Readonly<Record<string, Given>> = plain,
  answer: (prompt: string, attempt: number) => string = (prompt, attempt) => `${prompt} ${attempt}?`,
): Promise<{ cells: readonly CellOutcome[]; asked: readonly string[]; recipe: CompiledRecipe }> {
  const overrides = Object.entries(words).map(([variant, word]): Override => ({
    pair: ['Who?', 'When?'],
    variant,
    word,
  }))
  const recipe = await compiledOf(variants, { overrides })
  const store = new Map<Digest, Completion>()
  const asked: string[] = []
  for (;;) {
    const resolution = resolvePair(pairOf(), recipe, (key) => store.get(key), never)
    if (resolution.kind === 'done') return { cells: resolution.cells, asked: asked.sort(), recipe }
    for (const { key, request } of resolution.needs) {
      const prompt = request.messages.at(-1)?.content ?? ''
      asked.push(`${prompt} #${request.attempt}`)
      store.set(key, { text: answer(prompt, request.attempt), end: 'stop' })
    }
  }
}

const textsOf = (cells: readonly CellOutcome[]) => cells.map((cell) => ('text' in cell ? cell.text : cell.kind))

spec('a user’s word on a cell', (it) => {
  it('goes before all that a model says: nobody is asked for it', async () => {
    const { cells, asked } = await resolved({ fluid: text('As I say it.') })
    assert.equal(textsOf(cells), ['S Who? When? 1?', 'As I say it.', 'B S Who? When? 1? 1?'])
    assert.equal(asked, ['B S Who? When? 1? #1', 'S Who? When? #1'])
  })

  it('is what other variants read', async () => {
    const { asked } = await resolved({ simple: text('Both?') })
    assert.equal(asked, ['B Both? #1', 'F Both? #1'])
  })

  it('is neither cleaned nor checked, and stands where its parent has no text', async () => {
    const strict = { simple: { prompt: 'S {{ q1 }}', checks: { not_bad: true } }, fluid: 'F {{ simple }}' }
    const { cells } = await resolved({ fluid: text('  "bad"\n') }, strict, () => 'bad')
    assert.is(cells[0]?.kind, 'rejected')
    assert.equal(cells[1], { kind: 'text', text: '  "bad"\n', attempt: 0, rejections: [] })
  })

  it('keeps its text: another cell that says the same moves on to the next attempt, an earlier one, too', async () => {
    const { cells } = await resolved({ brief: text('same') }, plain, (_prompt, attempt) =>
      attempt === 1 ? 'Same?' : `Number ${attempt}?`,
    )
    assert.is(cells[0]?.kind === 'text' && cells[0].rejections[0]?.reason, 'duplicate')
    assert.equal(textsOf(cells), ['Number 2?', 'Number 3?', 'same'])
  })

  it('leaves a step alone that nobody else reads', async () => {
    const steps = { step: { prompt: 'S {{ q1 }}', record: false }, back: 'B {{ step }}', deep: 'D {{ back }}' }
    const { cells, asked } = await resolved({ back: text('Mine?') }, steps)
    assert.equal(textsOf(cells), ['unread', 'Mine?', 'D Mine? 1?'])
    assert.equal(asked, ['D Mine? #1'])
    const both = await resolved({ back: text('Mine?') }, { ...steps, more: 'M {{ step }}' })
    assert.ok(both.asked.includes('S Who? #1'))
  })

  it('is a record of no model and no attempt', async () => {
    const recipe = await compiledOf(plain, {
      overrides: [],
      record: await Promise.all(
        ['text', 'model', 'attempt', 'variant'].map(async (name) => ({
          name,
          value: await templateOf(`{{ ${name} }}`),
        })),
      ),
    })
    const { cells } = await resolved({ fluid: text('Mine?') })
    assert.equal(recordLines(pairOf(), cells, recipe).slice(0, 2), [
      '{"text":"S Who? When? 1?","model":"m","attempt":1,"variant":"simple"}\n',
      '{"text":"Mine?","model":"","attempt":0,"variant":"fluid"}\n',
    ])
  })
})

spec('a dropped cell', (it) => {
  it('is no record, is not among the rejected, and is asked of nobody where nobody reads it', async () => {
    const { cells, asked, recipe } = await resolved({ fluid: drop })
    assert.equal(cells[1], { kind: 'dropped' })
    assert.equal(asked, ['B S Who? When? 1? #1', 'S Who? When? #1'])
    assert.is(recordLines(pairOf(), cells, recipe).length, 2)
    assert.equal(rejectedLines(pairOf(), cells, recipe), [])
  })

  it('is read by others as the model said it', async () => {
    const { cells, asked } = await resolved({ simple: drop })
    assert.equal(cells[0], { kind: 'dropped', text: 'S Who? When? 1?' })
    assert.equal(asked.slice(0, 2), ['B S Who? When? 1? #1', 'F S Who? When? 1? #1'])
  })

  it('gives its text free: no other cell is its duplicate', async () => {
    const { cells } = await resolved({ simple: drop }, plain, (prompt, attempt) =>
      prompt.startsWith('B') ? `Number ${attempt}?` : 'Same?',
    )
    assert.equal(textsOf(cells), ['Same?', 'Same?', 'Number 1?'])
  })

  it('leaves those that read it without a text where the model gave none', async () => {
    const strict = { simple: { prompt: 'S {{ q1 }}', checks: { not_bad: true } }, fluid: 'F {{ simple }}' }
    const { cells } = await resolved({ simple: drop }, strict, () => 'bad')
    assert.equal(cells, [{ kind: 'dropped' }, { kind: 'skipped', because: 'simple' }])
  })
})

const path = relPath('overrides.jsonl')
const pair = '"pair": ["Who?", "When?"]'
const read = (...lines: readonly string[]) => readOverrides(Buffer.from(lines.join('\n')), path)
const said = (...lines: readonly string[]) =>
  read(...lines).diagnostics.map(({ code, place }) => `${code} ${place?.line ?? 0}`)

spec('a file of overrides', (it) => {
  it('holds what `overrideLine` writes, with blank lines, CRLF and a byte order mark around it', () => {
    const overrides: readonly Override[] = [
      { pair: ['Who?', 'When “so”?'], variant: 'fluid', word: text(' Both,\n"two" of them?\u2028') },
      { pair: ['Who?', 'When?'], variant: 'simple', word: drop },
    ]
    const file = `\uFEFF\r\n${overrides.map(overrideLine).join('\n').replaceAll('\n', '\r\n')}`
    const { overrides: found, diagnostics } = readOverrides(Buffer.from(file), path)
    assert.equal(diagnostics, [])
    assert.equal(
      found.map(({ pair, variant, word }) => ({ pair, variant, word })),
      overrides,
    )
    assert.equal(
      found.map(({ place }) => place.line),
      [2, 4],
    )
  })

  it('is told all that is wrong with it at once, line by line', () => {
    const lines = [
      '{',
      '[]',
      '"fluid"',
      `{${pair}, "question": "x"}`,
      `{${pair}, "variant": 7, "question": "x"}`,
      `{"variant": "a", "question": "x"}`,
      `{"pair": "Who?", "variant": "a", "question": "x"}`,
      `{"pair": ["Who?"], "variant": "a", "question": "x"}`,
      `{"pair": ["Who?", 1], "variant": "a", "question": "x"}`,
      `{${pair}, "variant": "a"}`,
      `{${pair}, "variant": "a", "question": "x", "drop": true}`,
      `{${pair}, "variant": "a", "drop": false}`,
      `{${pair}, "variant": "a", "question": " "}`,
      `{${pair}, "variant": "a", "question": null}`,
      `{${pair}, "variant": "a", "qestion": "x"}`,
      `{${pair}, "variant": "b", "question": "x"}`,
      `{${pair}, "variant": "b", "question": "X"}`,
      `{${pair}, "variant": "b", "question": "x"}`,
      `{${pair}, "variant": "b", "drop": true}`,
    ]
    const [json, shape, dropped, blank, twice] = [
      'broken-json',
      'override-shape',
      'override-drop',
      'override-blank',
      'override-twice',
    ]
    const codes = [json, ...Array<string>(10).fill(shape), dropped, blank, shape, shape]
    assert.equal(said(...lines), [...codes.map((code, index) => `${code} ${index + 1}`), `${twice} 17`, `${twice} 19`])
    assert.match(
      read(`{${pair}, "variant": "a", "qestion": "x"}`).diagnostics[0]?.hint ?? '',
      'Did you mean "question"?',
    )
    assert.equal(
      readOverrides(Buffer.from([0x22, 0xff, 0x22]), path).diagnostics.map(({ code }) => code),
      ['not-utf8'],
    )
  })
})
