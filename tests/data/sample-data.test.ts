/** What ships as data: the sample questions, the example configs, the built-in prompt sets. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { fold } from '../../src/base/fold.js'
import { promptSets } from '../../src/config/prompt-sets/index.js'
import type { PromptSet, PromptSetVariant } from '../../src/config/prompt-set.js'
import { spec } from '../support/spec.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const styles = [
  'simple',
  'fluid',
  'complex',
  'concise',
  'open_ended',
  'academic',
  'yes_no',
  'ce2',
  'follow_up',
  'passive',
  'comparative',
]

spec('the sample questions', (it) => {
  const groups = new Map(
    ['dataset', 'examples/english/dataset', 'examples/several-models/dataset'].flatMap((folder) => [
      ...questionGroups(`${folder}/question_groups`),
    ]),
  )
  const french = questionGroups('examples/french/dataset/question_groups')

  it('come in at least four English groups and a French one', () => {
    assert.ok(groups.size >= 4)
    assert.ok(french.size >= 1)
  })

  it('are lines of a question and an answer, 8 to 12 a group', () => {
    for (const [file, lines] of [...groups, ...french]) {
      assert.ok(lines.length >= 8 && lines.length <= 12, `${file} has ${lines.length} lines`)
      for (const line of lines) {
        assert.equal(Object.keys(line), ['question', 'answer'], file)
        for (const text of Object.values(line)) assert.is(typeof text === 'string' && text.trim(), text, file)
        assert.ok(line['question']?.endsWith('?'), line['question'])
        assert.not.equal(line['answer'], '', line['question'])
      }
    }
  })

  it('come only once', () => {
    const questions = [...groups, ...french].flatMap(([, lines]) => lines.map((line) => fold(line['question'] ?? '')))
    assert.is(new Set(questions).size, questions.length)
  })

  it('take many forms', () => {
    for (const [file, lines] of groups) {
      const openings = lines.map((line) => line['question']?.split(' ')[0])
      for (const opening of ['Who', 'What', 'Which', 'Where', 'Why', 'How', 'In', 'When']) {
        const times = openings.filter((word) => word === opening).length
        assert.ok(times <= 4, `${file}: ${times} questions begin with "${opening}"`)
      }
      assert.ok(new Set(openings).size >= 6, file)
    }
  })

  it('are typeset as French is', () => {
    for (const [file, lines] of french) {
      for (const text of lines.flatMap((line) => Object.values(line))) {
        assert.not.match(text, /[^\u00A0\u202F][?»:;!]|«[^\u00A0\u202F]|['"]/u, `${file}: ${text}`)
      }
    }
  })
})

spec('the table of capitals', (it) => {
  const rows = jsonLines('examples/generated/dataset/sources/capitals.jsonl')

  it('has what the config cuts by in every row, and each country once', () => {
    for (const row of rows) assert.equal(Object.keys(row), ['country', 'capital', 'continent', 'level'])
    assert.is(new Set(rows.map((row) => row['country'])).size, rows.length)
  })

  it('gives every continent enough rows to pair', () => {
    for (const name of new Set(rows.map((row) => row['continent']))) {
      assert.ok(rows.filter((row) => row['continent'] === name).length >= 3, name)
    }
  })
})

spec('the configs that ship', (it) => {
  for (const path of [
    'fusion.config.yaml',
    'examples/english/fusion.config.yaml',
    'examples/french/fusion.config.yaml',
    'examples/generated/fusion.config.yaml',
    'examples/several-models/fusion.config.yaml',
  ]) {
    const text = readFileSync(join(root, path), 'utf8')
    const config = parse(text) as Record<string, unknown>

    it(`${path} begins with the line that editors take its schema from`, () => {
      const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1]
      assert.is(join(root, path, '..', schema ?? ''), join(root, 'schemas/fusion.config.schema.json'))
    })

    it(`${path} runs without a model, as it is or with --engine rules`, () => {
      assert.is(config['version'], 1)
      assert.is(config['engine'], path.includes('several-models') ? 'ollama' : 'rules')
      assert.ok(typeof config['prompts'] === 'string' && config['prompts'] in promptSets)
      const variants = config['variants'] as readonly string[] | Record<string, unknown>
      const names = Array.isArray(variants) ? variants : Object.keys(variants).map((name) => styleOf(variants, name))
      for (const name of names) assert.ok(styles.includes(name), `the rule engine has no style "${name}"`)
    })
  }

  it('are short where a newcomer begins', () => {
    assert.ok(readFileSync(join(root, 'fusion.config.yaml'), 'utf8').split('\n').length <= 61)
  })
})

for (const [name, set] of Object.entries(promptSets)) {
  spec(`the prompt set ${name}`, (it) => {
    it('says its language in its name', () => {
      assert.is(name.split('-')[0], set.language)
    })

    it('has the eleven styles, in their order', () => {
      assert.equal(Object.keys(set.variants), styles)
    })

    for (const [style, variant] of Object.entries(set.variants)) {
      it(`${style} reads what there is: the pair, or the fused question`, () => {
        const expected = style === 'simple' || style === 'comparative' ? ['q1', 'q2'] : ['simple']
        assert.equal(reads(variant), expected)
      })

      it(`${style} ends with its input, so that all before it is one prefix`, () => {
        const instruction = variant.prompt.slice(0, variant.prompt.indexOf('\n<q'))
        assert.not.match(instruction, /\{/)
        assert.match(variant.prompt, /<\/q2?>$/)
      })

      it(`${style} shows at least two examples that fill its prompt`, () => {
        assert.ok((variant.examples ?? []).length >= 2)
        for (const example of variant.examples ?? []) {
          assert.equal(Object.keys(example), [...reads(variant), 'text'])
          for (const text of Object.values(example)) assert.ok(text.endsWith('?'), text)
        }
      })

      it(`${style} shows no example that its own checks would turn away`, () => {
        for (const { text = '' } of variant.examples ?? []) {
          for (const pattern of patterns(variant, 'matches')) assert.match(text, pattern)
          for (const pattern of patterns(variant, 'not_matches')) assert.not.match(text, pattern)
          assert.ok(text.split(/\s+/).length <= Number(variant.checks?.['max_words'] ?? Infinity), text)
        }
      })
    }

    it('keeps to the word counts that it asks for', () => {
      for (const count of wordCounts(set, 'complex')) assert.ok(count >= 25 && count <= 45, `complex: ${count}`)
      for (const count of wordCounts(set, 'academic')) assert.ok(count >= 20 && count <= 45, `academic: ${count}`)
      for (const count of wordCounts(set, 'ce2')) assert.ok(count <= 30, `ce2: ${count}`)
    })

    it('makes concise ones no longer than what they shorten', () => {
      for (const { simple = '', text = '' } of set.variants['concise']?.examples ?? []) {
        assert.ok(text.length < simple.length, text)
      }
    })

    it('has examples that no sample question could be taken for', () => {
      const samples = [...questionGroups('dataset/question_groups').values()]
        .flat()
        .map((line) => line['question'] ?? '')
      const odd = /zip|snail|shoelace|Reykjav|yo-yo|Titicaca|Bhutan|Togo|Mekong|Volga|poker/i
      for (const question of samples) assert.not.match(question, odd)
    })
  })
}

spec('a check of the built-in prompts', (it) => {
  it('turns away a "yes or no" that still asks who or what', () => {
    assert.not(passes('en-1', 'yes_no', 'Who invented the zip fastener, and how long can a snail sleep?'))
    assert.not(
      passes('fr-1', 'yes_no', 'Qui a inventé la fermeture éclair et combien de temps un escargot peut-il dormir ?'),
    )
    assert.not(passes('fr-1', 'yes_no', "Qu'est-ce qui a été inventé et par qui ?"))
    assert.not(passes('fr-1', 'yes_no', 'En quelle année est-ce arrivé ?'))
  })

  it('takes the good ways to open a "yes or no"', () => {
    for (const opening of [
      'Is it known',
      'Can you tell',
      'Do you happen to know',
      "Isn't it known",
      'Could anyone say',
    ]) {
      assert.ok(passes('en-1', 'yes_no', `${opening} who invented the zip fastener?`), opening)
    }
    for (const opening of [
      'Est-ce que vous savez',
      'Sait-on',
      'Peut-on dire',
      'Ne sait-on pas',
      'A-t-on établi',
      'Vous est-il possible de dire',
    ]) {
      assert.ok(passes('fr-1', 'yes_no', `${opening} qui a inventé la fermeture éclair ?`), opening)
    }
    assert.ok(passes('fr-1', 'yes_no', "Le nom de l'inventeur est-il connu et la durée du sommeil l'est-elle ?"))
  })

  it('turns away a follow-up that only repeats the question, and a comparison that compares nothing', () => {
    assert.not(passes('en-1', 'follow_up', 'Who invented the zip fastener, and how long can a snail sleep?'))
    assert.not(passes('en-1', 'comparative', 'Who invented the zip fastener, and how long can a snail sleep?'))
    assert.not(passes('fr-1', 'follow_up', 'Qui a inventé la fermeture éclair ?'))
    assert.not(passes('fr-1', 'comparative', 'Qui a inventé la fermeture éclair ?'))
  })

  it('turns away a greeting to a child, and an order to a student', () => {
    assert.not(passes('en-1', 'ce2', 'Hi kids! Who invented the zip fastener?'))
    assert.not(passes('fr-1', 'ce2', 'Salut les amis ! Qui a inventé la fermeture éclair ?'))
    assert.not(passes('en-1', 'academic', 'Discuss the invention of the zip fastener?'))
    assert.not(passes('fr-1', 'academic', "Commentez l'invention de la fermeture éclair ?"))
    assert.ok(passes('fr-1', 'academic', "Comment l'invention de la fermeture éclair est-elle datée ?"))
  })
})

function passes(set: string, style: string, text: string): boolean {
  const variant = promptSets[set]?.variants[style]
  assert.ok(variant)
  return (
    patterns(variant, 'matches').every((pattern) => pattern.test(text)) &&
    !patterns(variant, 'not_matches').some((pattern) => pattern.test(text))
  )
}

/** As the config writes them: "(?i)" in front ignores case. */
function patterns(variant: PromptSetVariant, check: 'matches' | 'not_matches'): readonly RegExp[] {
  const list = variant.checks?.[check] ?? []
  assert.ok(Array.isArray(list))
  return (list as readonly string[]).map((source) =>
    source.startsWith('(?i)') ? new RegExp(source.slice(4), 'iu') : new RegExp(source, 'u'),
  )
}

function wordCounts(set: PromptSet, style: string): readonly number[] {
  return (set.variants[style]?.examples ?? []).map(({ text = '' }) => (text.match(/[\p{L}\p{N}'’-]+/gu) ?? []).length)
}

function reads(variant: PromptSetVariant): readonly string[] {
  return [...variant.prompt.matchAll(/\{\{ (\w+) \}\}/g)].map((match) => match[1] ?? '')
}

function styleOf(variants: unknown, name: string): string {
  const variant = (variants as Record<string, unknown>)[name]
  const style = typeof variant === 'object' && variant !== null && 'style' in variant ? variant.style : name
  return String(style)
}

function questionGroups(folder: string): ReadonlyMap<string, readonly Readonly<Record<string, string>>[]> {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.jsonl'))
  return new Map(files.map((name) => [name, jsonLines(join(folder, name))]))
}

function jsonLines(path: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(join(root, path), 'utf8')
  assert.ok(text.endsWith('\n'), `${path} ends with a line`)
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>)
}
