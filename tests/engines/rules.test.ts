import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { fold } from '../../src/base/fold.js'
import type { CompletionRequest } from '../../src/domain/completion.js'
import type { Language } from '../../src/domain/project.js'
import type { Question } from '../../src/domain/question.js'
import type { RelPath } from '../../src/domain/path.js'
import { rules } from '../../src/engines/rules.js'
import { firstOf } from '../support/fake-ollama/asking.js'
import { spec } from '../support/spec.js'
import { englishQuestions, frenchQuestions } from './rules-questions.js'

const styles = rules.styles ?? []
const unaborted = new AbortController().signal
type Opened = ReturnType<typeof firstOf>

const openEngine = async (): Promise<Opened> =>
  firstOf(await rules.open({ kind: 'rules' }, { gpu: false }, { env: {} }))

function question(text: string): Question {
  return { question: text, answer: undefined, row: { question: text }, path: 'q.jsonl' as RelPath, line: 1 }
}

function request(
  first: string,
  second: string,
  style: string,
  attempt = 1,
  language: Language = 'en',
): CompletionRequest {
  return {
    model: 'llama3.2:latest',
    messages: [],
    pair: { first: question(first), second: question(second) },
    style,
    language,
    attempt,
    seed: 1,
    sampling: {
      temperature: 0,
      top_p: 1,
      max_tokens: 1,
      seed: 0,
      top_k: 1,
      min_p: 0,
      repeat_penalty: 1,
      repeat_last_n: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
    },
  }
}

/** Every phrasing of a pair in a style, in the order of the attempts. */
async function phrasings(
  engine: Opened,
  [first, second]: readonly [string, string],
  style: string,
  language: Language,
  atMost = 60,
): Promise<string[]> {
  const texts: string[] = []
  for (let attempt = 1; attempt <= atMost; attempt += 1) {
    const { text, end } = await engine.complete(request(first, second, style, attempt, language), unaborted)
    if (end === 'refused') break
    texts.push(text)
  }
  return texts
}

const pairsOf = (questions: readonly string[]): (readonly [string, string])[] =>
  questions.map((first, at) => [first, questions[(at + 7) % questions.length] ?? ''] as const)

const languages: readonly (readonly [Language, readonly string[]])[] = [
  ['en', englishQuestions],
  ['fr', frenchQuestions],
]

const withoutSigns = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\p{P}\s]+/gu, ' ')
    .trim()

spec('rules: the kind', (it) => {
  it('answers for every model alike, so that switching engines is one line', async () => {
    const identities = await rules.identify({ kind: 'rules' }, ['llama3.2:latest', 'qwen3:4b'], { env: {} }, 500)
    const [one, other] = [...identities.values()]
    assert.equal([...identities.keys()], ['llama3.2:latest', 'qwen3:4b'])
    assert.equal(one, other)
    assert.is(one?.label, 'rules')
  })

  it('is known by its version, and by those of the tagger and its model, which are pinned (contract 3)', async () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>
    }
    const identities = await rules.identify({ kind: 'rules' }, ['m'], { env: {} }, 500)
    for (const name of ['wink-nlp', 'wink-eng-lite-web-model']) {
      const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }
      assert.is(dependencies[name], version)
      assert.match(identities.get('m')?.id ?? '', `${name} ${version}`)
    }
  })

  it('reads the pair, the style, the language and the attempt, and neither model nor prompt nor seed (contract 3)', () => {
    const one = request('Who?', 'Where?', 'fluid', 2)
    assert.equal(rules.reads(one), ['Who?', 'Where?', 'fluid', 'en', 2])
    const parts = rules.reads({ ...one, model: 'other', seed: 9, messages: [{ role: 'user', content: 'other' }] })
    assert.equal(parts, rules.reads(one))
  })

  it('has frames for each of its styles, in both languages', async () => {
    const engine = await openEngine()
    for (const [language, [first = '', second = '']] of languages) {
      for (const style of styles) {
        const { end } = await engine.complete(request(first, second, style, 1, language), unaborted)
        assert.is(end, 'stop', `${language} ${style}`)
      }
    }
  })

  it('refuses a style it has no frames for', async () => {
    const engine = await openEngine()
    assert.equal(await engine.complete(request('Who am I?', 'Who are you?', 'sonnet'), unaborted), {
      text: '',
      end: 'refused',
    })
  })
})

spec('rules: phrasings', (it) => {
  for (const [language, questions] of languages) {
    it(`${language}: at least six for every style and pair, all distinct after folding, then refused`, async () => {
      const engine = await openEngine()
      for (const pair of pairsOf(questions)) {
        for (const style of styles) {
          const texts = await phrasings(engine, pair, style, language)
          assert.ok(texts.length >= 6, `${style} of ${pair.join(' / ')}: ${texts.length}`)
          assert.is(new Set(texts.map(fold)).size, texts.length, `${style} of ${pair.join(' / ')}`)
          assert.is(new Set(texts.map(withoutSigns)).size, texts.length, `${style} of ${pair.join(' / ')}`)
          const after = await engine.complete(request(...pair, style, texts.length + 1, language), unaborted)
          assert.equal(after, { text: '', end: 'refused' })
        }
      }
    })

    it(`${language}: the eleven styles of a pair say eleven different things at the first attempt`, async () => {
      const engine = await openEngine()
      for (const pair of pairsOf(questions)) {
        const texts = await Promise.all(
          styles.map((style) => engine.complete(request(...pair, style, 1, language), unaborted)),
        )
        assert.is(new Set(texts.map(({ text }) => withoutSigns(text))).size, styles.length, pair.join(' / '))
      }
    })

    it(`${language}: one sentence with one question mark, a capital first, nothing doubled`, async () => {
      const engine = await openEngine()
      for (const pair of pairsOf(questions)) {
        const own = pair.join(' ').replace(/[?\s]+$/, '')
        for (const style of styles) {
          for (const text of await phrasings(engine, pair, style, language)) {
            assert.match(text, language === 'fr' ? /[^?,;: ] \?$/ : /[^?,;: ]\?$/)
            assert.ok(/^[\p{Lu}\p{N}]/u.test(text), text)
            assert.not.match(text, / {2}|[\r\n]|,,|,\?|\?["”]\?/)
            assert.ok(text.split('?').length - 1 <= own.split('?').length, text)
            assert.ok(/^[^“”]*(“[^“”]*”[^“”]*)*$/.test(text) || own.includes('“'), text)
            if (language === 'fr') assert.not.match(text, /[^ ][?;]|[^ \d]:|« {2}|«[^ ]|[^ ]»/)
          }
        }
      }
    })

    it(`${language}: no content word and no number of either question is lost`, async () => {
      const engine = await openEngine()
      for (const pair of pairsOf(questions)) {
        const needed = contentWords(pair.join(' '))
        for (const style of styles) {
          for (const text of await phrasings(engine, pair, style, language)) {
            const said = text.toLowerCase()
            const lost = needed.filter((word) => !said.includes(word.slice(0, Math.max(3, word.length - 2))))
            assert.equal(lost, [], text)
          }
        }
      }
    })

    it(`${language}: a follow-up keeps the two in their order`, async () => {
      const engine = await openEngine()
      const [first = '', , , fourth = ''] = questions
      for (const text of await phrasings(engine, [first, fourth], 'follow_up', language)) {
        const [one = '', two = ''] = [first, fourth].map((asked) => contentWords(asked).at(-1))
        assert.ok(text.toLowerCase().indexOf(one) < text.toLowerCase().lastIndexOf(two), text)
      }
    })
  }

  it('opens as the built-in prompts want it, so that one config passes with this engine and with a model', async () => {
    const engine = await openEngine()
    const anchors: readonly (readonly [Language, string, RegExp])[] = [
      ['en', 'yes_no', /^(Do you know|Can you say|Is it known)/],
      ['en', 'follow_up', /^Once we know/],
      ['en', 'comparative', /^(How does|What do)/],
      ['en', 'open_ended', /^(How|Why|In what ways)/],
      ['fr', 'yes_no', /^(Savez-vous|Pouvez-vous dire|Sait-on)/],
      ['fr', 'follow_up', /^Une fois que l’on sait/],
      ['fr', 'comparative', /^(En quoi|Quels points communs)/],
      ['fr', 'open_ended', /^(Comment|Pourquoi|En quoi)/],
    ]
    for (const [language, style, opening] of anchors) {
      const questions = language === 'en' ? englishQuestions : frenchQuestions
      for (const pair of pairsOf(questions)) {
        for (const text of await phrasings(engine, pair, style, language)) assert.match(text, opening)
      }
    }
  })

  it('makes concise the shortest of the eleven', async () => {
    const engine = await openEngine()
    const pairs = languages.flatMap(([language, questions]) => pairsOf(questions).map((pair) => ({ language, pair })))
    let shortest = 0
    for (const { language, pair } of pairs) {
      const texts = await Promise.all(
        styles.map((style) => engine.complete(request(...pair, style, 1, language), unaborted)),
      )
      const least = Math.min(...texts.map(({ text }) => text.length))
      if (texts[styles.indexOf('concise')]?.text.length === least) shortest += 1
    }
    assert.ok(shortest / pairs.length >= 0.9, `${shortest} of ${pairs.length}`)
  })
})

spec('rules: English', (it) => {
  it('joins two whole questions, and lowers the first letter of a word that is no name', async () => {
    await says(
      'Who invented the zip fastener?',
      'How long can a snail sleep?',
      'simple',
      'Who invented the zip fastener, and how long can a snail sleep?',
    )
    await says(
      'How long can a snail sleep?',
      'NASA was founded in what year?',
      'simple',
      'How long can a snail sleep, and NASA was founded in what year?',
    )
    await says(
      'Who was Emma Noether?',
      'Lake Baikal lies in which country?',
      'simple',
      'Who was Emma Noether, and Lake Baikal lies in which country?',
    )
  })

  it('puts a question first whose first word may be a name or not', async () => {
    await says(
      'Which is older?',
      'Rust is an oxide of what metal?',
      'simple',
      'Rust is an oxide of what metal, and which is older?',
    )
  })

  const indirect: readonly (readonly [string, string])[] = [
    ['What is Elissa Daugherty Jr. doing in Briceberg?', 'what Elissa Daugherty Jr. is doing in Briceberg'],
    ['What is the boiling point of water?', 'what the boiling point of water is'],
    ['Where is Marie Curie lecturing tonight?', 'where Marie Curie is lecturing tonight'],
    ['How tall is the Matterhorn?', 'how tall the Matterhorn is'],
    ['Where did Ada Lovelace live?', 'where Ada Lovelace lived'],
    ['What does HTTP stand for?', 'what HTTP stands for'],
    ['What is heavy water made of?', 'what heavy water is made of'],
    ['How many strings does a cello have?', 'how many strings a cello has'],
    ['When was the Suez Canal opened?', 'when the Suez Canal was opened'],
    ['Which planet has the shortest day?', 'which planet has the shortest day'],
    ['Who was the first woman in space?', 'who was the first woman in space'],
    ['How many keys are there on a piano?', 'how many keys there are on a piano'],
    ['Is Lake Baikal the deepest lake on Earth?', 'whether Lake Baikal is the deepest lake on Earth'],
    ['What are the official languages of Paraguay?', 'what the official languages of Paraguay are'],
    ['Which bird is nicknamed the laughing jackass?', 'which bird is nicknamed the laughing jackass'],
  ]
  for (const [asked, embedded] of indirect) {
    it(`embeds "${asked}" as "${embedded}"`, async () => {
      await says(
        'Who invented the zip fastener?',
        asked,
        'yes_no',
        `Do you know who invented the zip fastener and ${embedded}?`,
      )
    })
  }

  it('quotes what it cannot be sure of, quotes inside the quotes', async () => {
    const one = 'What was the bridge Ada called "home"?'
    const two = 'What is the song Nina wrote last?'
    await says(
      one,
      two,
      'yes_no',
      'Can you say what the answers to “What was the bridge Ada called ‘home’” and “What is the song Nina wrote last” are?',
    )
    for (const text of await phrasedInEnglish(one, two, 'follow_up')) assert.match(text, /“What was .*” and “What is/)
  })

  it('asks for the answers themselves when it compares', async () => {
    await says(
      'What is the capital of Bhutan?',
      'What is the capital of Togo?',
      'comparative',
      'How does the capital of Bhutan compare with the capital of Togo?',
    )
    for (const text of await phrasedInEnglish(
      'What are the colours of Togo?',
      'What is the capital of Togo?',
      'comparative',
    )) {
      assert.not.match(text, /^How does the colours/)
    }
  })

  it('keeps a statement before its question', async () => {
    await says(
      'Honey never spoils. Why is that?',
      'Who wrote Emma?',
      'simple',
      'Honey never spoils: why is that, and who wrote Emma?',
    )
    await says(
      'Who is the author?',
      'J. R. Tolkien wrote which book first?',
      'simple',
      'Who is the author, and J. R. Tolkien wrote which book first?',
    )
  })

  it('turns an order into a question', async () => {
    await says(
      'Who wrote Emma?',
      'Name the three Fates.',
      'simple',
      'Who wrote Emma, and can you name the three Fates?',
    )
  })

  it('ends in one question mark, however many there were', async () => {
    await says('Who wrote Emma ??', 'How long is a mile?!', 'simple', 'Who wrote Emma, and how long is a mile?')
  })

  it('sets a phrase off by a comma on both sides', async () => {
    await says(
      'Who painted Guernica, the mural?',
      'How long is a mile?',
      'yes_no',
      'Do you know who painted Guernica, the mural, and how long a mile is?',
    )
  })
})

spec('rules: French', (it) => {
  const indirect: readonly (readonly [string, string])[] = [
    ['Combien de temps un escargot peut-il dormir ?', 'combien de temps un escargot peut dormir'],
    ['En quelle année le canal de Suez a-t-il été ouvert ?', 'en quelle année le canal de Suez a été ouvert'],
    ['Où se trouve le lac Titicaca ?', 'où se trouve le lac Titicaca'],
    ['Que signifie « igloo » ?', 'ce que signifie « igloo »'],
    ['Qu’est-ce qui provoque les marées ?', 'ce qui provoque les marées'],
    ['Qu’est-ce que la photosynthèse ?', 'ce qu’est la photosynthèse'],
    ['Est-ce qu’il neige au Sahara ?', 's’il neige au Sahara'],
    ['Est-ce que les chats voient la nuit ?', 'si les chats voient la nuit'],
    ['Où est-ce que les tortues pondent ?', 'où les tortues pondent'],
    ['Comment appelle-t-on le petit du cerf ?', 'comment on appelle le petit du cerf'],
    ['Combien y a-t-il de joueurs au rugby ?', 'combien il y a de joueurs au rugby'],
    ['Que faut-il pour faire une mayonnaise ?', 'ce qu’il faut pour faire une mayonnaise'],
    ['Peut-on voir la Grande Muraille depuis la Lune ?', 'si l’on peut voir la Grande Muraille depuis la Lune'],
    ['Y a-t-il de l’eau sur Mars ?', 's’il y a de l’eau sur Mars'],
    ['Les manchots peuvent-ils voler ?', 'si les manchots peuvent voler'],
  ]
  for (const [asked, embedded] of indirect) {
    it(`embeds « ${asked} » as « ${embedded} »`, async () => {
      const texts = await phrasings(await openEngine(), ['Qui a écrit Emma ?', asked], 'yes_no', 'fr')
      const wanted = `Savez-vous qui a écrit Emma et ${embedded} ?`
      assert.ok(texts.includes(wanted), texts.join('\n'))
    })
  }

  it('quotes in guillemets, quotes inside them in others, a blank before each mark', async () => {
    const texts = await phrasings(
      await openEngine(),
      ['Combien d’Oscars a-t-il eus avant « Emma »?', 'Qui a écrit Emma?'],
      'follow_up',
      'fr',
    )
    assert.ok(
      texts.every((text) => /« Combien d’Oscars a-t-il eus avant “Emma” »/.test(text) && text.endsWith(' ?')),
      texts.join('\n'),
    )
  })

  it('leaves its capital to « Le Havre », and takes it from « La Saône »', async () => {
    const engine = await openEngine()
    const havre = await phrasings(
      engine,
      ['Qui a écrit Emma ?', 'Le Havre se trouve au bord de quelle mer ?'],
      'simple',
      'fr',
    )
    assert.ok(havre.includes('Le Havre se trouve au bord de quelle mer, et qui a écrit Emma ?'), havre.join('\n'))
    const saone = await phrasings(engine, ['Qui a écrit Emma ?', 'La Saône arrose quelle ville ?'], 'simple', 'fr')
    assert.ok(saone.includes('Qui a écrit Emma, et la Saône arrose quelle ville ?'), saone.join('\n'))
  })
})

spec('rules: any text at all', (it) => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ maxLength: 60 }),
    fc.stringMatching(/^[ "“”«»'?!.,:;…\n\tAai-]{0,24}$/),
    fc.constantFrom(...englishQuestions, ...frenchQuestions),
    fc
      .array(
        fc.constantFrom(
          'what',
          'Who',
          'is',
          'did',
          'the',
          'of',
          'que',
          'est-ce',
          'A',
          'X.',
          'y',
          'a-t-il',
          '?',
          ',',
          'called',
          'qu’',
          '-il',
        ),
      )
      .map((words) => words.join(' ')),
  )
  const styleOf = fc.constantFrom(...styles)
  const languageOf = fc.constantFrom<Language>('en', 'fr')
  const attemptOf = fc.integer({ min: 1, max: 40 })

  it('never throws: a text that ends with a question mark, or refused', async () => {
    const engine = await openEngine()
    await fc.assert(
      fc.asyncProperty(
        anything,
        anything,
        styleOf,
        languageOf,
        attemptOf,
        async (first, second, style, language, attempt) => {
          const { text, end } = await engine.complete(request(first, second, style, attempt, language), unaborted)
          assert.ok(end === 'refused' ? text === '' : end === 'stop' && text.endsWith('?') && text.isWellFormed(), text)
          assert.not.match(text, /[\r\n]/)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('says the same whatever it was asked before (contract 39)', async () => {
    const used = await openEngine()
    await fc.assert(
      fc.asyncProperty(
        anything,
        anything,
        styleOf,
        languageOf,
        attemptOf,
        async (first, second, style, language, attempt) => {
          const asked = request(first, second, style, attempt, language)
          const fresh = await openEngine()
          assert.equal(await used.complete(asked, unaborted), await fresh.complete(asked, unaborted))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('gives distinct attempts', async () => {
    const engine = await openEngine()
    await fc.assert(
      fc.asyncProperty(anything, anything, styleOf, languageOf, async (first, second, style, language) => {
        const texts = await phrasings(engine, [first, second], style, language, 8)
        assert.is(new Set(texts.map(fold)).size, texts.length)
      }),
      { numRuns: 300 },
    )
  })

  it('refuses what asks nothing', async () => {
    const engine = await openEngine()
    for (const blank of ['', '  ', '?', ' ?!', '…', '"?"', '\n\t', '\u200b?']) {
      const { end } = await engine.complete(request(blank, 'Who wrote Emma?', 'simple'), unaborted)
      assert.is(end, 'refused', JSON.stringify(blank))
      const { end: other } = await engine.complete(request('Who wrote Emma?', blank, 'simple'), unaborted)
      assert.is(other, 'refused', JSON.stringify(blank))
    }
  })

  it('takes very long questions in its stride', async () => {
    const engine = await openEngine()
    for (const long of [
      `Who ${'very '.repeat(20_000)}much?`,
      '?'.repeat(100_000),
      `Why ${'! '.repeat(50_000)}?`,
      `${'"'.repeat(50_000)} who?`,
    ]) {
      for (const language of ['en', 'fr'] as const)
        await engine.complete(request(long, 'Who wrote Emma?', 'simple', 1, language), unaborted)
    }
  })
})

/** Which attempt brings it is the shuffle's business. */
async function says(one: string, two: string, style: string, wanted: string): Promise<void> {
  const texts = await phrasedInEnglish(one, two, style)
  assert.ok(texts.includes(wanted), `${wanted}\n is none of\n${texts.join('\n')}`)
}

async function phrasedInEnglish(first: string, second: string, style: string): Promise<readonly string[]> {
  return phrasings(await openEngine(), [first, second], style, 'en')
}

function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words)].filter((word) => (word.length >= 4 || /\p{N}/u.test(word)) && !freely.has(word))
}

/** What an indirect question or an answer's noun phrase may do without. */
const freely = new Set([
  'does',
  'have',
  'what',
  'were',
  'quel',
  'quelle',
  'quels',
  'quelles',
  'combien',
  'puis',
  'elle',
  'elles',
  'sont',
  'était',
  'citez',
  'give',
  'name',
  'meet',
  'take',
  'wrote',
  'write',
  'long',
  'many',
  'tall',
  'which',
  'called',
])
