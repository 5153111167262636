import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { projectOf, read, recipeOf, variantOf } from './reading.js'

const smallest = `version: 1
model: llama3.2:latest
groups:
  topics: { files: "dataset/question_groups/*.jsonl" }
`
const withGroups = 'version: 1\ngroups: { a: { files: a.jsonl }, law: { files: law.jsonl LAW } }\n'
const law = (overrides: string): string => withGroups.replace(' LAW', `, ${overrides}`)
const plain = withGroups.replace(' LAW', '')

spec('the smallest config', (it) => {
  it('has every default', async () => {
    const project = withoutPlaces(await projectOf(smallest))
    assert.equal(
      { ...project, groups: undefined },
      {
        config: 'fusion.config.yaml',
        engine: { kind: 'ollama', retries: 6, context_tokens: 2048 },
        gpu: true,
        sources: [],
        groups: undefined,
        output: {
          groups: { text: 'dataset/groups/{{ from }}/{{ group }}.jsonl', kind: 'plain', reads: ['from', 'group'] },
          fusions: { text: 'dataset/fusion_datasets/{{ group }}.jsonl', kind: 'plain', reads: ['group'] },
          merged: 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl',
        },
        promptFiles: [],
      },
    )
  })

  it('asks the built-in variants, in both languages', async () => {
    const project = await projectOf(smallest)
    const [en, fr] = [recipeOf(project, 'topics', 'en'), recipeOf(project, 'topics', 'fr')]
    assert.equal(
      en.variants.map(({ name }) => name),
      ['simple', 'fluid', 'yes_no'],
    )
    assert.is(variantOf(en, 'fluid').prompt.text, 'Say it: {{ simple }}')
    assert.is(variantOf(fr, 'fluid').prompt.text, 'Dis-le: {{ simple }}')
    assert.is(variantOf(fr, 'fluid').system.text, 'Une question.')
    assert.is(fr.language, 'fr')
  })

  it('fills a variant in', async () => {
    const { place: _, ...simple } = variantOf(recipeOf(await projectOf(smallest)), 'simple')
    assert.equal(simple, {
      name: 'simple',
      prompt: { text: 'Merge:\n{{ q1 }}\n{{ q2 }}', kind: 'plain', reads: ['q1', 'q2'] },
      system: { text: 'One question.', kind: 'plain', reads: [] },
      examples: [{ values: { q1: 'A?', q2: 'B?' }, text: 'A and B?' }],
      model: 'llama3.2:latest',
      sampling: {
        temperature: 0.1,
        top_p: 0.9,
        max_tokens: 200,
        seed: 0,
        top_k: 40,
        min_p: 0,
        repeat_penalty: 1,
        repeat_last_n: 64,
        presence_penalty: 0,
        frequency_penalty: 0,
      },
      retry: { temperature_step: 0.1, temperature_max: 0.8 },
      checks: { empty: true, echo: true, ends_with: ['?'], keeps_both: 0.6 },
      record: true,
      style: 'simple',
      parents: [],
    })
  })

  it('has ten attempts, a question once a pair, and two columns', async () => {
    const { maxAttempts, unique, record, vars } = recipeOf(await projectOf(smallest))
    assert.equal([maxAttempts, unique, vars], [10, 'pair', {}])
    assert.equal(
      record.map(({ name, value }) => [name, value.text]),
      [
        ['question', '{{ text }}'],
        ['answer', '{{ q1 }} {{ q2 }}'],
      ],
    )
  })

  it('is JSON all the way down', async () => {
    const project = await projectOf(smallest)
    assert.equal(JSON.parse(JSON.stringify(project)), project)
  })
})

const recipesOf = async (lines: string) => Object.keys((await projectOf(`${plain}${lines}`)).groups[0]?.recipes ?? {})

spec('the language and the prompts', (it) => {
  it('make one recipe where the language is given', async () => {
    assert.equal(await recipesOf('language: fr\n'), ['fr'])
  })

  it('follow the set that is named', async () => {
    assert.equal(await recipesOf('prompts: fr-1\n'), ['fr'])
  })

  it('are told apart where they differ', async () => {
    const { warnings } = await read(`${plain}language: en\nprompts: fr-1\n`)
    assert.equal(
      warnings.map(({ code, severity }) => [code, severity]),
      [['language-of-prompts', 'warning']],
    )
  })

  it('have no built-in set under a mapping of variants', async () => {
    const project = await projectOf(`${plain}variants: { simple: "Merge {{ q1 }} {{ q2 }}" }\n`)
    for (const language of ['en', 'fr'] as const) {
      const recipe = recipeOf(project, 'a', language)
      assert.equal(
        recipe.variants.map(({ name, system }) => [name, system.text]),
        [['simple', '']],
      )
    }
  })

  it('mean exactly the variants of a list', async () => {
    const recipe = recipeOf(await projectOf(`${plain}variants: [yes_no, simple]\n`))
    assert.equal(
      recipe.variants.map(({ name }) => name),
      ['yes_no', 'simple'],
    )
  })
})

const onSet = async (lines: string) => recipeOf(await projectOf(`${plain}prompts: en-1\n${lines}`))

spec('a variant', (it) => {
  it('builds on the built-in of its name', async () => {
    const recipe = await onSet(
      'variants:\n  yes_no: { model: qwen3:4b, sampling: { top_k: 5 }, checks: { max_words: 9 } }\n',
    )
    const { model, prompt, sampling, checks } = variantOf(recipe, 'yes_no')
    assert.equal([model, prompt.text, sampling.top_k], ['qwen3:4b', 'Yes or no: {{ simple }}', 5])
    assert.equal(checks, { empty: true, echo: true, ends_with: ['?'], matches: ['^Is'], max_words: 9 })
    assert.equal(
      recipe.variants.map(({ name }) => name),
      ['simple', 'fluid', 'yes_no'],
    )
  })

  it('lets what the user says for all variants go before what the set says for one', async () => {
    const recipe = await onSet('sampling: { temperature: 0.9 }\nchecks: { matches: ["^\\\\p{Lu}"] }\n')
    const { sampling, checks } = variantOf(recipe, 'yes_no')
    assert.is(sampling.temperature, 0.9)
    assert.equal(checks['matches'], ['^\\p{Lu}'])
  })

  it('with a prompt of its own takes nothing from the built-in', async () => {
    const recipe = await onSet('variants:\n  simple: { prompt: "Fuse {{ q1 }} {{ q2 }}" }\n')
    const { examples, sampling, checks, system } = variantOf(recipe, 'simple')
    assert.equal([examples, sampling.temperature, checks['keeps_both']], [[], 0.2, undefined])
    assert.is(system.text, 'One question.', 'the system message is of the set')
  })

  it('comes after the built-in ones, or drops one', async () => {
    const recipe = await onSet('variants: { fluid: false, gentle: "Gently: {{ simple }}" }\n')
    assert.equal(
      recipe.variants.map(({ name }) => name),
      ['simple', 'yes_no', 'gentle'],
    )
    assert.equal(variantOf(recipe, 'gentle').parents, ['simple'])
  })

  it('knows its parents, of the prompt and the system message', async () => {
    const text = `${plain}variants:\n  b: "{{ q1 }}"\n  a: "{{ q2 }}"\n  c: { prompt: "{{ b }} {{ a }} {{ b }}", system: "{{ a }}" }\n`
    assert.equal(variantOf(recipeOf(await projectOf(text)), 'c').parents, ['a', 'b'])
  })

  it('reads a prompt file, without its last newline', async () => {
    const text = `${plain}variants: { simple: { prompt: { file: ./prompts/simple.md } } }\n`
    const project = await projectOf(text, { files: { 'prompts/simple.md': '\uFEFFMerge\r\n{{ q1 }} {{ q2 }}\r\n' } })
    assert.is(variantOf(recipeOf(project), 'simple').prompt.text, 'Merge\n{{ q1 }} {{ q2 }}')
    assert.equal(project.promptFiles, ['prompts/simple.md'])
  })

  it('may read with conditions, and vars that only some groups have', async () => {
    const text =
      law('vars: { tone: strict }') + 'variants:\n  s: "{% if vars.tone %}{{ vars.tone }}: {% endif %}{{ q1 }}"\n'
    const { kind, reads } = variantOf(recipeOf(await projectOf(text), 'law'), 's').prompt
    assert.equal([kind, reads], ['liquid', ['q1', 'vars.tone']])
  })

  it('takes stop words away with false', async () => {
    const lines = 'sampling: { stop: END }\nvariants: { fluid: { sampling: { stop: false } } }\n'
    const recipe = await onSet(lines)
    assert.equal(variantOf(recipe, 'simple').sampling.stop, ['END'])
    assert.not.ok('stop' in variantOf(recipe, 'fluid').sampling)
  })

  it('takes its system message away with "" or false', async () => {
    const recipe = await onSet('system: Hello\nvariants: { fluid: { system: "" }, yes_no: { system: false } }\n')
    assert.equal(
      recipe.variants.map(({ system }) => system.text),
      ['Hello', '', ''],
    )
  })
})

spec('a group', (it) => {
  it('overrides the recipe by key', async () => {
    const text = `${law('model: qwen3:8b, max_attempts: 3, unique: group, pairs: { sample: 9 }, sampling: { top_k: 1 }, retry: { temperature_max: 1 }, system: Strictly., vars: { b: { y: 2 } }, checks: { echo: false }, record: { level: "{{ row1.level }}", answer: false }')}
prompts: en-1
sampling: { seed: 7, top_k: 3 }
vars: { a: 1, b: { x: 1 } }
checks: { max_words: 80 }
`
    const project = await projectOf(text)
    const recipe = recipeOf(project, 'law')
    const { model, sampling, retry, system, checks } = variantOf(recipe, 'fluid')
    assert.equal([model, system.text, sampling.seed, sampling.top_k], ['qwen3:8b', 'Strictly.', 7, 1])
    assert.equal(retry, { temperature_step: 0.1, temperature_max: 1 })
    assert.equal(checks, { empty: true, echo: false, ends_with: ['?'], max_words: 80 })
    assert.equal([recipe.maxAttempts, recipe.unique, recipe.vars], [3, 'group', { a: 1, b: { x: 1, y: 2 } }])
    assert.equal(
      recipe.record.map(({ name }) => name),
      ['question', 'level'],
    )
    assert.equal(project.groups[1]?.pairs, { kind: 'sample', size: 9, seed: 0 })
    assert.is(variantOf(recipeOf(project, 'a'), 'fluid').model, 'llama3.2:latest')
  })

  it('changes, adds and drops variants', async () => {
    const text = `${law('variants: { fluid: false, simple: { model: m }, formal: "Formally: {{ simple }}" }')}variants:
  simple: { prompt: "Merge {{ q1 }} {{ q2 }}", examples: [{ q1: A, q2: B, text: AB }] }
  fluid: "Say {{ simple }}"
`
    const project = await projectOf(text)
    const recipe = recipeOf(project, 'law')
    assert.equal(
      recipe.variants.map(({ name }) => name),
      ['simple', 'formal'],
    )
    assert.is(variantOf(recipe, 'simple').examples.length, 1)
    assert.equal(
      recipeOf(project, 'a').variants.map(({ name }) => name),
      ['simple', 'fluid'],
    )
  })

  it('with a prompt of its own takes nothing from the project', async () => {
    const text = `${law('variants: { simple: { prompt: "M {{ q1 }}" } }')}variants:
  simple: { prompt: "Merge {{ q1 }} {{ q2 }}", model: m, examples: [{ q1: A, q2: B, text: AB }] }
`
    const { model, examples } = variantOf(recipeOf(await projectOf(text), 'law'), 'simple')
    assert.equal([model, examples], ['llama3.2:latest', []])
  })

  it('may list variants that the project left out', async () => {
    const text = `${law('variants: [simple, yes_no]')}variants: [simple, fluid]\n`
    assert.equal(
      recipeOf(await projectOf(text), 'law').variants.map(({ name }) => name),
      ['simple', 'yes_no'],
    )
  })

  it('shares its recipes with all groups that change nothing', async () => {
    const { groups } = await projectOf(
      'version: 1\ngroups: { a: { files: a.jsonl }, b: { files: b.jsonl, limit: 3 } }\n',
    )
    assert.is(groups[0]?.recipes, groups[1]?.recipes)
  })

  it('comes from a source, whole or cut, filtered first', async () => {
    const { groups } = await projectOf(`version: 1
sources: { c: { files: [c.jsonl, d/*.jsonl] } }
groups:
  whole: { source: c, where: { level: [easy, 2], ok: true }, limit: 40 }
  size: { source: c, size: 50 }
  buckets: { source: c, buckets: 200 }
  by: { source: c, by: continent }
`)
    assert.equal(
      groups.map(({ origin }) => (origin.kind === 'source' ? origin.cut : origin)),
      [
        { kind: 'whole' },
        { kind: 'size', size: 50 },
        { kind: 'buckets', buckets: 200 },
        { kind: 'by', field: 'continent' },
      ],
    )
    assert.equal([groups[0]?.where, groups[0]?.limit], [{ level: ['easy', 2], ok: [true] }, 40])
  })
})

const source = async (lines: string) => (await projectOf(`${plain}sources:\n  random:\n${lines}`)).sources[0]

spec('a generated source', (it) => {
  it('has the original records by default', async () => {
    const { place: _, question, answer, ...rest } = { ...(await source('    faker: {}\n')) } as Record<string, unknown>
    assert.equal(rest, {
      kind: 'faker',
      name: 'random',
      entries: 10_000,
      seed: 0,
      locale: 'en',
      unique: ['name'],
      fields: [
        { name: 'name', method: 'person.fullName' },
        {
          name: 'action',
          oneOf: ['cooking', 'coding', 'napping', 'reading', 'dancing', 'painting', 'singing', 'running'],
        },
      ],
      keepsFields: false,
      output: 'dataset/sources/random.jsonl',
    })
    assert.is((question as { text: string }).text, 'What does {{ name }} ?')
    assert.is((answer as { text: string }).text, '{{ name }} is {{ action }}!')
  })

  it('keeps the fields that the config spells out', async () => {
    const faker = await source(
      '    faker: { unique: town, fields: { town: location.city, n: [1, two] } }\n    question: "{{ town }}?"\n    answer: "{{ n }}"\n    output: data/x.jsonl\n',
    )
    assert.is(faker?.kind, 'faker')
    if (faker?.kind !== 'faker') return
    assert.equal([faker.keepsFields, faker.unique, faker.output], [true, ['town'], 'data/x.jsonl'])
    assert.equal(faker.fields, [
      { name: 'town', method: 'location.city' },
      { name: 'n', oneOf: [1, 'two'] },
    ])
  })
})

spec('the command line', (it) => {
  it('says engine, model and gpu instead of the file', async () => {
    const text = `${law('model: own')}engine: { kind: ollama, retries: 2 }\ngpu: 12\n`
    const project = await projectOf(text, { overrides: { engine: 'rules', model: 'other', gpu: false } })
    assert.equal([project.engine, project.gpu], [{ kind: 'rules' }, false])
    assert.is(variantOf(recipeOf(project, 'a'), 'simple').model, 'other')
    assert.is(variantOf(recipeOf(project, 'law'), 'simple').model, 'own')
  })

  it("keeps the file's settings of the engine that it names", async () => {
    const project = await projectOf(`${plain}engine: { kind: ollama, retries: 2 }\n`, {
      overrides: { engine: 'ollama' },
    })
    assert.equal(project.engine, { kind: 'ollama', retries: 2, context_tokens: 2048 })
  })
})

const names = async (record: string) =>
  recipeOf(await projectOf(`${plain}record: ${record}\n`)).record.map(({ name }) => name)

spec('columns', (it) => {
  it('come after the default ones where they are new', async () => {
    assert.equal(await names('{ level: "{{ row1.level }}" }'), ['question', 'answer', 'level'])
  })

  it('come in the order of the file where it names the default ones', async () => {
    assert.equal(await names('{ id: "{{ pair }}", question: "{{ text }}" }'), ['id', 'question', 'answer'])
    assert.equal(await names('{ answer: "{{ a1 }}", question: "{{ text }}" }'), ['answer', 'question'])
  })

  it('go away with false', async () => {
    assert.equal(await names('{ answer: false }'), ['question'])
  })
})

function withoutPlaces(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value, (key, member: unknown) => (key === 'place' ? undefined : member))) as Record<
    string,
    unknown
  >
}
