/** Shows of each property in acceptance.test.ts that it can fail: good texts pass, and each fault that is planted is found. */
import * as assert from 'uvu/assert'
import type { Language } from '../../../src/domain/project.js'
import { spec } from '../../support/spec.js'
import { changesByEdit, digestOfAll } from './again.js'
import { askedNoMore } from './askers.js'
import type { Ask, Cell } from './asking.js'
import { lostIn } from './content.js'
import { embeddedForm, indirectly, knownFrames, spelledOut } from './embedded.js'
import { frameOf } from './fillers.js'
import { doubledAnew } from './function-words.js'
import { grammarAmiss } from './grammar.js'
import { littleWordsAmiss } from './little-words.js'
import { conciseButLong, markerAmiss } from './markers.js'
import { isFit, marksAmiss } from './marks.js'
import { framesUsed, isQuoting, saidAgain } from './variety.js'

interface Sources {
  readonly first: string
  readonly second: string
  readonly language: Language
}

const english: Sources = {
  first: 'Who wrote “Emma” in 1815?',
  second: 'Which NASA probe did Carl Sagan help to build?',
  language: 'en',
}
const french: Sources = {
  first: 'Qui a écrit « Emma » ?',
  second: 'Combien de pattes une araignée a-t-elle ?',
  language: 'fr',
}

const cell = (text: string, style = 'yes_no', sources = english): Cell => ({ ...sources, style, attempt: 1, text })
const good = 'Do you know who wrote “Emma” in 1815 and which NASA probe Carl Sagan helped to build?'
const goodFrench = 'Savez-vous qui a écrit « Emma » et combien de pattes une araignée a ?'
const quoted = 'Can you answer both “Who wrote ‘Emma’ in 1815” and “Which NASA probe did Carl Sagan help to build”?'

/** Hears nothing of the first question. */
const deaf: Ask = async (cell) => ({ ...cell, text: `${cell.second}?` })

spec('the acceptance checker', (it) => {
  it('finds nothing amiss in what is right', () => {
    for (const right of [cell(good), cell(quoted), cell(goodFrench, 'yes_no', french)]) {
      const faults = [
        ...lostIn(right),
        ...askedNoMore(right),
        ...marksAmiss(right),
        ...doubledAnew(right),
        ...grammarAmiss(right),
      ]
      assert.equal([...faults, markerAmiss(right)], [undefined], right.text)
    }
  })

  const lost: readonly (readonly [string, string, string])[] = [
    ['a word', good.replace('probe ', ''), 'probe'],
    ['a verb, in all its forms', good.replace('helped to build', 'worked on'), 'help'],
    ['a number', good.replace('1815', '1816'), '1815'],
    ['an acronym', good.replace('NASA', 'Nasa'), 'NASA'],
    ['a name’s capital', good.replace('Sagan', 'sagan'), 'Sagan'],
    ['a quoted span', good.replace('“Emma”', 'an “Emma”').replace('Emma', 'Emmas'), 'Emma'],
  ]
  for (const [what, text, word] of lost) {
    it(`a. misses ${what}`, () => assert.ok(lostIn(cell(text)).includes(word), lostIn(cell(text)).join()))
  }

  it('a. accepts the noun of a measure, and inner quotes of another kind', () => {
    const sources: Sources = { first: 'How tall is K2?', second: 'What is a "gnu"?', language: 'en' }
    assert.equal(lostIn(cell('What do the height of K2 and a ‘gnu’ have in common?', 'comparative', sources)), [])
    assert.equal(lostIn(cell('What do K2 and a ‘gnu’ have in common?', 'comparative', sources)), ['tall'])
  })

  it('a. does not take a name at the very start for a plain word', () => {
    const sources: Sources = { first: 'Mark Twain was born where?', second: 'What is jazz?', language: 'en' }
    assert.equal(lostIn(cell('What is jazz, and mark Twain was born where?', 'simple', sources)), ['Mark'])
  })

  it('a. misses what a question asks for, and its "not"', () => {
    const sources: Sources = {
      first: 'Why is ice slippery?',
      second: 'Which birds cannot, or do not, fly?',
      language: 'en',
    }
    const text = 'What do slippery ice and birds that fly have in common?'
    assert.equal(askedNoMore(cell(text, 'comparative', sources)), ['"why"', '"not"'])
    const reason = 'What do the reason for slippery ice and birds that do not fly have in common?'
    assert.equal(askedNoMore(cell(reason, 'comparative', sources)), [])
  })

  const marks: readonly (readonly [string, string])[] = [
    ['no mark at the end', good.replace('?', '.')],
    ['two marks at the end', `${good}?`],
    ['a mark in the middle', good.replace('1815', '1815?')],
    ['a comma before it', good.replace('?', ',?')],
    ['two commas', good.replace(' and', ',, and')],
    ['a mark on both sides of a quote', good.replace('build?', 'build “Emma?”?')],
    ['two blanks', good.replace(' and', '  and')],
    ['a line break', good.replace(' and', '\nand')],
    ['a quote that never closes', good.replace('”', '')],
    ['a quote in a quote of its kind', quoted.replace('‘Emma’', '“Emma”')],
    ['a small letter at the start', good.replace('Do', 'do')],
    ['a capital in mid-sentence', good.replace('and which', 'and Which')],
  ]
  for (const [what, text] of marks) it(`b. sees ${what}`, () => assert.ok(marksAmiss(cell(text)).length > 0, text))

  it('b. wants the French blank before the mark', () => {
    assert.is(marksAmiss(cell(goodFrench.replace(' ?', '?'), 'yes_no', french)).length, 1)
  })

  it('b. leaves a source its own marks', () => {
    const sources: Sources = { first: 'Who sang "Help!"?', second: 'iPods were sold where?', language: 'en' }
    assert.equal(marksAmiss(cell('iPods were sold where, and who sang "Help!"?', 'simple', sources)), [])
  })

  it('c. hears a function word twice', () => {
    assert.equal(doubledAnew(cell(good.replace('in 1815', 'in in 1815'))), ['in'])
    assert.equal(doubledAnew(cell(goodFrench.replace('de pattes', 'de de pattes'), 'yes_no', french)), ['de'])
    assert.equal(
      doubledAnew(cell(good.replace('in', 'in in'), 'yes_no', { ...english, first: 'Who is in in it?' })),
      [],
    )
  })

  const traces: readonly (readonly [string, Sources])[] = [
    ['Do you know where do I find it and who wrote it?', english],
    ['Can you say who wrote it and whether is it old?', english],
    ['How does the symptoms of scurvy compare with the capital of Peru?', english],
    ['How does who wrote it compare with the capital of Peru?', english],
    ['Do you know wHO WAS THERE and who wrote it?', english],
    ['Sait-on combien de pattes une araignée a-t-elle et qui a écrit « Emma » ?', french],
    ['Sait-on qui a écrit « Emma » et ce que faire ?', french],
    ['Sait-on si il neige et qui a écrit « Emma » ?', french],
    ['Sait-on ce que Émile a écrit et qui a écrit « Emma » ?', french],
    ['En quoi peut-on rapprocher la capitale de le Pérou et la longueur du Nil ?', french],
  ]
  for (const [text, sources] of traces) {
    it(`knows bad grammar: ${text}`, () => assert.is(grammarAmiss(cell(text, 'yes_no', sources)).length, 1))
  }

  it('d. finds an engine that counts what it was asked, in a digest and after an edit', async () => {
    let asked = 0
    const counting: Ask = async (cell) => ({ ...cell, text: `${(asked += 1)}` })
    assert.is.not(await digestOfAll(false, counting), await digestOfAll(true, counting))
    const { elsewhere } = await changesByEdit(counting, [{ ...english, style: 'simple', attempt: 1 }], 'Who?')
    assert.is(elsewhere.length, 1)
  })

  it('d. finds one that does not read a question, and none in one that reads nothing else', async () => {
    assert.is(await digestOfAll(false, deaf), await digestOfAll(true, deaf))
    const cells = [{ ...english, style: 'simple', attempt: 1 }]
    assert.is((await changesByEdit(deaf, cells, english.first)).unmoved.length, 1)
    assert.equal(await changesByEdit(deaf, cells, english.second), { elsewhere: [], unmoved: [] })
  })

  it('h. finds a text unfit that holds half a character, a line break or no question', () => {
    assert.ok(isFit('Why 🦊?'))
    for (const text of ['Why \ud83e?', 'Why\nnot?', 'Why\u2028not?', 'Why.', '']) assert.not(isFit(text), text)
  })

  it('e. knows a text again by its words, and misses one that was refused', () => {
    const cells = [cell(good), cell(good.replace('?', ' ?').toUpperCase()), cell(quoted), cell('')]
    assert.equal(
      saidAgain(cells, ({ style }) => [style]).map(({ text }) => text),
      [cells[1]?.text, ''],
    )
  })

  it('f. knows a question that is quoted whole', () => {
    assert.ok(isQuoting(cell(quoted)))
    assert.ok(isQuoting(cell('Sait-on qui rit, et que répondre à « Qui a écrit “Emma” » ?', 'yes_no', french)))
    assert.not(isQuoting(cell(good)))
    assert.not(isQuoting(cell('Who wrote “Emma” in 1815, and which NASA probe did Carl Sagan help to build?')))
  })

  it('f. tells frames apart whatever stands in them', () => {
    assert.is(frameOf(cell(good)), 'do you know … and … ?')
    assert.is(frameOf(cell(goodFrench, 'yes_no', french)), 'savez - vous … et … ?')
    assert.is(frameOf(cell(quoted)), 'can you answer both … and … ?')
    const swapped = 'Do you know which NASA probe Carl Sagan helped to build and who wrote “Emma” in 1815?'
    assert.is(frameOf(cell(swapped)), 'do you know … and … ?')
  })

  it('f. counts frames, and finds the one that is used too much', () => {
    const few = framesUsed([cell(good), cell(good), cell(good), cell(quoted)])
    assert.equal(few, { frames: 2, largest: 0.75, commonest: 'do you know … and … ?' })
  })

  it('f. finds the form of a question in what is said, wrong or not, and none where it is quoted', async () => {
    const forms = new Map([
      ['Who invented the stethoscope?', 'who invented the stethoscope'],
      ['Which animal sleeps upside down?', 'which animal sleeps upside down'],
      ['Where do owls live?', 'where owls lives'],
    ])
    const ask: Ask = async (asked) => {
      const [one, two] = [asked.first, asked.second].map((question) => forms.get(question))
      const said = two ?? `the answer to “${asked.second.slice(0, -1)}”`
      return { ...asked, text: asked.attempt === 1 ? `Do you know ${one}, and do you also know ${said}?` : '' }
    }
    const frames = await knownFrames(ask, indirectly.en)
    assert.is(frames.length, 1)
    assert.is(await embeddedForm(ask, indirectly.en, frames, 'Where do owls live?'), 'where owls lives')
    assert.is(await embeddedForm(ask, indirectly.en, frames, 'Why do owls hoot?'), undefined)
  })

  it('f. spells a form with what stands in brackets and without, and leaves a topic its own', () => {
    assert.equal(spelledOut('the books (that) he wrote'), ['the books that he wrote', 'the books he wrote'])
    assert.equal(spelledOut('si je peux (à propos de « Prêt »)'), ["si je peux (à propos de 'Prêt')"])
  })

  it('knows an indirect form that lost a little word, or turned the whole question round', () => {
    const faults = ['what brass is made of', 'what brass is made', 'made of brass what is'].map(
      (form) => littleWordsAmiss('What is brass made of?', form, 'en').length,
    )
    assert.equal(faults, [0, 1, 1])
    assert.equal(littleWordsAmiss('À quoi sert-il ?', 'à quoi il sert', 'fr'), [])
    assert.is(littleWordsAmiss('De quoi le verre est-il fait ?', 'quoi le verre est fait', 'fr').length, 1)
  })

  const unmarked: readonly (readonly [string, string])[] = [
    ['yes_no', 'Who wrote “Emma” in 1815, and which NASA probe did Carl Sagan help to build?'],
    ['comparative', good],
    ['follow_up', 'Once we know which NASA probe Carl Sagan helped to build and who wrote “Emma” in 1815, what else?'],
    ['ce2', `Let us contemplate this: who wrote “Emma” in 1815, and which NASA probe did Carl Sagan help to build?`],
  ]
  for (const [style, text] of unmarked) {
    it(`g. finds what is no ${style}`, () => assert.type(markerAmiss(cell(text, style)), 'string'))
  }

  it('g. takes a source’s own comparing for none', () => {
    const sources: Sources = { first: 'How do newts differ from toads?', second: 'What is jazz?', language: 'en' }
    const text = 'Do you know how newts differ from toads and what jazz is?'
    assert.type(markerAmiss(cell(text, 'comparative', sources)), 'string')
  })

  it('g. finds a concise text that another one undercuts', () => {
    const long = cell(`In very few words: ${good}`, 'concise')
    assert.equal(conciseButLong([cell(good), long]), [long])
    assert.equal(conciseButLong([cell(good), cell('Who; which?', 'concise')]), [])
  })
})
