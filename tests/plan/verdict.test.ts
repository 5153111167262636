import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { parseProject } from '../../src/app/load-project.js'
import type { Digest } from '../../src/base/hash.js'
import { checkCatalogue } from '../../src/checks/index.js'
import type { Project } from '../../src/domain/project.js'
import type { Components } from '../../src/domain/target.js'
import type { Reason } from '../../src/domain/reason.js'
import { relPath } from '../../src/domain/path.js'
import { reasonsInWords } from '../../src/messages/reasons.js'
import { cutComponents, fusionComponents, sourceComponents } from '../../src/plan/components.js'
import { mergedTarget } from '../../src/plan/list-targets.js'
import { fingerprintOf, type Ingredients, judge, type LastBuild } from '../../src/plan/verdict.js'
import { digestOfComponents } from '../../src/store/build-log.js'
import { identityOf } from '../support/recipes.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'

const digest = (name: string) => name as Digest

const components = { 'template:simple': 'a', 'model:m': 'm 1', 'semantics:cleaning': '1', 'config:max_attempts': '3' }

function ingredients(more: Partial<Ingredients> = {}): Ingredients {
  const given = {
    kind: 'fusion' as const,
    components,
    inputs: { 'a.jsonl': digest('A') },
    outputs: ['out.jsonl'],
    ...more,
  }
  return { ...given, componentsDigest: digestOfComponents(given.components) }
}

function lastBuild(of: Ingredients = ingredients(), more: Partial<LastBuild> = {}): LastBuild {
  return {
    fingerprint: fingerprintOf(of),
    components: of.components,
    inputs: of.inputs,
    outputs: of.outputs.map((path) => ({ path: relPath(path), digest: digest(`bytes of ${path}`), records: 1 })),
    ...more,
  }
}

const asWritten = (path: string) => digest(`bytes of ${path}`)

function reasons(
  now: Ingredients,
  last: LastBuild | undefined = lastBuild(),
  on: (path: string) => Digest | undefined = asWritten,
  isForced = false,
): readonly Reason[] {
  const verdict = judge(now, last, on, isForced)
  return verdict.kind === 'stale' ? verdict.reasons : []
}

const withComponent = (name: string, value: string) => ingredients({ components: { ...components, [name]: value } })

/** Root causes before what follows from them. */
const order = [
  'semantics-changed',
  'model-changed',
  'template-changed',
  'config-changed',
  'input-set-changed',
  'input-changed',
  'incomplete',
  'output-missing',
  'forced',
] as const

spec('a verdict (contract 9, 10)', (it) => {
  it('is fresh where nothing differs', () => {
    assert.equal(judge(ingredients(), lastBuild(), asWritten, false), { kind: 'fresh' })
  })

  it('has each of the eleven reasons', () => {
    const cases: readonly (readonly [readonly Reason[], Reason])[] = [
      [
        judge(ingredients(), undefined, asWritten, true).kind === 'stale' ? [{ kind: 'never-built' }] : [],
        { kind: 'never-built' },
      ],
      [reasons(ingredients({ inputs: { 'a.jsonl': digest('B') } })), { kind: 'input-changed', input: 'a.jsonl' }],
      [
        reasons(ingredients({ inputs: { 'b.jsonl': digest('A') } })),
        { kind: 'input-set-changed', added: ['b.jsonl'], removed: ['a.jsonl'] },
      ],
      [reasons(withComponent('config:max_attempts', '4')), { kind: 'config-changed', key: 'max_attempts' }],
      [reasons(withComponent('template:simple', 'b')), { kind: 'template-changed', variant: 'simple' }],
      [reasons(withComponent('model:m', 'm 2')), { kind: 'model-changed', model: 'm', from: 'm 1', to: 'm 2' }],
      [
        reasons(withComponent('semantics:cleaning', '2')),
        { kind: 'semantics-changed', what: 'cleaning', from: '1', to: '2' },
      ],
      [reasons(ingredients(), lastBuild(), () => undefined), { kind: 'output-missing', path: 'out.jsonl' }],
      [reasons(ingredients(), lastBuild(), () => digest('x')), { kind: 'output-modified', path: 'out.jsonl' }],
      [
        reasons(ingredients(), lastBuild(ingredients(), { incomplete: { failedCells: 3 } })),
        { kind: 'incomplete', failedCells: 3 },
      ],
      [reasons(ingredients(), lastBuild(), asWritten, true), { kind: 'forced' }],
    ]
    for (const [found, expected] of cases) assert.equal(found, [expected])
    assert.is(new Set(cases.map(([, { kind }]) => kind)).size, 11)
  })

  it('takes an output for missing that was written elsewhere, whatever lies at the new path', () => {
    const moved = ingredients({ outputs: ['new.jsonl'] })
    assert.equal(reasons(moved), [{ kind: 'output-missing', path: 'new.jsonl' }])
  })

  it('has all reasons, root causes first', () => {
    const now = ingredients({
      components: { 'template:simple': 'b', 'model:m': 'm 2', 'semantics:cleaning': '2', 'config:max_attempts': '4' },
      inputs: { 'a.jsonl': digest('B'), 'c.jsonl': digest('C') },
    })
    const last = lastBuild(ingredients(), { incomplete: { failedCells: 1 } })
    assert.equal(
      reasons(now, last, () => undefined, true).map(({ kind }) => kind),
      order,
    )
  })

  it('has all reasons of any mix of changes, each once, and root causes before what follows from them', () => {
    fc.assert(
      fc.property(fc.subarray([...order]), (mix) => {
        const has = (kind: (typeof order)[number]) => mix.includes(kind)
        const of = (kind: (typeof order)[number], name: string, before: string, after: string) =>
          [name, has(kind) ? after : before] as const
        const now = ingredients({
          components: Object.fromEntries([
            of('config-changed', 'config:max_attempts', '3', '4'),
            of('template-changed', 'template:simple', 'a', 'b'),
            of('model-changed', 'model:m', 'm 1', 'm 2'),
            of('semantics-changed', 'semantics:cleaning', '1', '2'),
          ]),
          inputs: {
            'a.jsonl': digest(has('input-changed') ? 'B' : 'A'),
            ...(has('input-set-changed') ? { 'c.jsonl': digest('C') } : {}),
          },
        })
        const last = lastBuild(ingredients(), has('incomplete') ? { incomplete: { failedCells: 1 } } : {})
        const on = has('output-missing') ? () => undefined : asWritten
        assert.equal(
          reasons(now, last, on, has('forced')).map(({ kind }) => kind),
          order.filter(has),
        )
      }),
      { numRuns: soakRuns(300) },
    )
  })

  it('is stale for a fingerprint that differs, also where it is not known any more what it was made of', () => {
    const last = lastBuild(ingredients(), { fingerprint: digest('old'), components: undefined })
    assert.equal(reasons(ingredients(), last), [{ kind: 'config-changed', key: 'something' }])
  })

  it('does not depend on the order in which inputs and components are listed', () => {
    const now = ingredients({ inputs: { b: digest('B'), a: digest('A') } })
    const other = ingredients({
      inputs: { a: digest('A'), b: digest('B') },
      components: Object.fromEntries(Object.entries(components).toReversed()),
    })
    assert.is(fingerprintOf(now), fingerprintOf(other))
  })
})

const fingerprint = (kind: Ingredients['kind'], components: Components): Digest =>
  fingerprintOf(ingredients({ kind, components, inputs: { 'a.jsonl': digest('A'), 'b.jsonl': digest('B') } }))

spec('a fingerprint (contract 1)', (it) => {
  it('frames what it holds: no two sets of inputs and components share one', () => {
    const text = fc.string({ maxLength: 4 })
    const some = fc.record({
      components: fc.dictionary(text, text, { maxKeys: 3 }),
      inputs: fc.dictionary(text, text.map(digest), { maxKeys: 3 }),
    })
    fc.assert(
      fc.property(some, some, (one, other) => {
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
        assert.is(fingerprintOf(ingredients(one)) === fingerprintOf(ingredients(other)), same)
      }),
      { numRuns: soakRuns(500) },
    )
  })

  it('of the same things is what it was in a released version: else all would be made again (contract 6)', async () => {
    const { sources, cuts, fusions } = await componentsOf(config)
    const found = [
      fingerprint('source', sources[0] ?? {}),
      fingerprint('cut', cuts[1] ?? {}),
      fingerprint('fusion', fusions[0] ?? {}),
      fingerprint(
        'merged',
        mergedTarget([], (await parseProject('/one', 'fusion.config.yaml', config, {})).project).components,
      ),
    ]
    // Another one here is right only where a version in `semantics`, of the cleaning, of a check or of the generator was raised.
    assert.equal(
      found.map((each) => each.slice(0, 16)),
      ['cb918e3023933113', '3b34c8b7c4dc8b02', '825c7aac4fa2c041', '37355d14408e2ae1'],
    )
  })

  it('tells kinds apart', () => {
    assert.is.not(fingerprintOf(ingredients()), fingerprintOf(ingredients({ kind: 'cut' })))
  })
})

const sorted = (of: Readonly<Record<string, Readonly<Record<string, string>>>>): unknown =>
  Object.entries(of).map(([name, values]) => [name, Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))])

spec('reasons in words (contract 10)', (it) => {
  it('collapse repeats', () => {
    const changed = ['a', 'b', 'c'].map((input): Reason => ({ kind: 'input-changed', input }))
    assert.is(reasonsInWords(changed), '3 inputs changed: a, b, c')
    assert.is(
      reasonsInWords([
        { kind: 'template-changed', variant: 'fluid' },
        { kind: 'template-changed', variant: 'open' },
        { kind: 'config-changed', key: 'max_attempts' },
      ]),
      'prompts of "fluid", "open" changed; config changed: max_attempts',
    )
    const many = Array.from({ length: 9 }, (_, n): Reason => ({ kind: 'input-changed', input: `${n}` }))
    assert.is(reasonsInWords(many), '9 inputs changed: 0, 1, 2 and 6 more')
  })

  it('are one sentence each', () => {
    assert.is(reasonsInWords([{ kind: 'never-built' }]), 'never built')
    assert.is(reasonsInWords([{ kind: 'input-set-changed', added: ['b'], removed: ['a'] }]), 'new: b, gone: a')
    assert.is(
      reasonsInWords([{ kind: 'output-modified', path: 'x' }, { kind: 'forced' }]),
      'x was changed by hand; forced',
    )
    assert.is(reasonsInWords([]), '')
  })
})

const config = `
version: 1
model: m
sources:
  random: { faker: { entries: 5, fields: { name: person.fullName } }, question: "Who is {{ name }}?", answer: "{{ name }}" }
groups:
  topics: { files: "in/*.jsonl" }
  people: { source: random, size: 2 }
variants:
  simple: "Merge {{ q1 }} and {{ q2 }}"
  fluid: { prompt: "Rephrase {{ simple }}", model: n }
`

async function componentsOf(text: string, root = '/one', models: readonly string[] = ['m', 'n']) {
  const { project } = await parseProject(root, 'fusion.config.yaml', text, {})
  const identities = new Map(models.map((model) => [model, identityOf(`weights of ${model}`)]))
  const versions = { cleaning: 1, checks: checkCatalogue, identities }
  return {
    sources: project.sources.map((source) => (source.kind === 'faker' ? sourceComponents(source, '1') : undefined)),
    cuts: project.groups.map((rule) => cutComponents(rule, plain, plain)),
    fusions: project.groups.map((rule) => fusionComponents(rule, project, versions)),
  }
}

const plain: Project['output']['groups'] = { text: '{{ x }}', kind: 'plain', reads: ['x'] }

spec('what a target is made from', (it) => {
  it('does not hold host, gpu, concurrency, patience, folder, paths, comments or the order of keys (contract 1, 4)', async () => {
    const before = await componentsOf(config)
    const engine = 'hosts: [http://gpu-1:11434], concurrency: 3, requests_per_minute: 9, timeout_seconds: 9, retries: 0'
    const same = [
      `${config}engine: { kind: ollama, ${engine}, outage_minutes: 1 }\n`,
      `${config}gpu: 12\n`,
      `# a comment\n${config.replace('"in/*.jsonl"', "'in/*.jsonl'")}`,
      `${config}output: { merged: all.jsonl, fusions: "x/{{ group }}.jsonl" }\n`,
      config.replace('model: m\n', '').concat('model: m\n'),
    ]
    for (const text of same) assert.equal(await componentsOf(text, '/two'), before, text)
  })

  it('holds everything that a text or a line can depend on', async () => {
    const before = await componentsOf(config)
    const others = [
      config.replace('Rephrase', 'Reword'),
      config.replace('model: n', 'model: m'),
      config.replace('model: n', 'model: n, sampling: { top_k: 7 }'),
      config.replace('model: n', 'model: n, checks: { max_words: 9 }'),
      config.replace('model: n', 'model: n, record: false'),
      config.replace('model: n', 'model: n, retry: { temperature_max: 1 }'),
      config.replace('fluid:', 'smooth:'),
      `${config}max_attempts: 3\n`,
      `${config}unique: group\n`,
      `${config}pairs: { sample: 3 }\n`,
      `${config}language: en\n`,
      `${config}record: { answer: "{{ a1 }}" }\n`,
      `${config}vars: { tone: dry }\n`,
      `${config}engine: { kind: ollama, context_tokens: 999 }\n`,
      `${config}system: Be brief.\n`,
    ]
    const seen = new Set([JSON.stringify(before.fusions)])
    for (const text of others) seen.add(JSON.stringify((await componentsOf(text)).fusions))
    assert.is(seen.size, others.length + 1)
    const more = await componentsOf(config.replace('entries: 5', 'entries: 6'))
    assert.equal([more.cuts, more.fusions], [before.cuts, before.fusions])
    assert.not.equal(more.sources, before.sources)
  })
})
