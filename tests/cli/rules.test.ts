/** The rule engine, as it is met at the command line: what it says of itself, and of what it does not read. */
import * as assert from 'uvu/assert'
import { inProject, type TestProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const english = ['Who wrote Emma?', 'How long is a mile?', 'What is the capital of Togo?']
const french = ['Quelle est la capitale du Togo ?', 'Qui a écrit « Emma » ?']
const output = 'dataset/fusion_datasets/mixed.jsonl'

const lines = (questions: readonly string[]): string =>
  questions.map((question) => `${JSON.stringify({ question })}\n`).join('')

const own = (fluid: string): string => `version: 1
engine: rules
groups: { mixed: { files: mixed.jsonl } }
variants:
  simple: 'Merge {{ q1 }} {{ q2 }}'
  fluid: '${fluid} {{ simple }}'
record:
  question: '{{ text }}'
  by: '{{ model }}'
`

const builtIn = `version: 1
engine: rules
groups: { mixed: { files: mixed.jsonl } }
`

const inMixed = (config: string, use: (project: TestProject) => Promise<void>): Promise<void> =>
  inProject({ 'fusion.config.yaml': config, 'mixed.jsonl': lines([...english, ...french]) }, use)

interface Record {
  readonly question: string
  readonly by?: string
}

const records = (project: TestProject): readonly Record[] =>
  project
    .read(output)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record)

spec('the rule engine', (it) => {
  it('says that no model was used, once something was made, and names itself in the records', async () =>
    inMixed(own('Gently:'), async (project) => {
      const { code, stderr } = await project.run(['build'])
      assert.is(code, 0)
      assert.match(stderr, /No model was used: "rules"/)
      assert.ok(records(project).every(({ by }) => by === 'rules'))
      const again = await project.run(['build'])
      assert.not.match(again.stderr, /No model/)
    }))

  it('says of an edited prompt that it reads none, in a build and in a preview, once for each; and not where a check was edited', async () =>
    inMixed(own('Gently:'), async (project) => {
      await project.run(['build'])
      const good = project.read(output)
      project.write('fusion.config.yaml', own('Loudly:'))
      const preview = await project.run(['preview'])
      assert.match(preview.stderr + preview.stdout, /"rules" reads no prompts: the edit of "fluid" changes no text/)
      const { code, stderr } = await project.run(['build'])
      assert.is(code, 0)
      assert.is(stderr.split('prompts-not-read').length, 2, stderr)
      assert.match(stderr, /the edit of "fluid" changes no text/)
      assert.is(project.read(output), good)
      project.write('fusion.config.yaml', `${own('Loudly:')}checks: { max_words: 90 }\n`)
      const checked = await project.run(['build'])
      assert.not.match(checked.stderr, /prompts-not-read/)
    }))

  it('tells which styles there are for a variant of one’s own, and what to write; with that it builds', async () =>
    inMixed(own('Gently:').replace('fluid:', 'gentle:'), async (project) => {
      const { code, stderr } = await project.run(['build'])
      assert.is(code, 2)
      assert.match(stderr, /no style "gentle", which the variant of that name needs/)
      assert.match(
        stderr,
        /simple, fluid, complex, concise, open_ended, academic, yes_no, ce2, follow_up, passive, compar/,
      )
      assert.match(stderr, /style: fluid/)
      const mapped = "gentle: { prompt: 'Gently: {{ simple }}', style: fluid }"
      project.write('fusion.config.yaml', own('Gently:').replace("fluid: 'Gently: {{ simple }}'", mapped))
      assert.is((await project.run(['build'])).code, 0)
    }))

  it('asks each pair in the language of its own words, and a pair of both in that of the group', async () =>
    inMixed(builtIn, async (project) => {
      const { code, stderr } = await project.run(['build'])
      assert.is(code, 0)
      assert.match(stderr, /110 records/) // ten pairs, eleven styles: what the built-in checks say of words is said in each language
      const all = records(project).map(({ question }) => question)
      assert.equal(all.filter((text) => /^Savez-vous|^Pouvez-vous dire|^Sait-on/.test(text)).length, 1)
      const ofBoth = all.filter((text) => text.includes('Togo') && /“(Qui|Quelle)[^”]*”/.test(text))
      assert.ok(ofBoth.length > 0, all.join('\n'))
    }))

  it('holds to one language where the config names it', async () =>
    inMixed(`${builtIn}language: en\n`, async (project) => {
      assert.is((await project.run(['build'])).code, 0)
      const [last] = records(project).slice(-11)
      assert.match(String(last?.question), /“Quelle est la capitale du Togo”/)
    }))
})
