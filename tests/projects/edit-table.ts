/**
 * What each edit costs: one row an edit, as docs/increments.md shows it.
 *
 * Each row begins with a built project of two groups, `animals` (4 questions) and `music` (3), in three prompts: `simple`, and `fluid`
 * and `brief`, which read it. No two texts of it are alike, so a row's formula is the least that anybody could ask.
 */
import { overrideLine, type Word } from '../../src/domain/override.js'
import { animals, type Config, music, type Story } from '../support/story.js'

/** A project between two builds, on disk or in memory. */
export interface Desk extends Pick<
  Story,
  'write' | 'read' | 'exists' | 'remove' | 'rename' | 'questions' | 'configure'
> {
  /** A tag was pulled anew, and stands for other weights. */
  pull(model: string, weights: string): void
}

export interface Row {
  readonly section: string
  /** As a user would say it. */
  readonly edit: string
  /** The calls of the next build, over what `values` and `usual` name. */
  readonly calls: string
  readonly values?: Values
  /** What the next build makes again, and whether its bytes are others then. */
  readonly runs: Readonly<Record<string, 'other' | 'same'>>
  /** How the project was before, where that matters. */
  readonly start?: (desk: Desk) => void
  readonly to: (desk: Desk) => void
  /** Where a way of asking makes it another number. */
  readonly under?: Partial<Readonly<Record<Way, string>>>
  /** `plan` cannot know all: a text may come out as it was (`most`), or fail a check (`least`). Left out: it says the very number. */
  readonly plan?: 'most' | 'least'
  /** An output was deleted or edited: the build itself takes that back. */
  readonly isOfOutput?: true
  /** What the old weights answered is asked of the new ones. */
  readonly asksAnew?: true
}

export type Values = Readonly<Record<string, number>>

/** Ways of asking under which every row holds, too. */
export type Way = 'unique: group' | 'batch: true' | 'several models'

/** What formulas are over, where a row says nothing else. Under `batch: true` the two styles of a pair share a call. */
export function usual(way?: Way): Values {
  return { pairs: 9, ...(way === 'batch: true' ? { variants: 2, readers: 1 } : { variants: 3, readers: 2 }) }
}

const everything = { animals: 'other', music: 'other', merged: 'other' } as const
const groupsAlike = { animals: 'same', music: 'same' } as const
const nothing = {}
const animalsOnly = { animals: 'other', merged: 'other' } as const

const variantsOf = (config: Config) => config['variants'] as Record<string, string | object>
const edited = (change: (config: Config) => void) => (desk: Desk) => desk.configure(change)

/** Sets keys of a variant, whichever form it has. */
const vary = (name: string, keys: object) =>
  edited((config) => {
    const given = variantsOf(config)[name]
    variantsOf(config)[name] = { ...(typeof given === 'string' ? { prompt: given } : given), ...keys }
  })

const prompts = {
  simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
  fluid: 'Fluently please: <q>{{ simple }}</q>',
  brief: 'Briefly please: <q>{{ simple }}</q>',
}

const [snail, bird, pandas, penguins] = animals
const [carmen, violin, piccolo] = music
const files = { animals: 'questions/animals.jsonl', music: 'questions/music.jsonl' }
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
const tunes = 'dataset/fusion_datasets/music.jsonl'
const main = 'llama3.2:latest'

const questions: readonly Omit<Row, 'section'>[] = [
  {
    edit: 'the text of a question',
    calls: '(n − 1) × variants',
    values: { n: 4 },
    runs: animalsOnly,
    to: (desk) => desk.questions(files.animals, [['How long can a bat sleep?', 'A day.'], bird, pandas, penguins]),
  },
  {
    edit: 'a question added',
    calls: 'n × variants',
    values: { n: 3 },
    runs: { music: 'other', merged: 'other' },
    to: (desk) => desk.questions(files.music, [...music, ['Who built the first piano?', 'Cristofori.']]),
  },
  {
    edit: 'a question taken out',
    calls: '0',
    runs: animalsOnly,
    to: (desk) => desk.questions(files.animals, [snail, bird, penguins]),
  },
  {
    edit: 'a question moved in its file',
    calls: 'flipped × variants',
    values: { flipped: 2 },
    runs: animalsOnly,
    to: (desk) => desk.questions(files.animals, [bird, pandas, snail, penguins]),
  },
  {
    edit: 'a question moved to another group',
    calls: 'm × variants',
    values: { m: 3 },
    runs: everything,
    to: (desk) => {
      desk.questions(files.animals, [bird, pandas, penguins])
      desk.questions(files.music, [snail, ...music])
    },
  },
  {
    edit: 'two questions moved together to another group',
    calls: '2 × m × variants',
    values: { m: 3 },
    runs: everything,
    to: (desk) => {
      desk.questions(files.animals, [pandas, penguins])
      desk.questions(files.music, [snail, bird, ...music])
    },
  },
  {
    edit: 'an answer, or another field, that no prompt and no column reads',
    calls: '0',
    runs: { music: 'same' },
    start: edited((config) => (config['record'] = { question: '{{ text }}', answer: '{{ q1 }}' })),
    to: (desk) => desk.questions(files.music, [[carmen[0], 'Bizet.'], violin, piccolo]),
  },
  {
    edit: 'an answer that `record` reads',
    calls: '0',
    runs: { music: 'other', merged: 'other' },
    start: edited((config) => (config['record'] = { question: '{{ text }}', answer: '{{ a1 }} {{ a2 }}' })),
    to: (desk) => desk.questions(files.music, [[carmen[0], 'Bizet.'], violin, piccolo]),
  },
  {
    edit: 'an answer that a prompt reads',
    calls: '(n − 1) × variants_that_read_it',
    values: { n: 3, variants_that_read_it: 1 },
    runs: { music: 'other', merged: 'other' },
    start: vary('fluid', { prompt: 'Fluently, as it is {{ a1 }} and {{ a2 }}: <q>{{ simple }}</q>' }),
    to: (desk) => desk.questions(files.music, [[carmen[0], 'Bizet.'], violin, piccolo]),
  },
  {
    edit: 'blank lines, other escapes, the order of fields in a row',
    calls: '0',
    runs: { music: 'same' },
    to: (desk) =>
      desk.write(
        files.music,
        `\n${music.map(([question, answer]) => `${JSON.stringify({ answer, question })}\n`).join('\n')}`,
      ),
  },
]

const groups: readonly Omit<Row, 'section'>[] = [
  {
    edit: 'a group added',
    calls: 'm × (m − 1) ÷ 2 × variants',
    values: { m: 2 },
    runs: { zoo: 'other', merged: 'other' },
    to: (desk) => desk.questions('questions/zoo.jsonl', ['Why do apes groom?', 'When do bears wake?']),
  },
  {
    edit: 'a group added that has only pairs of other groups',
    calls: '0',
    runs: { zoo: 'other', merged: 'same' },
    to: (desk) => desk.questions('questions/zoo.jsonl', [snail, pandas, penguins]),
  },
  {
    edit: 'a group renamed',
    calls: '0',
    runs: { tunes: 'other', merged: 'same' },
    to: (desk) => desk.rename(files.music, 'questions/tunes.jsonl'),
  },
  { edit: 'a group taken out', calls: '0', runs: { merged: 'other' }, to: (desk) => desk.remove(files.music) },
  {
    edit: 'two groups made one',
    calls: 'n × m × variants',
    values: { n: 4, m: 3 },
    runs: animalsOnly,
    to: (desk) => {
      desk.remove(files.music)
      desk.questions(files.animals, [...animals, ...music])
    },
  },
  {
    edit: 'a group split in two',
    calls: '0',
    runs: { animals: 'other', birds: 'other', merged: 'other' },
    to: (desk) => {
      desk.questions(files.animals, [snail, pandas])
      desk.questions('questions/birds.jsonl', [bird, penguins])
    },
  },
  {
    edit: 'groups in another order',
    calls: '0',
    runs: { merged: 'other' },
    start: edited((config) => (config['groups'] = { a: { files: files.animals }, b: { files: files.music } })),
    to: edited((config) => (config['groups'] = { b: { files: files.music }, a: { files: files.animals } })),
  },
  {
    edit: 'fewer `pairs`',
    calls: '0',
    runs: { ...animalsOnly, music: 'same' },
    to: edited((config) => (config['pairs'] = { sample: 3 })),
  },
  {
    edit: 'more `pairs`',
    calls: 'new_pairs × variants',
    values: { new_pairs: 3 },
    runs: { ...animalsOnly, music: 'same' },
    start: edited((config) => (config['pairs'] = { sample: 3 })),
    to: edited((config) => delete config['pairs']),
  },
  {
    edit: 'a source cut otherwise (`size`, `by`, `buckets`, `where`)',
    calls: 'new_pairs × variants',
    values: { new_pairs: 3 },
    runs: { 'groups:zoo': 'other', 'zoo-1': 'other', 'zoo-2': 'other', merged: 'other' },
    start: (desk) => {
      desk.questions('sources/zoo.jsonl', ['Why do apes groom?', 'When do bears wake?', 'What is a civet?', 'Who saw a dodo?', 'How old is an eel?']) // prettier-ignore
      desk.configure((config) => {
        config['sources'] = { zoo: { files: 'sources/zoo.jsonl' } }
        config['groups'] = { ...(config['groups'] as object), zoo: { source: 'zoo', size: 2 } }
      })
    },
    to: edited((config) => (config['groups'] = { ...(config['groups'] as object), zoo: { source: 'zoo', size: 3 } })),
  },
]

const styles: readonly Omit<Row, 'section'>[] = [
  {
    edit: 'the prompt of a style',
    calls: 'pairs',
    runs: everything,
    to: vary('fluid', { prompt: 'With ease please: <q>{{ simple }}</q>' }),
  },
  {
    edit: 'the prompt of `simple`, where it is answered alike',
    calls: 'pairs',
    runs: groupsAlike,
    plan: 'most',
    to: vary('simple', { prompt: 'Merge those: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>' }),
  },
  {
    edit: 'the prompt of `simple`, where it is answered otherwise',
    calls: 'pairs × (1 + readers)',
    runs: everything,
    to: vary('simple', { prompt: 'Turn around: <q1>{{ q2 }}</q1> <q2>{{ q1 }}</q2>' }),
  },
  {
    edit: 'a prompt written in another form or file, to the same words',
    calls: '0',
    runs: groupsAlike,
    to: vary('fluid', { prompt: 'Fluently please: <q>{{simple}}</q>\n' }),
  },
  {
    edit: 'the examples of a style',
    calls: 'pairs',
    runs: groupsAlike,
    to: vary('fluid', { examples: [{ simple: 'Who ate what?', text: 'What was eaten, and by whom?' }] }),
  },
  {
    edit: 'the system message of a style',
    calls: 'pairs',
    runs: groupsAlike,
    to: vary('fluid', { system: 'Only the question.' }),
  },
  {
    edit: '`system`, for every variant without its own',
    calls: 'pairs × variants',
    runs: groupsAlike,
    to: edited((config) => (config['system'] = 'Only the question.')),
  },
  {
    edit: 'a style added',
    calls: 'pairs',
    runs: everything,
    to: edited((config) => (variantsOf(config)['polite'] = 'Politely please: <q>{{ simple }}</q>')),
  },
  {
    edit: 'a style taken out',
    calls: '0',
    runs: everything,
    to: edited((config) => delete variantsOf(config)['brief']),
  },
  {
    edit: 'a prompt of one group (`variants` under it)',
    calls: 'pairs',
    values: { pairs: 3 },
    runs: { music: 'other', merged: 'other' },
    start: edited(
      (config) =>
        (config['groups'] = {
          a: { files: files.animals },
          b: { files: files.music, variants: { brief: 'As a musician: <q>{{ simple }}</q>' } },
        }),
    ),
    to: edited(({ groups: given }) => {
      const { b } = given as { b: Config }
      b['variants'] = { brief: 'As a composer: <q>{{ simple }}</q>' }
    }),
  },
  {
    edit: 'a style renamed',
    calls: '0',
    runs: groupsAlike,
    to: edited((config) => {
      const renamed = Object.entries(variantsOf(config)).map(([name, given]) => [
        name === 'brief' ? 'concise' : name,
        given,
      ])
      config['variants'] = Object.fromEntries(renamed) as Config
    }),
  },
  {
    edit: '`simple` renamed, and its name in the prompts that read it',
    calls: '0',
    runs: groupsAlike,
    to: edited((config) => {
      const renamed = Object.entries(variantsOf(config)).map(([name, given]) => [
        name === 'simple' ? 'plain' : name,
        JSON.parse(JSON.stringify(given).replaceAll('{{ simple }}', '{{ plain }}')) as string | object,
      ])
      config['variants'] = Object.fromEntries(renamed) as Config
    }),
  },
  {
    edit: 'styles in another order',
    calls: '0',
    runs: everything,
    to: edited((config) => {
      const { simple, fluid, brief } = variantsOf(config)
      config['variants'] = { brief, fluid, simple }
    }),
  },
  {
    edit: 'a variant that is a step from now on (`record: false`)',
    calls: '0',
    runs: everything,
    to: vary('simple', { record: false }),
  },
  {
    edit: '`vars`',
    calls: 'pairs × variants_that_read_it',
    values: { variants_that_read_it: 1 },
    runs: everything,
    start: (desk) => {
      desk.configure((config) => (config['vars'] = { tone: 'dry' }))
      vary('fluid', { prompt: 'Fluently, {{ vars.tone }}: <q>{{ simple }}</q>' })(desk)
    },
    to: edited((config) => (config['vars'] = { tone: 'warm' })),
  },
]

const answering: readonly Omit<Row, 'section'>[] = [
  {
    edit: 'the sampling of a style',
    calls: 'pairs',
    runs: groupsAlike,
    to: vary('fluid', { sampling: { temperature: 0.1 } }),
  },
  {
    edit: '`sampling` of all',
    calls: 'pairs × variants',
    runs: groupsAlike,
    to: edited((config) => (config['sampling'] = { top_k: 7 })),
  },
  {
    edit: 'the seed',
    calls: 'pairs × variants',
    runs: groupsAlike,
    to: edited((config) => (config['sampling'] = { seed: 7 })),
  },
  {
    edit: 'a default written out',
    calls: '0',
    runs: nothing,
    to: edited((config) => Object.assign(config, { sampling: { temperature: 0.2, seed: 0 }, max_attempts: 10 })),
  },
  {
    edit: 'the model of a style',
    calls: 'pairs',
    runs: groupsAlike,
    to: vary('fluid', { model: 'gemma3:1b' }),
  },
  {
    edit: 'another tag of the same weights',
    calls: '0',
    runs: groupsAlike,
    to: edited((config) => (config['model'] = 'llama3.2')),
  },
  {
    edit: '`model`, for every variant without its own',
    calls: 'pairs × variants',
    runs: groupsAlike,
    under: { 'several models': 'pairs × (variants − 1)' },
    to: edited((config) => (config['model'] = 'gemma3:1b')),
  },
  {
    edit: 'other weights behind the same tag (it was pulled anew)',
    calls: 'pairs × variants',
    runs: groupsAlike,
    under: { 'several models': 'pairs × (variants − 1)' },
    to: (desk) => desk.pull(main, 'f'.repeat(64)),
    asksAnew: true,
  },
  {
    edit: '`context_tokens`, where every prompt fits',
    calls: '0',
    runs: groupsAlike,
    to: edited((config) => Object.assign(config['engine'] as object, { context_tokens: 4096 })),
  },
  {
    edit: '`gpu`, hosts, concurrency, requests a minute, time-outs, retries',
    calls: '0',
    runs: nothing,
    to: edited((config) => {
      const engine = config['engine'] as { hosts?: readonly string[] }
      const hosts = (engine.hosts ?? ['gpu-box:11434']).map((url) => ({ url, concurrency: 3 }))
      const patience = { requests_per_minute: 9_000, timeout_seconds: 7, retries: 1, outage_minutes: 1 }
      Object.assign(config, { gpu: 12, engine: { ...engine, hosts, concurrency: 16, ...patience } })
    }),
  },
  {
    edit: '`unique`, where no text comes twice',
    calls: '0',
    runs: groupsAlike,
    to: edited((config) => (config['unique'] = config['unique'] === 'group' ? 'pair' : 'group')),
  },
  {
    edit: '`batch` switched on',
    calls: '0',
    runs: groupsAlike,
    start: edited((config) => (config['batch'] = false)),
    to: edited((config) => (config['batch'] = true)),
  },
  {
    edit: '`batch` switched off',
    calls: 'pairs × styles_that_shared_a_call',
    values: { styles_that_shared_a_call: 2 },
    runs: groupsAlike,
    under: { 'several models': '0' },
    start: edited((config) => (config['batch'] = true)),
    to: edited((config) => (config['batch'] = false)),
  },
]

/** On a first try, one in three texts begins with "Well," (`wavering` of increments.test.ts); a further try never does. */
const noWell = { not_matches: ['^Well'] }
const never = { matches: ['^Never'] }

const judging: readonly Omit<Row, 'section'>[] = [
  {
    edit: 'a check of a style made stricter',
    calls: 'failing_cells',
    values: { failing_cells: 3 },
    under: { 'batch: true': '2 × failing_cells' },
    runs: everything,
    plan: 'least',
    to: vary('brief', { checks: noWell }),
  },
  {
    edit: 'a check of `simple` made stricter',
    calls: 'failing_cells × (1 + readers)',
    values: { failing_cells: 3 },
    runs: everything,
    plan: 'least',
    to: vary('simple', { checks: noWell }),
  },
  {
    edit: 'a check of a style loosened',
    calls: '0',
    runs: everything,
    start: vary('brief', { checks: noWell }),
    to: vary('brief', { checks: {} }),
  },
  {
    edit: 'a check of `simple` loosened',
    calls: 'changed_texts × readers',
    values: { changed_texts: 3 },
    runs: everything,
    start: vary('simple', { checks: noWell }),
    to: vary('simple', { checks: {} }),
  },
  {
    edit: '`max_attempts`, where every cell has its text',
    calls: '0',
    runs: groupsAlike,
    to: edited((config) => (config['max_attempts'] = 2)),
  },
  {
    edit: '`max_attempts` raised, where cells are rejected',
    calls: 'rejected_cells × more_attempts',
    values: { rejected_cells: 9, more_attempts: 2 },
    runs: groupsAlike,
    plan: 'least',
    start: (desk) => {
      desk.configure((config) => (config['max_attempts'] = 2))
      vary('brief', { checks: never })(desk)
    },
    to: edited((config) => (config['max_attempts'] = 4)),
  },
  {
    edit: '`max_attempts` lowered, where cells needed more',
    calls: '0',
    runs: everything,
    start: vary('brief', { checks: noWell }),
    to: edited((config) => (config['max_attempts'] = 1)),
  },
]

const overrides = 'dataset/overrides.jsonl'
const lineOf = (variant: string, word: Word, other: readonly [string, string] = bird) =>
  overrideLine({ pair: [snail[0], other[0]], variant, word })
const mine = (text: string): Word => ({ kind: 'text', text })
const drop: Word = { kind: 'drop' }

/** A project with a file of overrides. */
const saying =
  (...lines: readonly string[]) =>
  (desk: Desk): void => {
    desk.write(overrides, lines.join(''))
    desk.configure((config) => (config['overrides'] = overrides))
  }

const overriding: readonly Omit<Row, 'section'>[] = [
  {
    edit: 'the first override, of a style’s text',
    calls: '0',
    runs: animalsOnly,
    to: saying(lineOf('fluid', mine('What do snails and birds do?'))),
  },
  {
    edit: 'an override of the text of `simple`',
    calls: 'overridden_texts × readers',
    values: { overridden_texts: 2 },
    runs: animalsOnly,
    start: saying(),
    to: saying(lineOf('simple', mine('What of snails?')), lineOf('simple', mine('What of bamboo?'), pandas)),
  },
  {
    edit: 'a record dropped',
    calls: '0',
    runs: animalsOnly,
    start: saying(),
    to: saying(lineOf('simple', drop), lineOf('brief', drop)),
  },
  {
    edit: 'an override taken out: what nobody was asked for yet',
    calls: 'cells_never_asked',
    values: { cells_never_asked: 1 },
    runs: animalsOnly,
    start: saying(lineOf('fluid', mine('What of snails?')), lineOf('brief', drop)),
    to: saying(lineOf('brief', drop)),
  },
  {
    edit: 'overrides in another order, or with other blanks',
    calls: '0',
    runs: nothing,
    start: saying(lineOf('fluid', mine('What of snails?')), lineOf('brief', drop)),
    to: saying(lineOf('brief', drop), '\n', lineOf('fluid', mine('What of snails?')).replaceAll(':', ': ')),
  },
]

const output: readonly Omit<Row, 'section'>[] = [
  {
    edit: '`record`',
    calls: '0',
    runs: everything,
    to: edited((config) => (config['record'] = { question: '{{ text }}', answer: '{{ a1 }} {{ a2 }}' })),
  },
  {
    edit: '`output`, the paths',
    calls: '0',
    runs: { animals: 'same', music: 'same', merged: 'same' },
    to: edited((config) => (config['output'] = { fusions: 'fused/{{ group }}.jsonl', merged: 'all.jsonl' })),
  },
  {
    edit: 'an output deleted',
    calls: '0',
    runs: { music: 'same' },
    isOfOutput: true,
    to: (desk) => desk.remove(tunes),
  },
  {
    edit: 'an output edited by hand',
    calls: '0',
    runs: { merged: 'same' },
    isOfOutput: true,
    to: (desk) => desk.write(merged, 'mine\n'),
  },
]

const form: readonly Omit<Row, 'section'>[] = [
  {
    edit: 'comments, quotes, blanks, the order of keys, the short or the long form',
    calls: '0',
    runs: nothing,
    start: edited((config) => Object.assign(config, { record: { question: '{{ text }}', answer: '{{ q1 }}' } })),
    to: (desk) => {
      const { version, ...others } = JSON.parse(desk.read('fusion.config.yaml')) as Config
      const backwards = Object.entries(others).toReversed()
      const lines = backwards.map(([key, value]) => `${key}: ${JSON.stringify(value, undefined, 4)} # ${key}`)
      const text = [...lines, `version: ${JSON.stringify(version)}`].join('\n\n')
      desk.write(
        'fusion.config.yaml',
        `# by hand\n${text.replace(JSON.stringify(prompts.brief), `'${prompts.brief}'`)}\n`,
      )
    },
  },
]

const sections = {
  'The questions': questions,
  'The groups': groups,
  'The prompts': styles,
  'Who answers, and how': answering,
  'What a good text is': judging,
  'What you say yourself (`overrides`)': overriding,
  'What is written': output,
  'The form of the config': form,
}

/** In the order of the page. */
export const editTable: readonly Row[] = Object.entries(sections).flatMap(([section, rows]) =>
  rows.map((row) => ({ section, ...row })),
)
