import * as assert from 'uvu/assert'
import { Document, isMap, parseDocument, visit } from 'yaml'
import { spec } from '../support/spec.js'
import { projectOf, read, recipeOf, variantOf } from './reading.js'
import { wholeExample, wholeExampleFiles } from './whole-example.js'

const reading = { files: wholeExampleFiles }

/** What of a project a build looks at: everything but where it stands in the file. */
async function meaningOf(text: string): Promise<unknown> {
  const project = await projectOf(text, reading)
  return JSON.parse(JSON.stringify(project, (key, value: unknown) => (key === 'place' ? undefined : value)))
}

spec('a config with every key', (it) => {
  it('is a project without a warning', async () => {
    const { project, warnings } = await read(wholeExample, reading)
    assert.equal(warnings, [])
    assert.equal(
      project.groups.map(({ key }) => key),
      ['people', 'crowd', 'world', 'quiz', 'topics', 'law'],
    )
    assert.equal(
      project.sources.map(({ name, kind }) => [name, kind]),
      [
        ['random', 'faker'],
        ['capitals', 'files'],
      ],
    )
    assert.equal(project.promptFiles, ['prompts/academic.md'])
    assert.is(project.overrides, 'dataset/overrides.jsonl')
  })

  it('asks what it says', async () => {
    const recipe = recipeOf(await projectOf(wholeExample, reading), 'quiz')
    assert.equal(
      recipe.variants.map(({ name }) => name),
      ['simple', 'fluid', 'academic', 'fused_answer', 'gentle'],
    )
    const { model, prompt, sampling } = variantOf(recipe, 'academic')
    assert.equal(
      [model, prompt.text, sampling.temperature, sampling.seed],
      ['qwen3:4b', 'Rephrase as a scholar:\n{{ simple }}', 0.7, 42],
    )
    const { record, checks, parents } = variantOf(recipe, 'fused_answer')
    assert.equal([record, checks['ends_with'], checks['max_words'], parents], [false, false, 80, []])
    assert.is(variantOf(recipe, 'gentle').style, 'fluid')
    assert.is(variantOf(recipe, 'fluid').system.text, 'You return only the question, nothing else.')
    assert.equal(
      recipe.record.map(({ name }) => name),
      ['question', 'answer', 'difficulty'],
    )
  })

  it('asks a group what the group says', async () => {
    const recipe = recipeOf(await projectOf(wholeExample, reading), 'law')
    const { prompt, model, sampling } = variantOf(recipe, 'academic')
    assert.match(prompt.text, 'professor of law')
    assert.equal([model, sampling.temperature], ['qwen3:8b', 0.2])
    assert.equal(recipe.vars, { tone: 'strict' })
  })

  it('remembers where everything stands', async () => {
    const project = await projectOf(wholeExample, reading)
    const { place, prompt } = variantOf(recipeOf(project, 'quiz'), 'simple')
    assert.equal([place.lineText, place.column], ['  simple:', 3])
    assert.is(prompt.place?.lineText, '    prompt: |')
    assert.is(variantOf(recipeOf(project, 'quiz'), 'academic').prompt.place?.path, 'prompts/academic.md')
  })
})

function reverse(node: unknown): void {
  if (isMap(node)) node.items.reverse()
}

spec('comments, quotes, blanks and the order of keys (contract 4)', (it) => {
  it('change nothing: comments and blank lines', async () => {
    const bare = wholeExample.replace(/(^|\s+)# .*$/gm, '').replace(/\n\s*\n/g, '\n')
    assert.not.match(bare, ' # ')
    assert.equal(await meaningOf(bare), await meaningOf(wholeExample))
  })

  it('change nothing: quotes, flow and block', async () => {
    const written = parseDocument(wholeExample)
    visit(written, {
      Scalar: (key, node) => {
        if (key !== 'key' && typeof node.value === 'string') node.type = 'QUOTE_DOUBLE'
      },
      Map: (_key, node) => {
        node.flow = false
      },
    })
    const other = written.toString({ commentString: () => '', lineWidth: 60 })
    assert.not.match(other, 'prompt: |')
    assert.equal(await meaningOf(other), await meaningOf(wholeExample))
  })

  it('change nothing: JSON, and CRLF', async () => {
    const json = JSON.stringify(parseDocument(wholeExample, { merge: true }).toJS(), null, 2)
    assert.equal(await meaningOf(json), await meaningOf(wholeExample))
    assert.equal(await meaningOf(wholeExample.replaceAll('\n', '\r\n')), await meaningOf(wholeExample))
  })

  it('change nothing: the order of settings', async () => {
    const reversed = new Document(parseDocument(wholeExample, { merge: true }).toJS())
    reverse(reversed.contents)
    for (const key of ['sampling', 'retry', 'checks', 'output']) reverse(reversed.get(key))
    reverse(reversed.getIn(['groups', 'law']))
    reverse(reversed.getIn(['variants', 'academic']))
    assert.equal(await meaningOf(reversed.toString()), await meaningOf(wholeExample))
  })
})
