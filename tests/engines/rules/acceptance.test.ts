/**
 * What a stranger would hold the rule engine to, judged from its answers alone.
 *
 * The checkers beside this file share no code with the engine; acceptance-checker.test.ts shows that each of them can fail.
 */
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import fc from 'fast-check'
import type { Language } from '../../../src/domain/project.js'
import { cleanText } from '../../../src/fusion/clean.js'
import { soakRuns } from '../../support/soak.js'
import { spec } from '../../support/spec.js'
import { changesByEdit, digestOfAll } from './again.js'
import { anyQuestion } from './any-question.js'
import { askedNoMore } from './askers.js'
import { carefulQuestions, everyCell, fused, isCareful, languages, openedEngine, styles, type Cell } from './asking.js'
import { lostIn } from './content.js'
import { byNoun, embeddedForm, indirectly, knownFrames, spelledOut, type Probe } from './embedded.js'
import { englishIndirect } from './english-indirect.js'
import { englishNouns } from './english-nouns.js'
import { frenchIndirect } from './french-indirect.js'
import { frenchNouns } from './french-nouns.js'
import { doubledAnew } from './function-words.js'
import { grammarAmiss } from './grammar.js'
import { littleWordsAmiss } from './little-words.js'
import { conciseButLong, markerAmiss } from './markers.js'
import { isFit, marksAmiss } from './marks.js'
import { framesUsed, isQuoting, saidAgain } from './variety.js'

const answers = new Map<Language, Promise<readonly Cell[]>>()

/** Everything that the suite asks in a language, asked once. */
async function allOf(language: Language): Promise<readonly Cell[]> {
  const cells = answers.get(language) ?? openedEngine().then(async (ask) => fused(ask, everyCell(language)))
  answers.set(language, cells)
  return cells
}

const said = async (language: Language): Promise<readonly Cell[]> =>
  (await allOf(language)).filter(({ text }) => text !== '')

/** No cell has a fault; ten that have are shown, from all over the list. */
function none(cells: readonly Cell[], faultsOf: (cell: Cell) => readonly string[]): void {
  const faulty = cells.flatMap((cell) => {
    const faults = faultsOf(cell)
    return faults.length === 0 ? [] : [`${cell.style} ${cell.attempt}: ${faults.join('; ')}\n    ${cell.text}`]
  })
  const shown = faulty.filter((_, at) => at % Math.ceil(faulty.length / 10) === 0)
  assert.ok(faulty.length === 0, `${faulty.length} of ${cells.length}\n${shown.join('\n')}`)
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

for (const language of languages) {
  spec(`rules, judged from outside (${language})`, (it) => {
    it('a. loses no word that says something, and no number, acronym, name or quoted span to the letter', async () =>
      none(await said(language), lostIn))

    it('a. loses neither what a question asks for nor its "not"', async () => none(await said(language), askedNoMore))

    it('b. ends in one "?", begins with a capital, and brings no marks together that no source has', async () =>
      none(await said(language), marksAmiss))

    it('c. never says a function word twice in a row', async () => none(await said(language), doubledAnew))

    it('says nothing that a build would take for the words that a model puts around its answer', async () =>
      none(await said(language), ({ text }) => (cleanText(text) === text ? [] : [cleanText(text)])))

    it('leaves none of the traces of a question that was put into another by halves', async () =>
      none(await said(language), grammarAmiss))

    it('e. has three attempts for every pair and style, and each says something else', async () => {
      const again = saidAgain(await allOf(language), ({ first, second, style }) => [first, second, style])
      none(again, () => ['said before, or not at all'])
    })

    it('e. says eleven things in eleven styles at the first attempt', async () => {
      const firsts = (await allOf(language)).filter(({ attempt }) => attempt === 1)
      none(
        saidAgain(firsts, ({ first, second }) => [first, second]),
        () => ['another style says the same'],
      )
    })

    it('f. quotes a whole question in at most 40 % of what it makes of well-formed ones', async () => {
      const careful = (await said(language)).filter(isCareful)
      const share = careful.filter(isQuoting).length / careful.length
      assert.ok(share <= 0.4, percent(share))
    })

    for (const style of styles) {
      it(`f. uses five frames or more in ${style}, none for more than half`, async () => {
        const cells = (await said(language)).filter((cell) => cell.style === style)
        // most datasets take the first attempt of each pair: it must vary by itself
        for (const part of [cells, cells.filter(({ attempt }) => attempt === 1)]) {
          const { frames, largest, commonest } = framesUsed(part)
          assert.ok(frames >= 5 && largest <= 0.5, `${frames} frames, ${percent(largest)}: ${commonest}`)
        }
      })
    }

    for (const style of ['yes_no', 'comparative', 'follow_up', 'ce2']) {
      it(`g. shows that it is ${style}`, async () =>
        none(
          (await said(language)).filter((cell) => cell.style === style),
          (cell) => [markerAmiss(cell) ?? []].flat(),
        ))
    }

    it('g. makes concise the shortest of the eleven for nine pairs in ten', async () => {
      const firsts = (await said(language)).filter(({ attempt }) => attempt === 1)
      const long = conciseButLong(firsts)
      const share = (long.length * styles.length) / firsts.length
      assert.ok(share <= 0.1, `${percent(share)}\n${long.map(({ text }) => text).join('\n')}`)
    })
  })
}

interface Gold {
  readonly probes: Readonly<Record<Language, Probe>>
  readonly forms: Readonly<Record<Language, readonly (readonly [string, ...string[]])[]>>
  readonly least: Readonly<Record<Language, { readonly inside: number; readonly asWritten: number }>>
}

/** A noun phrase has more spellings than anybody thinks of, and need not be there at all. */
const gold: Readonly<Record<string, Gold>> = {
  'an indirect question': {
    probes: indirectly,
    forms: { en: englishIndirect, fr: frenchIndirect },
    least: { en: { inside: 0.6, asWritten: 0.95 }, fr: { inside: 0.85, asWritten: 0.95 } },
  },
  'a noun phrase': {
    probes: byNoun,
    forms: { en: englishNouns, fr: frenchNouns },
    least: { en: { inside: 0.25, asWritten: 0.9 }, fr: { inside: 0.25, asWritten: 0.9 } },
  },
}

spec('rules, held against forms that were written by hand', (it) => {
  for (const [what, { probes, forms, least }] of Object.entries(gold)) {
    for (const language of languages) {
      it(`f. ${language}: puts many a question inside a sentence as ${what}, and as it was written`, async () => {
        const ask = await openedEngine()
        const frames = await knownFrames(ask, probes[language])
        assert.ok(frames.length > 0, 'even the two known questions are not put inside a sentence')
        const wrong: string[] = []
        let inside = 0
        for (const [question, ...written] of forms[language]) {
          const form = await embeddedForm(ask, probes[language], frames, question)
          if (form === undefined) continue
          inside += 1
          if (!written.flatMap(spelledOut).includes(form)) wrong.push(`${question} → ${form}`)
        }
        const coverage = inside / forms[language].length
        const exact = 1 - wrong.length / inside
        const figures = `${percent(coverage)} are inside, ${percent(exact)} of these as written`
        const { inside: leastInside, asWritten } = least[language]
        assert.ok(coverage >= leastInside && exact >= asWritten, `${figures}\n${wrong.join('\n')}`)
      })
    }
  }
})

spec('rules, held against the little words of a question', (it) => {
  for (const language of languages) {
    it(`${language}: loses none inside a sentence, and moves nothing but the verb`, async () => {
      const ask = await openedEngine()
      const probe = indirectly[language]
      const frames = await knownFrames(ask, probe)
      const wrong: string[] = []
      for (const question of carefulQuestions[language]) {
        const form = await embeddedForm(ask, probe, frames, question)
        const faults = form === undefined ? [] : littleWordsAmiss(question, form, language)
        if (faults.length > 0) wrong.push(`${question} → ${form}: ${faults.join('; ')}`)
      }
      assert.equal(wrong, [])
    })
  }
})

spec('rules, again and elsewhere (contract 39)', (it) => {
  it('d. says the same in another process, with another clock, language and folder, and in the opposite order', async () => {
    const here = await digestOfAll(false)
    const there = { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
    assert.is(await digestBackwards(there), here)
  })

  for (const language of languages) {
    it(`d. ${language}: says something else of an edited question's own pairs alone`, async () => {
      const cells = everyCell(language, undefined, [1, 7]).filter(({ attempt }) => attempt === 1)
      const { elsewhere, unmoved } = await changesByEdit(await openedEngine(), cells, cells[0]?.first ?? '')
      none(elsewhere, () => ['changed with another pair’s question'])
      none(unmoved, () => ['did not change with its own question'])
    })
  }
})

/** What a process of its own says, asked in the opposite order: with these settings, in another folder. */
async function digestBackwards(settings: Readonly<Record<string, string>>): Promise<string> {
  const again = JSON.stringify(new URL('again.js', import.meta.url).href)
  const code = `const { digestOfAll } = await import(${again}); process.stdout.write(await digestOfAll(true))`
  const env = { ...process.env, ...settings }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    env,
    cwd: tmpdir(),
  })
  return stdout
}

spec('rules, asked nonsense', (it) => {
  it('h. never throws: a well-formed question of one line; refused where there is nothing to ask, or nothing more to say', async () => {
    const ask = await openedEngine()
    const runs = soakRuns(2_000)
    let refused = 0
    await fc.assert(
      fc.asyncProperty(
        anyQuestion,
        anyQuestion,
        fc.constantFrom(...styles),
        fc.constantFrom(...languages),
        fc.integer({ min: 1, max: 3 }),
        async (first, second, style, language, attempt) => {
          const { text } = await ask({ first, second, style, language, attempt })
          const asksNothing = [first, second].some((question) => !/[\p{L}\p{N}\p{S}]/u.test(question))
          if (text === '') refused += attempt === 1 && !asksNothing ? 1 : 0
          else assert.ok(isFit(text), text)
        },
      ),
      { numRuns: runs },
    )
    assert.ok(refused <= runs / 200, `${refused} pairs refused that ask something, however oddly`)
  })
})
