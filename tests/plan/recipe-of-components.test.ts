import * as assert from 'uvu/assert'
import { parseProject } from '../../src/app/load-project.js'
import { checkCatalogue } from '../../src/checks/index.js'
import type { Language, Project, Recipe } from '../../src/domain/project.js'
import { compileRecipe } from '../../src/fusion/compile-recipe.js'
import { fusionComponents } from '../../src/plan/components.js'
import {
  identitiesOfComponents,
  pairRuleOfComponents,
  recipeOfComponents,
} from '../../src/plan/recipe-of-components.js'
import { wholeExample } from '../config/whole-example.js'
import { identityOf, modelReads } from '../support/recipes.js'
import { spec } from '../support/spec.js'

const small = `version: 1
engine: ollama
unique: group
batch: true
max_attempts: 4
vars: { tone: strict }
pairs: { sample: 5, seed: 3 }
sampling: { stop: ["x"], temperature: 0.31 }
variants:
  simple:
    prompt: "Merge {{ q1 }} {{ q2 }} {% if row1.level %}{{ row1.level }}{% endif %}"
    system: "You are {{ vars.tone }}."
    examples: [{ q1: "A?", q2: "B?", row1.level: "hard", text: "A, B?" }]
    checks: { ends_with: ["?", "!"], echo: false }
  step: { prompt: "As a step: {{ simple }}", record: false, model: "other:1b" }
  "fluid": { prompt: "Fluently: {{ simple }} {{ step }}", style: concise }
record: { question: "{{ text }}", level: "{{ row1.level }}", made: "{{ variant }} {{ attempt }}" }
groups: { topics: { files: "q/*.jsonl" } }
`

/** Each pair's own words decide its language, and by what checks it is judged. */
const byStyle = `version: 1
engine: rules
groups: { topics: { files: "q/*.jsonl" } }
`

/** Without its prompt file: what stands in a file is a text like any other. */
const everyKey = wholeExample.replace(/\{ file: prompts\/academic\.md \}/, '"Rephrase: {{ simple }}"')

/** Of each rule and language: what the config says, and what is read back from what would be on record of it. */
async function bothWays(text: string): Promise<readonly (readonly [said: Recipe, readBack: Recipe | undefined])[]> {
  const { project } = await parseProject('.', 'fusion.config.yaml', text, {})
  const both: [Recipe, Recipe | undefined][] = []
  for (const rule of project.groups) {
    const components = fusionComponents(rule, project, versionsOf(project))
    for (const [language, recipe] of Object.entries(rule.recipes) as [Language, Recipe][])
      both.push([recipe, await recipeOfComponents(components, language)])
    assert.equal(pairRuleOfComponents(components), rule.pairs)
  }
  return both
}

function versionsOf({ groups }: Project) {
  const variants = groups.flatMap(({ recipes }) => Object.values(recipes).flatMap((recipe) => recipe.variants))
  const identities = new Map(variants.map(({ model }) => [model, identityOf(`ollama ${model}`)]))
  return { cleaning: 1, checks: checkCatalogue, identities }
}

spec('what is on record of a build', (it) => {
  for (const [name, text] of Object.entries({
    'every key': everyKey,
    'a small config': small,
    'both languages, by style': byStyle,
  })) {
    it(`says what was asked, to the last value: the recipe that is read back asks the same (${name}; contract 20)`, async () => {
      const both = await bothWays(text)
      assert.ok(both.length > 0)
      for (const [said, readBack] of both) {
        if (readBack === undefined) throw new Error('nothing was read back')
        const models = [...said.variants, ...readBack.variants].map(({ model }) => [model, identityOf(model)] as const)
        const parts = {
          group: 'g',
          checks: checkCatalogue,
          identities: new Map(models),
          reads: modelReads,
          readsStyle: text === byStyle,
          contextTokens: 0,
        }
        const [one, other] = [await compileRecipe(said, parts), await compileRecipe(readBack, parts)]
        assert.is(other.digest, one.digest)
        assert.equal(
          other.variants.map(({ variant: { name: of, record, style, parents } }) => [of, record, style, parents]),
          one.variants.map(({ variant: { name: of, record, style, parents } }) => [of, record, style, parents]),
        )
        assert.equal(
          readBack.record.map(({ name: of, value }) => [of, value.text]),
          said.record.map(({ name: of, value }) => [of, value.text]),
        )
        assert.equal([readBack.unique, readBack.batch, readBack.vars], [said.unique, said.batch, said.vars])
      }
    })
  }

  it('says who answered', async () => {
    const { project } = await parseProject('.', 'fusion.config.yaml', small, {})
    const [rule] = project.groups
    if (rule === undefined) throw new Error('no group')
    const identities = identitiesOfComponents(fusionComponents(rule, project, versionsOf(project)))
    assert.equal(
      [...identities].map(([model, { id }]) => [model, id]),
      [
        ['llama3.2:latest', 'ollama llama3.2:latest'],
        ['other:1b', 'ollama other:1b'],
      ],
    )
  })

  it('is nothing where it is not whole', async () => {
    assert.is(await recipeOfComponents({}, 'en'), undefined)
    assert.is(await recipeOfComponents({ 'config:variants': '[["a",true]]', 'config:record': '[]' }, 'en'), undefined)
  })
})
