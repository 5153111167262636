import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import {
  MissingValue,
  TemplateProblem,
  compileTemplate,
  placeholderOf,
  readTemplate,
  renameVariables,
  valueAt,
} from '../../src/base/template.js'
import type { Scope } from '../../src/base/template.js'
import { soakRuns } from '../support/soak.js'
import { faultInWords } from '../../src/messages/template-faults.js'
import { spec } from '../support/spec.js'

const scope: Scope = {
  q1: 'Who invented the zip fastener?',
  q2: 'How long can a snail sleep?',
  group: 'law',
  field: 'level',
  row1: { level: 'easy', year: 1851, tags: ['x', 2, null, true], none: null, deep: { z: 1, a: [1] }, list: [{ n: 1 }] },
}

async function render(text: string, values: Scope = scope): Promise<string> {
  const { kind } = await readTemplate(text)
  return (await compileTemplate({ text, kind }))(values)
}

async function problemOf(text: string): Promise<{ at: string; message: string; hint: string }> {
  try {
    await render(text)
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    const { offset, length } = error.span
    const { message, hint = '' } = faultInWords(error.fault)
    return { at: text.slice(offset, offset + length), message, hint }
  }
  throw new Error(`nothing is wrong with ${text}`)
}

async function missingIn(text: string): Promise<string> {
  try {
    await render(text)
  } catch (error) {
    if (error instanceof MissingValue) return error.path
    throw error
  }
  throw new Error(`nothing is missing in ${text}`)
}

async function reads(text: string): Promise<string> {
  return (await readTemplate(text)).reads.join(' ')
}

async function withoutName(text: string, name: string): Promise<string> {
  const { kind } = await readTemplate(text)
  return renameVariables({ text, kind }, (root) => (root === name ? '#' : root))
}

function outcome(render: () => string): string | MissingValue {
  try {
    return render()
  } catch (error) {
    if (error instanceof MissingValue) return error
    throw error
  }
}

spec('a plain template', (it) => {
  it('prints the values of its variables', async () => {
    assert.is(
      await render('<q1>{{ q1 }}</q1>{{row1.level}}, {{\n row1.year }}'),
      `<q1>${String(scope['q1'])}</q1>easy, 1851`,
    )
    assert.is(await render('no variable }} { } {# here'), 'no variable }} { } {# here')
    assert.is(await render(''), '')
  })

  it('says what it reads, sorted, each once', async () => {
    const read = await readTemplate('{{ vars.tone }} {{ q1 }} {{ row1.a-b.c }} {{ q1 }}')
    assert.equal(read, { kind: 'plain', reads: ['q1', 'row1.a-b.c', 'vars.tone'] })
  })

  it('joins lists with commas and writes mappings as JSON with sorted keys', async () => {
    assert.is(await render('{{ row1.tags }}'), 'x, 2, true')
    assert.is(await render('{{ row1.deep }}'), '{"a":[1],"z":1}')
    assert.is(await render('{{ row1.list }}'), '[{"n":1}]')
  })

  it('never prints a missing value as an empty text, and names what is missing', async () => {
    assert.is(await missingIn('{{ a1 }}'), 'a1')
    assert.is(await missingIn('{{ row1.none }}'), 'row1.none')
    assert.is(await missingIn('{{ row1.author.name }}'), 'row1.author')
    assert.is(await missingIn('{{ row1.tags.length }}'), 'row1.tags.length')
  })

  it('reads own values only, never a prototype', async () => {
    for (const path of ['constructor', '__proto__', 'toString', 'row1.constructor', 'row1.__proto__', 'q1.length']) {
      assert.is(await missingIn(`{{ ${path} }}`), path)
      assert.is(valueAt(scope, path), undefined)
    }
  })

  it('never evaluates inserted text again', async () => {
    const values = { q1: '{{ q2 }} {% raw %} {{', q2: '<b>&amp;' }
    assert.is(await render('{{ q1 }}|{{ q2 }}', values), '{{ q2 }} {% raw %} {{|<b>&amp;')
    assert.is(await render('{% if q1 %}{{ q1 }}|{{ q2 }}{% endif %}', values), '{{ q2 }} {% raw %} {{|<b>&amp;')
  })
})

spec('a liquid template', (it) => {
  it('has conditions, cases, loops, raw text and comments', async () => {
    assert.is(await render('{% if group == "law" and row1.year > 1800 %}old{% else %}new{% endif %}'), 'old')
    assert.is(await render('{% unless a1 %}no answer{% endunless %}'), 'no answer')
    assert.is(await render('{% case group %}{% when "art", "law" %}yes{% else %}no{% endcase %}'), 'yes')
    const loop = '{% for tag in row1.tags %}{% if tag == 2 %}{% continue %}{% endif %}{{ tag }};{% endfor %}'
    assert.is(await render(loop), 'x;true;')
    assert.is(
      await render('{% raw %}{{ q1 }}{% endraw %}{% comment %}{% include x %}{{ y }}{% endcomment %}'),
      '{{ q1 }}',
    )
    assert.is(await render('a {{- group -}} b'), 'alawb')
  })

  it('says what it reads, conditions, loops and arguments of filters included', async () => {
    assert.is(await reads('{% if row1["level"] == x.y %}{{ a | default: b.c }}{% endif %}'), 'a b.c row1.level x.y')
    assert.is(
      await reads('{% for i in row1.list limit: vars.n %}{{ i.n }}{{ forloop.index }}{% endfor %}'),
      'row1.list vars.n',
    )
    assert.is(await reads('{% raw %}{{ a }}{% endraw %}{% comment %}{{ b }}{% endcomment %}'), '')
  })

  it('reads the whole of a value where the path is open or computed (contract 4)', async () => {
    const { reads } = await readTemplate(
      '{{ row1[field] }} {{ q1.size }} {{ row1.tags.first }} {{ row2["a.b"] }} {{ row1.list[0].n }}',
    )
    assert.equal(reads, ['field', 'q1', 'row1', 'row1.list.0.n', 'row1.tags', 'row2'])
    assert.is(valueAt(scope, 'row1.list.0.n'), 1)
  })

  it('prints values as plain templates do', async () => {
    assert.is(await render('{{ row1.tags -}} {{ row1.deep -}} {{ row1.year -}}'), 'x, 2, true{"a":[1],"z":1}1851')
  })

  it('never prints a missing value, but lets conditions and `default` ask for it', async () => {
    assert.is(await missingIn('{{ a1 | upcase }}'), 'a1')
    assert.is(await missingIn('{{ row1.none | upcase }}'), 'row1.none')
    assert.is(await missingIn('{{ row1.author.name | upcase }}'), 'row1.author')
    assert.is(await missingIn('{{ row1.tags | slice: 9, 1 | first }}'), 'row1.tags | slice: 9, 1 | first')
    assert.is(await missingIn('{{- row1.constructor -}}'), 'row1.constructor')
    assert.is(
      await render('{{ row1.none | default: "-" }}{% if a1 %}{{ a1 }}{% endif %}{% if row1.none == nil %}!{% endif %}'),
      '-!',
    )
  })

  it('cannot hang a build', async () => {
    const big = ['{% for i in (1..100000000) %}x{% endfor %}', `{% for i in (1..50000) %}${'x'.repeat(50)}{% endfor %}`]
    for (const text of big) assert.match((await problemOf(text)).message, 'more text')
    const nested = '{% for i in (1..5000) %}'.repeat(5) + '{% endfor %}'.repeat(5)
    assert.match((await problemOf(nested)).message, 'loops longer')
    assert.match((await problemOf(`{% if q1 %}${'x'.repeat(1_000_001)}{% endif %}`)).message, 'at most')
  })

  it('is a pure function of its scope', async () => {
    const text = '{% for tag in row1.tags %}{{ forloop.index }}{{ tag }}{% endfor %}{{ row1.deep }}'
    const made = await compileTemplate({ text, kind: 'liquid' })
    const before = JSON.stringify(scope)
    assert.is(made(scope), made(scope))
    assert.is(JSON.stringify(scope), before)
  })
})

spec('a mistake in a template', (it) => {
  const cases: readonly (readonly [text: string, at: string, message: RegExp, hint: RegExp])[] = [
    ['Merge {{ q1 and go', '{{', /never closed/, /Close it with "}}"/],
    ['{{ q1 } {', '{{', /never closed/, /}}/],
    ['{{ "q1 }}', '{{', /never closed/, /quotes/],
    ['{% if q1', '{%', /never closed/, /%}/],
    ['a {% if q1 %} b', '{% if q1 %}', /"{% if %}" is never closed/, /endif/],
    ['{% for t in row1.tags %}', '{% for t in row1.tags %}', /never closed/, /endfor/],
    ['{% comment %} x', '{% comment %}', /never closed/, /endcomment/],
    ['x {% raw %}{{ x }}', '{% raw %}', /never closed/, /endraw/],
    ['{% endif %}', '{% endif %}', /no tag before it/, /belongs to/],
    ['{% else %}', '{% else %}', /no tag before it/, /belongs to/],
    ['{% if q1 %}{% else %}{% elsif q2 %}{% endif %}', '{% if q1 %}', /out of order/, /elsif/],
    ['{{ q1 | upcaze }}', 'upcaze', /No filter is called "upcaze"/, /Did you mean "upcase"\?/],
    ['{% if q1 | sise %}{% endif %}', 'sise', /No filter/, /"size"/],
    ['{{ q1 | date: "%Y" }}', 'date', /No filter is called "date"/, /Filters that there are: abs/],
    ['{{ row1.tags | sample }}', 'sample', /No filter/, /there are/],
    ['{% include "x" %}', '{% include "x" %}', /No tag is called "include"/, /Tags that there are: if/],
    ['{% assign x = 1 %}', '{% assign x = 1 %}', /No tag is called "assign"/, /there are/],
    ['{% capture x %}{% endcapture %}', '{% capture x %}', /No tag/, /there are/],
    ['{% iff q1 %}', '{% iff q1 %}', /No tag/, /Did you mean "if"/],
    ['{% case q1 %}{% wehn 1 %}{% endcase %}', '{% wehn 1 %}', /No tag/, /Did you mean "when"/],
    ['Hello {{ first name }}!', '{{ first name }}', /not one value/, /one name with dots/],
    ['{% if q1 == %}x{% endif %}', '{% if q1 == %}', /not one value/, /compares two/],
    ['{% for x row1 %}{% endfor %}', '{% for x row1 %}', /cannot be read/, /for item in/],
    ['{{ }}', '}', /A name is missing/, /placeholder is/],
    ['{% if %}x{% endif %}', ' ', /A name is missing/, /placeholder is/],
    ['{{{ q1 }}}', '{ q1', /cannot be read: { q1/, /placeholder is/],
    ['{{ [field] }}', '[', /named by the text of another/, /row1\[/],
  ]
  for (const [text, at, message, hint] of cases) {
    it(`is found in ${text}`, async () => {
      const problem = await problemOf(text)
      assert.is(problem.at, at)
      assert.match(problem.message, message)
      assert.match(problem.hint, hint)
      for (const word of [/invalid/, /unexpected/, /failed/]) assert.not.match(problem.message + problem.hint, word)
    })
  }

  it('is placed on its own line of a longer text', async () => {
    assert.is((await problemOf('{% if q1 %}\n  {{ q1 }}\r\n  {{ q2 | nope }}{% endif %}')).at, 'nope')
  })
})

spec('a placeholder', (it) => {
  it('is a text that is exactly one plain variable', () => {
    assert.is(placeholderOf('{{ a1 }}'), 'a1')
    assert.is(placeholderOf(' {{row1.level}}\n'), 'row1.level')
    for (const text of ['', 'a1', '{{ a1 }}.', '{{ a }}{{ b }}', '{{ a | upcase }}', '{{ true }}', '{{- a }}']) {
      assert.is(placeholderOf(text), undefined)
    }
  })
})

spec('a template for a digest', (it) => {
  it('does not show the names of its variables (contract 7)', async () => {
    assert.is(
      await withoutName('Say {{simple}} and {{ q1 }}', 'simple'),
      await withoutName('Say {{ merged }} and {{q1}}', 'merged'),
    )
    const liquid = '{% if NAME == "x" %}\n{{ NAME.a | append: NAME }} NAME {% raw %}{{ NAME }}{% endraw %}{% endif %}'
    const renamed = liquid.replaceAll('NAME', 'simple')
    assert.is(
      await withoutName(renamed, 'simple'),
      '{% if # == "x" %}\n{{ #.a | append: # }} simple {% raw %}{{ simple }}{% endraw %}{% endif %}',
    )
  })
})

spec('plain and liquid', (it) => {
  const name = fc.constantFrom('q1', 'row1.level', 'row1.a-b', '_x', 'vars.deep.more')
  const blank = fc.constantFrom('', ' ', '\n', '  ')
  const slot = fc.tuple(blank, name, blank).map(([a, path, b]) => `{{${a}${path}${b}}}`)
  const literal = fc.string({ unit: 'binary' }).map((text) => text.replace(/[{%]/g, '~'))
  const template = fc.array(fc.oneof(slot, literal)).map((parts) => parts.join(''))
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('{{ q1 }}', '{% raw %}', '}}', null, undefined),
    fc.double(),
    fc.boolean(),
    fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
    fc.dictionary(fc.string(), fc.integer()),
  )
  const values = fc.record({
    q1: value,
    row1: fc.record({ level: value, 'a-b': value }),
    _x: value,
    vars: fc.oneof(value, fc.record({ deep: fc.record({ more: value }) })),
  })

  it('render every plain template alike', async () => {
    await fc.assert(
      fc.asyncProperty(template, values, async (text, scope) => {
        assert.is((await readTemplate(text)).kind, 'plain')
        const plain = await compileTemplate({ text, kind: 'plain' })
        // A comment in front makes the same template Liquid.
        const liquid = await compileTemplate({ text: `{% comment %}{% endcomment %}${text}`, kind: 'liquid' })
        assert.equal(
          outcome(() => plain(scope)),
          outcome(() => liquid(scope)),
        )
      }),
      { numRuns: soakRuns(150) },
    )
  })
})
