import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { cleanText } from '../../src/fusion/clean.js'
import { goodQuestions } from '../checks/good-questions.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

const question = 'Who wrote "Dune", and how long can a snail sleep?'

spec('cleaning', (it) => {
  const wrappings: readonly (readonly [what: string, wrap: (text: string) => string])[] = [
    ['thinking', (text) => `<think>The user wants\n\none question.</think>\n\n${text}`],
    ['thinking whose start was swallowed', (text) => `The user wants "one" question.\n</think>\n${text}`],
    ['a fence', (text) => `\`\`\`\n${text}\n\`\`\``],
    ['a fence with a language, and a note', (text) => `\`\`\`text\n${text}\n\`\`\`\nThis question keeps both parts.`],
    ['stars', (text) => `**${text}**`],
    ['a heading', (text) => `## ${text}`],
    ['a number', (text) => `1. ${text}`],
    ['a bullet', (text) => `- ${text}`],
    ['a block quote', (text) => `> ${text}`],
    ['straight quotes', (text) => `"${text}"`],
    ['single quotes', (text) => `'${text}'`],
    ['curly quotes', (text) => `“${text}”`],
    ['guillemets', (text) => `« ${text} »`],
    ['guillemets with no-break spaces', (text) => `«\u00a0${text}\u00a0»`],
    ['backticks', (text) => `\`${text}\``],
    ['tags', (text) => `<q>${text}</q>`],
    ['other tags', (text) => `<question>\n${text}\n</question>`],
    ['a tag that is left open', (text) => `<q>${text}`],
    ['the closing tag alone', (text) => `${text}</q>`],
    ['turn marks', (text) => `<|assistant|>\n${text}<|im_end|>`],
    ['"Here is"', (text) => `Here is the question:\n\n${text}`],
    ['"Here\'s"', (text) => `Here’s a rewritten version of the question that is more fluid: ${text}`],
    ['"Sure!"', (text) => `Sure! Here's the merged question:\n\n"${text}"`],
    ['"Certainly."', (text) => `Certainly. ${text}`],
    ['a label', (text) => `Merged question: ${text}`],
    ['a bold label', (text) => `**Question:** ${text}`],
    ['a label outside stars', (text) => `**Merged Question**: ${text}`],
    ['a label in other words', (text) => `The combined question is: ${text}`],
    ['"Output:"', (text) => `Output: ${text}`],
    ['"I have merged"', (text) => `I've merged the two questions into one: ${text}`],
    ['"Voici"', (text) => `Voici la question fusionnée : ${text}`],
    ['"Bien sûr"', (text) => `Bien sûr ! Voici une version plus fluide de la question :\n\n« ${text} »`],
    ['a French label', (text) => `Question fusionnée : ${text}`],
    ['another French label', (text) => `**Reformulation :** ${text}`],
    ['a note', (text) => `${text}\n\n(Note: I kept both questions as they are.)`],
    ['a note on the same line', (text) => `${text} (Note: both parts are kept.)`],
    ['a note right below', (text) => `${text}\nNote: both parts are kept.`],
    ['a hope', (text) => `${text}\n\nI hope this helps! Let me know.`],
    ['a French hope', (text) => `${text}\n\nJ’espère que cela vous aide.`],
    ['invisible characters', (text) => `\ufeff\u200b${text}\u0000\ud800\u00ad`],
    ['line breaks and blanks', (text) => `\r\n ${text.replaceAll(' ', ' \r\n\t')} \n`],
  ]
  for (const [what, wrap] of wrappings) {
    it(`takes off ${what}`, () => {
      for (const inside of [question, 'Qui a écrit « Candide » ?', 'How long can a snail sleep?']) {
        assert.is(cleanText(wrap(inside)), inside)
      }
    })
  }

  it('leaves nothing of a reply that is thinking to its end', () => {
    assert.is(cleanText('<think>The user wants one question, so'), '')
    assert.is(cleanText(' \n\t'), '')
  })

  it('does not take two titles for one quote, or the parts of a list for one question', () => {
    for (const text of [
      '"Dune" or "Emma"',
      '“Dune” and “Emma”',
      "'Dune' or 'Emma'",
      '1. Who? 2. When?',
      '<q1>Who?</q1> <q2>When?</q2>',
    ]) {
      assert.is(cleanText(text), text)
    }
  })

  it('keeps the no-break space that French sets before its marks', () => {
    assert.is(cleanText('« Qui est là\u202f? »'), 'Qui est là\u202f?')
  })

  it('keeps an answer behind the question, for the checks to see', () => {
    assert.is(cleanText('Who?\n\nGideon Sundback.'), 'Who? Gideon Sundback.')
  })

  it('cleans what is wrapped many times, whatever the order', () => {
    const wrap = fc.array(fc.constantFrom(...wrappings.slice(0, 37).map(([, wrap]) => wrap)), { maxLength: 3 })
    const quotes = /["'“«`]/
    fc.assert(
      fc.property(fc.constantFrom('How long can a snail sleep?', 'Où est Tombouctou ?'), wrap, (inside, wraps) => {
        let text: string = inside
        for (const step of wraps) {
          const next = step(text)
          // The same quotes twice, a title in front, or two numbers (a list) would be a text of its own.
          if (!quotes.test(text) && !text.includes('\n') && !/[<*]/.test(text) && !/1\. .*1\. /.test(next)) text = next
        }
        assert.is(cleanText(text), inside)
      }),
      { numRuns: soakRuns(150) },
    )
  })

  it('is a fixed point: a clean text stays as it is', () => {
    const marks =
      '" “ ” « » \' ` ``` ** * _ # 1. - <q> </q> <think> </think> ? Note: Question: <|im_end|> [INST] {{ &amp; text Dune'
    const leads = ['Sure! ', 'Here is the question:', 'Voici la question :', '(Note: x)', 'Who wrote ']
    const blanks = [' ', '\n', '\n\n', '\r', '\u00a0', '\u200b', '\ud800']
    const piece = fc.constantFrom(...marks.split(' '), ...leads, ...blanks)
    const text = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(text, (raw) => {
        const clean = cleanText(raw)
        assert.is(cleanText(clean), clean)
        assert.ok(clean.isWellFormed())
        assert.not.match(clean, /[\n\r\t]| {2}|^\s|\s$/)
      }),
      { numRuns: soakRuns(1_000) },
    )
  })

  it('never makes another text of a clean question', () => {
    const name = fc.constantFrom(
      'Dune',
      'Emma',
      "Ulysses' gaze",
      'the 1. FC Köln',
      'C# and F#',
      'AT&T',
      'M*A*S*H',
      'x < y',
      '« Candide »',
      '"Dune"',
      '“Quo vadis?”',
    )
    const start = fc.constantFrom(
      'Who made ',
      'Here, who made ',
      'Sure of what is ',
      'Of course, is ',
      'Question time: who watches ',
      'Why is ',
      'Qui a fait ',
      'Voici ce que fait ',
    )
    const join = fc.constantFrom(', and what about ', ' and ', ' or ', ' (or ', ' – ')
    fc.assert(
      fc.property(start, name, join, name, (start, one, join, other) => {
        const text = `${start}${one}${join}${other}${join === ' (or ' ? ')' : ''}?`
        assert.is(cleanText(text), text)
      }),
    )
    for (const text of goodQuestions) assert.is(cleanText(text), text)
  })

  it('takes time in proportion to the reply', () => {
    for (const text of [
      '"'.repeat(3_000),
      '*'.repeat(20_000),
      '<think>'.repeat(3_000),
      'Sure! '.repeat(500),
      ' '.repeat(50_000),
      '(Note: '.repeat(5_000),
    ]) {
      cleanText(`${text}x`)
    }
  })
})
