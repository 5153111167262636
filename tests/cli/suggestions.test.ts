/**
 * Every place where a name is written that must exist: a slip there is answered with the name that was meant.
 *
 * Words go the way of the command line, in this process. Adding a place: a row.
 */
import * as assert from 'uvu/assert'
import { engineNames } from '../../src/app/engine-names.js'
import { hostSurroundings } from '../../src/app/host.js'
import { commands } from '../../src/commands/index.js'
import { actionOf } from '../../src/commands/parse.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { nearFile } from '../../src/base/near-file.js'
import { inProject, smallProject, type TestProject } from '../support/project.js'
import { spec } from '../support/spec.js'

/** The hints that a command line ends with, or all that it says. */
async function hintsOf(argv: readonly string[], cwd: string): Promise<readonly string[]> {
  const said: string[] = []
  const terminal = {
    cwd,
    out: () => {},
    err: (text: string) => said.push(text),
    color: false,
    dataColor: false,
    dataColumns: undefined,
    screen: undefined,
    keys: undefined,
    choose: undefined,
    surroundings: hostSurroundings(),
    signal: new AbortController().signal,
  }
  try {
    const action = await actionOf(argv, commands, '0', async () => engineNames, undefined)
    await action?.(terminal)
    return said
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics.map(({ hint }) => hint ?? 'no hint')
    throw error
  }
}

/** What is typed → the name that was meant. */
const onTheLine: readonly (readonly [typed: string, meant: string])[] = [
  ['bild', 'build'],
  ['prev', 'preview'],
  ['help explan', 'explain'],
  ['build --egine rules', '--engine'],
  ['build --conf x', '--config'],
  ['build --dryrun', '--dry-run'],
  ['build --engine olama', 'ollama'],
  ['build --config fusion.confg.yaml', 'fusion.config.yaml'],
  ['clean --config fusion.confg.yaml', 'fusion.config.yaml'],
  ['gc --config fusion.confg.yaml', 'fusion.config.yaml'],
  ['watch --config fusion.confg.yaml', 'fusion.config.yaml'],
  ['build anmials', 'animals'],
  ['build merge', 'merged'],
  ['plan topcs', 'topics'],
  ['build dataset/fusion_datasets/anmials.jsonl', 'dataset/fusion_datasets/animals.jsonl'],
  ['graph anmials', 'animals'],
  ['graph --format mermad', 'mermaid'],
  ['preview fluyd', 'fluid'],
  ['rejected anmials', 'animals'],
  ['rejected --variant fluyd', 'fluid'],
  ['rejected --reason duplicat', 'duplicate'],
  ['explain anmials', 'animals'],
  ['explain anmials:1', 'animals:1'],
  ['explain merge:12', 'merged:12'],
  ['explain q/anmals.jsonl', 'q/animals.jsonl'],
  ['explain datset/fusion_datasets/animals.jsonl:3', 'dataset/fusion_datasets/animals.jsonl:3'],
  ['accept datset/fusion_datasets/animals.jsonl', 'dataset/fusion_datasets/animals.jsonl'],
  ['fuse q/anmals.jsonl --output x --engine rules', 'q/animals.jsonl'],
  ['fuse q/animals.jsonl --output x --engine rulez', 'rules'],
  ['fuse q/animals.jsonl --output x --lang fe', 'fr'],
  ['generate --locale fr_FR', 'fr'],
  ['models olama', 'ollama'],
  ['batch exprot', 'export'],
  ['batch import q/anmals.jsonl', 'q/animals.jsonl'],
  ['completion zhs', 'zsh'],
]

const head = 'version: 1\nengine: rules\nprompts: en-1\n'
const groups = 'groups: { topics: { files: "q/*.jsonl" } }\n'
const source = 'sources: { pool: { files: q/animals.jsonl } }\n'

/** A config, with a slip in it → the name that was meant. */
const inTheConfig: readonly (readonly [where: string, config: string, meant: string])[] = [
  ['a key', `${head}samplng: { top_p: 1 }\n${groups}`, 'sampling'],
  ['an engine', `version: 1\nengine: ruls\n${groups}`, 'rules'],
  ['a setting of an engine', `version: 1\nengine: { kind: ollama, hsts: [a] }\n${groups}`, 'hosts'],
  ['a set of prompts', `version: 1\nengine: rules\nprompts: en-2\n${groups}`, 'en-1'],
  ['a language', `${head}language: frr\n${groups}`, 'fr'],
  ['one of two words', `${head}unique: grup\n${groups}`, 'group'],
  ['a name in a list of variants', `${head}variants: [simple, fluyd]\n${groups}`, 'fluid'],
  ['a variant to switch off', `${head}variants: { fluyd: false }\n${groups}`, 'fluid'],
  ['a variable', `${head}variants: { fluid: "{{ simpel }}" }\n${groups}`, 'simple'],
  [
    'one of vars',
    `${head}vars: { tone: x }\nvariants: { fluid: "{{ simple }} {{ vars.tne }}" }\n${groups}`,
    'vars.tone',
  ],
  ['a field of a row', `${head}variants: { fluid: "{{ simple }} {{ row1.answr }}" }\n${groups}`, 'answer'],
  ['a filter', `${head}variants: { fluid: "{{ simple | upcas }}" }\n${groups}`, 'upcase'],
  ['a tag', `${head}variants: { fluid: "{% iff simple %}{{ simple }}{% endif %}" }\n${groups}`, 'if'],
  [
    'a variable of an example',
    `${head}variants: { fluid: { prompt: "{{ simple }}", examples: [{ simpel: a, text: b }] } }\n${groups}`,
    'simple',
  ],
  [
    'a prompt file',
    `${head}variants: { fluid: { prompt: { file: prompts/fluyd.md } } }\n${groups}`,
    'prompts/fluid.md',
  ],
  ['a style', `${head}variants: { gentle: { prompt: "{{ simple }}", style: fluyd } }\n${groups}`, 'fluid'],
  ['a check', `${head}checks: { max_word: 3 }\n${groups}`, 'max_words'],
  ['a column', `${head}record: { q: "{{ txt }}" }\n${groups}`, 'text'],
  ['a question file', `${head}groups: { topics: { files: q/anmals.jsonl } }\n`, 'q/animals.jsonl'],
  ['a folder of question files', `${head}groups: { topics: { files: "qq/*.jsonl" } }\n`, 'q/*.jsonl'],
  [
    'a file of a source',
    `${head}sources: { pool: { files: q/anmals.jsonl } }\ngroups: { a: { source: pool } }\n`,
    'q/animals.jsonl',
  ],
  ['a source', `${head}${source}groups: { a: { source: pol } }\n`, 'pool'],
  ['a field to cut by', `${head}${source}groups: { a: { source: pool, by: anser } }\n`, 'answer'],
  [
    'a field that rows are chosen by',
    `${head}${source}groups: { a: { source: pool, where: { anser: x } } }\n`,
    'answer',
  ],
  [
    'a field of a question',
    `${head}groups: { a: { files: q/animals.jsonl, question: "{{ questin }}" } }\n`,
    'question',
  ],
  ['a variable of a path', `${head}${groups}output: { fusions: "d/{{ grup }}.jsonl" }\n`, 'group'],
  ['the file of overrides', `${head}${groups}overrides: mne.jsonl\n`, 'mine.jsonl'],
  [
    'a method of Faker',
    `${head}sources: { p: { faker: { fields: { n: person.fulName } }, question: "{{ n }}", answer: "{{ n }}" } }\ngroups: { a: { source: p } }\n`,
    'person.fullName',
  ],
  ['a locale', `${head}sources: { p: { faker: { locale: fr_FR } } }\ngroups: { a: { source: p } }\n`, 'fr'],
  ['a unique field', `${head}sources: { p: { faker: { unique: [nam] } } }\ngroups: { a: { source: p } }\n`, 'name'],
]

const project = {
  ...smallProject,
  'prompts/fluid.md': '{{ simple }}',
  'mine.jsonl': '',
  'dataset/fusion_datasets/animals.jsonl': '',
}

/** Rows of a table whose answer does not name what was meant. */
async function unanswered(
  rows: readonly (readonly [argv: readonly string[], meant: string, config?: string])[],
  { root, write }: TestProject,
): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const [argv, meant, config] of rows) {
    if (config !== undefined) write('slip.yaml', config)
    const hints = await hintsOf(argv, root)
    if (!hints.some((hint) => hint.toLowerCase().includes('did you mean') && hint.includes(`"${meant}"`)))
      wrong.push(`${config ?? argv.join(' ')}: ${hints.join(' | ')}`)
  }
  return wrong
}

spec('a slip in a name is answered with the name that was meant,', (it) => {
  it('on the command line', () =>
    inProject(project, async (its) => {
      const rows = onTheLine.map(([typed, meant]) => [typed.split(' '), meant] as const)
      assert.equal(await unanswered(rows, its), [])
    }))

  it('in the config', () =>
    inProject(project, async (its) => {
      const rows = inTheConfig.map(([, config, meant]) => [['plan', '--config', 'slip.yaml'], meant, config] as const)
      assert.equal(await unanswered(rows, its), [])
    }))

  it('in a path, part by part, and never where nothing is near', () =>
    inProject({ 'data/animals.jsonl': '', 'data/sub/x.md': '' }, async ({ root }) => {
      assert.is(nearFile(root, 'dta/anmals.jsonl'), 'data/animals.jsonl')
      assert.is(nearFile(root, './data/sbu/x.md'), './data/sub/x.md')
      assert.is(nearFile(root, `${root}/data/animls.jsonl`), `${root}/data/animals.jsonl`)
      assert.is(nearFile(root, 'dta/*.jsonl'), 'data/*.jsonl')
      assert.is(nearFile(root, 'data/animals.jsonl'), undefined)
      assert.is(nearFile(root, 'elsewhere/animals.jsonl'), undefined)
      assert.is(nearFile(root, 'data/planets.jsonl'), undefined)
    }))
})
