import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { candidateOf, checkNamed, reasonOf } from './candidate.js'

const trivia = { q1: 'What is the capital of Bhutan?', q2: 'What is the capital of Togo?' }

function said(pattern: string): string {
  try {
    reasonOf('matches', [pattern], 'x')
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return ''
}

function same(q1: string, text: string): boolean {
  return reasonOf('keeps_both', 1, text, { q1, q2: 'Is it?' }) === undefined
}

spec('ends_with', (it) => {
  it('says what the text ends with', () => {
    assert.is(reasonOf('ends_with', ['?'], 'A snail.'), 'ends with "." instead of "?"')
    assert.is(reasonOf('ends_with', ['?', '!'], 'A snail 🐌'), 'ends with "🐌" instead of "?" or "!"')
    assert.is(reasonOf('ends_with', ['?'], 'A snail ?'), undefined)
    assert.is(reasonOf('ends_with', ['.'], 'A snail.'), undefined)
  })

  it('looks behind quotes and brackets that close', () => {
    for (const text of ['Who wrote "Quo vadis?"', 'Qui a écrit « Quo vadis ? »', 'Is it (is it?)']) {
      assert.is(reasonOf('ends_with', ['?'], text), undefined)
    }
    assert.is(reasonOf('ends_with', [')'], 'a (b)'), undefined)
  })
})

spec('cut_off', (it) => {
  it('believes the server about the token limit', () => {
    const completion = { text: 'Who?', end: 'length' } as const
    assert.is(reasonOf('cut_off', true, 'Who?', { completion }), 'cut off by the token limit')
  })

  it('names what the text ends in the middle with', () => {
    assert.is(reasonOf('cut_off', true, 'Who invented the zip, and'), 'ends in the middle, with "and"')
    assert.is(reasonOf('cut_off', true, 'Who invented the zip,'), 'ends in the middle, with ","')
    assert.is(reasonOf('cut_off', true, 'Qu’est-ce que l’'), 'ends in the middle, with "l’"')
    assert.is(reasonOf('cut_off', true, 'Jane Doe is cooking'), undefined)
    assert.is(reasonOf('cut_off', true, 'A grade of A-'), undefined)
  })

  it('lets a text stop where a question itself stops', () => {
    const q2 = 'What comes next in "everybody wants to have read and..."?'
    assert.is(
      reasonOf('cut_off', true, 'Who sleeps, and what comes next in everybody wants to have read and?', { q2 }),
      undefined,
    )
  })
})

spec('one_question', (it) => {
  it('counts question marks', () => {
    assert.is(reasonOf('one_question', true, 'Who? When?'), '2 question marks')
    assert.is(reasonOf('one_question', true, 'Who and when.'), 'no question mark')
  })

  it('does not count those inside titles of the questions', () => {
    const given = { q1: 'Who wrote "Who\'s Afraid of Virginia Woolf?"', q2: 'Qui a écrit « Quo vadis ? » ?' }
    assert.is(
      reasonOf(
        'one_question',
        true,
        'Who wrote "Who\'s Afraid of Virginia Woolf?" and « Quo vadis ? », and when?',
        given,
      ),
      undefined,
    )
    assert.is(reasonOf('one_question', true, "Who wrote “Who's Afraid of Virginia Woolf?”", given), undefined)
    assert.is(reasonOf('one_question', true, 'Who wrote it? And who "Quo vadis ?"', given), undefined)
    assert.is(
      reasonOf('one_question', true, 'Who wrote it? And who « Quo vadis ? », and why?', given),
      '2 question marks',
    )
  })
})

spec('max_words', (it) => {
  it('counts words, not marks', () => {
    assert.is(reasonOf('max_words', 3, 'Qui est là ?'), undefined)
    assert.is(reasonOf('max_words', 3, 'Who is it now?'), '4 words, 3 at most')
  })
})

spec('matches and not_matches', (it) => {
  it('take JavaScript patterns in Unicode mode, and flags at the start', () => {
    assert.is(reasonOf('matches', ['^\\p{Lu}', '(?i)SNAIL'], 'Écoute, a snail?'), undefined)
    assert.is(reasonOf('matches', ['^\\p{Lu}'], 'who?'), 'does not match ^\\p{Lu}')
    assert.is(reasonOf('matches', ['(?s)a.b'], 'a\nb'), undefined)
    assert.is(
      reasonOf('not_matches', ['(?i)\\banswer\\b'], 'The Answer is'),
      'holds "Answer", which (?i)\\banswer\\b forbids',
    )
    assert.is(reasonOf('not_matches', ['(?i)\\banswer\\b'], 'answers?'), undefined)
    assert.is(reasonOf('matches', ['\\-'], 'a-b'), undefined)
  })

  it('remember nothing from one text to the next', () => {
    for (let turn = 0; turn < 3; turn += 1) assert.is(reasonOf('matches', ['who'], 'who'), undefined)
  })

  it('say what is wrong with a pattern', () => {
    assert.is(said('(who'), '"(who" is not a regular expression: a "(" is never closed.')
    assert.match(said('who)'), 'a ")" closes nothing')
    assert.match(said('*who'), 'nothing before it to repeat')
    assert.match(said('[z-a]'), 'runs backwards')
    assert.match(said('who\\'), 'single backslash')
    assert.match(said('a(?<1>b)'), 'a name that is not one')
    assert.match(said('[a'), 'never closed')
    for (const pattern of ['(who', 'who)', '*who', '[z-a]', 'a(?q)b'])
      assert.not.match(said(pattern), /invalid|unexpected/i)
  })
})

spec('echo', (it) => {
  it('says which question is repeated, however it is written', () => {
    assert.is(reasonOf('echo', true, 'who invented  the zip fastener ?'), 'repeats the first question alone')
    assert.is(reasonOf('echo', true, '“How long can a snail sleep”'), 'repeats the second question alone')
  })

  it('finds the instruction in the text, but not a question that the prompt begins with', () => {
    const prompt =
      'Who invented the zip fastener, and how long can a snail sleep?\nSay this in other words, please, and briefly.'
    const asked = 'Who invented the zip fastener, and how long can a snail sleep?'
    assert.is(reasonOf('echo', true, asked, { prompt }), undefined)
    assert.is(
      reasonOf('echo', true, `Say this in other words, please, and briefly: ${asked}`, { prompt }),
      'repeats the instruction "Say this in other words, please, and bri…"',
    )
    const short = `Rephrase this question so that it reads fluently: ${asked}`
    assert.match(
      reasonOf('echo', true, 'Rephrase this question so that it reads fluently, please?', { prompt: short }) ?? '',
      'instruction',
    )
    assert.is(reasonOf('echo', true, asked, { prompt: short }), undefined)
  })

  it('does not render the prompt where the questions alone decide', () => {
    const q1 = 'Who invented the zip fastener?'
    const given = Object.defineProperty(candidateOf(q1, { q1 }), 'prompt', {
      get: () => {
        throw new Error('the prompt was read')
      },
    })
    assert.is(checkNamed('echo').prepare(true)(given), 'repeats the first question alone')
  })
})

spec('markup', (it) => {
  it('leaves alone what the questions hold themselves', () => {
    const q1 = 'What does the <br> tag do, and what is {{ x }} in Liquid?'
    assert.is(reasonOf('markup', true, 'What do <br> and {{ x }} do?', { q1 }), undefined)
    assert.is(reasonOf('markup', true, 'What do <br> and <hr> do?', { q1 }), 'leftover tag "<hr>"')
  })
})

spec('keeps_both', (it) => {
  it('says which words of which question are lost', () => {
    assert.is(
      reasonOf('keeps_both', 0.5, 'What is the capital of Bhutan?', trivia),
      'lost "Togo" of the second question',
    )
    assert.is(reasonOf('keeps_both', 0.5, 'What are the capitals of Bhutan and Togo?', trivia), undefined)
    assert.is(
      reasonOf('keeps_both', 0.5, 'What do they have in common?'),
      'lost "invented", "zip", "fastener" of the first question, and "snail", "sleep" of the second question',
    )
  })

  it('wants the share that it is given', () => {
    const text = 'Who made the zip, and for how long do snails sleep?'
    assert.is(reasonOf('keeps_both', 0.3, text), undefined)
    assert.is(reasonOf('keeps_both', 0.5, text), 'lost "invented", "fastener" of the first question')
    assert.is(reasonOf('keeps_both', 1, 'Who invented the zip fastener, and do snails sleep?'), undefined)
    assert.is(reasonOf('keeps_both', 0, 'Nothing at all?'), undefined)
  })

  it('wants every number, however it is written', () => {
    const given = { q1: 'Who won in 1998?', q2: 'Which city has 2,140,000 people?' }
    const keeps = (text: string) => reasonOf('keeps_both', 0.5, text, given)
    assert.is(keeps('Who won in 1998, and which city has 2 140 000 people?'), undefined)
    assert.is(keeps('Who won in 1998, and which city has 2140000 people?'), undefined)
    assert.is(keeps('Who won in 1989, and which city has 2,140,000 people?'), 'lost "1998" of the first question')
    assert.is(keeps('Who won in 1998, and which city has 2,410,000 people?'), 'lost "2,140,000" of the second question')
  })

  it('knows other forms of a word, but no other word', () => {
    assert.ok(same('Who wrote Emma?', 'By whom was Emma written?'))
    assert.ok(same('Who invented the zip?', 'Who is the inventor of the zip?'))
    assert.ok(same('Which countries border Chad?', 'Which country borders Chad?'))
    assert.ok(same("What is Halley's comet?", 'What are Halley comets?'))
    assert.ok(same('Who won the cup?', 'By whom was the cup won?'))
    assert.not.ok(same('Where is Niger?', 'Where is Nigeria?'))
    assert.not.ok(same('Where is Iran?', 'Where is Iraq?'))
    assert.not.ok(same('Where is Austria?', 'Where is Australia?'))
  })

  it('reads French', () => {
    const given = {
      q1: "Qui a inventé l'imprimerie ?",
      q2: 'Quelle est la capitale de l’Équateur ?',
      language: 'fr',
    } as const
    const keeps = (text: string) => reasonOf('keeps_both', 1, text, given)
    assert.is(keeps("Par qui l'imprimerie a-t-elle été inventée, et quelle est la capitale de l'Equateur ?"), undefined)
    assert.is(
      keeps("Qui a inventé l'imprimerie et où est Quito ?"),
      'lost "capitale", "Équateur" of the second question',
    )
  })

  it('asks nothing of a question without words of its own', () => {
    assert.is(reasonOf('keeps_both', 1, 'What was that?', { q1: 'What is it?', q2: 'Who are you?' }), undefined)
  })
})
