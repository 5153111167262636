/** What people get wrong, and what they are told: code, line and column. */
import type { Reading } from './reading.js'

export interface BadConfig {
  readonly wrong: string
  readonly config: string
  readonly says: readonly string[]
  readonly reading?: Reading
}

const groups = 'groups: { a: { files: q/*.jsonl } }'
const top = `version: 1\n${groups}\n`
/** `simple` on line 4, and one more variant from line 5 on. */
const withVariant = (lines: string): string => `${top}variants:\n  simple: "Merge: {{ q1 }} {{ q2 }}"\n${lines}\n`

export const badConfigs: readonly BadConfig[] = [
  // the file as a whole
  { wrong: 'an empty file', config: '', says: ['empty-config -:-'] },
  { wrong: 'a file of comments', config: '# nothing\n', says: ['empty-config -:-'] },
  { wrong: 'a list', config: '- a\n', says: ['not-a-mapping 1:1'] },
  { wrong: 'a text', config: 'hello\n', says: ['not-a-mapping 1:1'] },
  { wrong: 'two documents', config: 'version: 1\n---\nversion: 1\n', says: ['second-document 2:1'] },
  { wrong: 'no version', config: `${groups}\n`, says: ['version-missing 1:1'] },
  { wrong: 'another version', config: `version: 2\nmodl: x\n`, says: ['version 1:10'] },
  { wrong: 'a version in quotes', config: `version: "1"\n${groups}\n`, says: ['wrong-value 1:10'] },
  { wrong: 'no groups', config: 'version: 1\n', says: ['no-groups 1:1'] },
  { wrong: 'empty groups', config: 'version: 1\ngroups: {}\n', says: ['no-groups 2:1'] },
  { wrong: 'groups without a value', config: 'version: 1\ngroups:\n', says: ['missing-value 2:1'] },
  // YAML
  {
    wrong: 'a prompt with a colon, without quotes',
    config: withVariant('  fluid: Rephrase this: {{ simple }}'),
    says: ['unquoted-colon 5:10'],
  },
  {
    wrong: 'a prompt with a colon, as a value of "prompt"',
    config: withVariant('  fluid:\n    prompt: Ask this: {{ simple }}'),
    says: ['unquoted-colon 6:13'],
  },
  {
    wrong: 'a prompt that begins with braces',
    config: withVariant('  fluid: {{ simple }} in other words'),
    says: ['unquoted-braces 5:10'],
  },
  {
    wrong: 'a prompt that is braces alone',
    config: withVariant('  fluid: {{ simple }}'),
    says: ['unquoted-braces 5:10'],
  },
  {
    wrong: 'braces inside of a flow mapping',
    config: withVariant('  fluid: { prompt: {{ simple }} in short, record: false }'),
    says: ['unquoted-braces 5:20'],
  },
  {
    wrong: 'an answer that is braces alone',
    config: `${top}record:\n  answer: {{ a1 }}\n`,
    says: ['unquoted-braces 4:11'],
  },
  {
    wrong: 'a prompt that loses its end to a comment',
    config: withVariant('  fluid: Say {{ simple }} # in one line'),
    says: ['comment-in-text 5:27'],
  },
  {
    wrong: 'a prompt in "prompt" that loses its end',
    config: withVariant('  fluid:\n    prompt: Say {{ simple }} #1'),
    says: ['comment-in-text 6:30'],
  },
  {
    wrong: 'a prompt over two lines that loses its end',
    config: withVariant('  fluid: Say {{ simple }} #1\n    in one line'),
    says: ['comment-in-text 5:27'],
  },
  {
    wrong: 'a column that loses its end',
    config: `${top}record:\n  answer: No. {{ a1 }} # first\n`,
    says: ['comment-in-text 4:24'],
  },
  {
    wrong: 'a question template that loses its end',
    config: 'version: 1\ngroups:\n  a:\n    files: q.jsonl\n    question: Is it {{ name }} # or not\n',
    says: ['comment-in-text 5:32'],
  },
  { wrong: 'a tab', config: 'version: 1\ngroups:\n\ta: { files: q.jsonl }\n', says: ['tab 3:1'] },
  {
    wrong: 'a key that comes twice',
    config: `version: 1\nmodel: a\n${groups}\nmodel: b\n`,
    says: ['duplicate-key 4:1'],
  },
  {
    wrong: 'a group that comes twice',
    config: 'version: 1\ngroups:\n  a: { files: a.jsonl }\n  a: { files: b.jsonl }\n',
    says: ['duplicate-key 4:3'],
  },
  { wrong: 'an open quote', config: `version: 1\nmodel: "llama\n${groups}\n`, says: ['quote-open 2:8'] },
  {
    wrong: 'an open bracket',
    config: `version: 1\ngroups: { a: { files: q.jsonl }\nmodel: x\n`,
    says: ['bracket-open 3:1'],
  },
  { wrong: 'no blank behind a colon', config: `version: 1\nmodel:llama\n${groups}\n`, says: ['no-colon 2:1'] },
  { wrong: 'a line that is indented too deep', config: 'version: 1\n  model: x\n', says: ['indent 1:10'] },
  {
    wrong: 'a text that begins with @',
    config: `version: 1\nmodel: @x\n${groups}\n`,
    says: ['text-begins-with-sign 2:8'],
  },
  {
    wrong: 'a backslash in double quotes',
    config: `${top}checks: { matches: ["\\p{Lu}"] }\n`,
    says: ['unknown-escape 3:22'],
  },
  { wrong: 'an unknown alias', config: `version: 1\nmodel: *none\n${groups}\n`, says: ['unknown-anchor 2:8'] },
  {
    wrong: 'an alias bomb',
    config: `version: 1\n${groups}\nx-a: &a [1,1,1,1,1,1,1,1,1,1]\nx-b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nx-c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nx-d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\nx-e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nx-f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n`,
    says: ['alias-bomb 7:31'],
  },
  {
    wrong: 'an alias of what it is in',
    config: `version: 1\n${groups}\nx-a: &a [*a]\n`,
    says: ['alias-of-itself 3:10'],
  },
  {
    wrong: 'a merge of a text',
    config: `version: 1\n${groups}\nx-a: &a text\nsampling: { <<: *a }\n`,
    says: ['merge-of-no-mapping 4:13'],
  },
  // keys and values
  { wrong: 'an unknown key', config: `version: 1\nmodl: x\n${groups}\n`, says: ['unknown-key 2:1'] },
  { wrong: 'a key one level too high', config: `version: 1\ntemperature: 0.5\n${groups}\n`, says: ['unknown-key 2:1'] },
  { wrong: 'an unknown sampling value', config: `${top}sampling:\n  temprature: 0.5\n`, says: ['unknown-key 4:3'] },
  { wrong: 'a text for a number', config: `${top}sampling: { temperature: hot }\n`, says: ['wrong-value 3:26'] },
  { wrong: 'a number out of range', config: `${top}sampling: { top_p: 1.5 }\n`, says: ['wrong-value 3:20'] },
  { wrong: 'a decimal comma', config: `${top}sampling:\n  temperature: 0,5\n`, says: ['wrong-value 4:16'] },
  { wrong: 'no for false', config: `${top}gpu: no\n`, says: ['wrong-value 3:6'] },
  { wrong: 'a word that is none of the choices', config: `${top}unique: grup\n`, says: ['wrong-value 3:9'] },
  { wrong: 'a key without a value', config: `${top}model:\n`, says: ['missing-value 3:1'] },
  { wrong: 'an unknown language', config: `${top}language: de\n`, says: ['wrong-value 3:11'] },
  {
    wrong: 'an unknown key of a group',
    config: 'version: 1\ngroups:\n  a:\n    files: q.jsonl\n    sampel: 3\n',
    says: ['unknown-key 5:5'],
  },
  {
    wrong: 'a size of nothing',
    config: 'version: 1\nsources: { s: { files: s.jsonl } }\ngroups:\n  a: { source: s, size: 0 }\n',
    says: ['wrong-value 4:25'],
  },
  { wrong: 'an empty list of files', config: 'version: 1\ngroups:\n  a: { files: [] }\n', says: ['empty-value 3:15'] },
  { wrong: 'a sample without a size', config: `${top}pairs: { seed: 3 }\n`, says: ['missing-key 3:1'] },
  { wrong: 'an unknown check', config: `${top}checks: { keep_both: 0.5 }\n`, says: ['unknown-check 3:11'] },
  {
    wrong: 'an example without a reply',
    config: withVariant('  fluid:\n    prompt: "Say {{ simple }}"\n    examples:\n      - { simple: "A?" }'),
    says: ['missing-key 8:9'],
  },
  { wrong: 'true for a variant', config: withVariant('  fluid: true'), says: ['wrong-value 5:10'] },
  // engines
  { wrong: 'an unknown engine', config: `${top}engine: olama\n`, says: ['unknown-engine 3:9'] },
  {
    wrong: 'an unknown engine with settings',
    config: `${top}engine:\n  kind: olama\n  retries: 3\n`,
    says: ['unknown-engine 4:9'],
  },
  { wrong: 'an engine without a kind', config: `${top}engine: { retries: 3 }\n`, says: ['missing-key 3:1'] },
  {
    wrong: 'an unknown setting of an engine',
    config: `${top}engine:\n  kind: ollama\n  retrys: 3\n`,
    says: ['unknown-key 5:3'],
  },
  {
    wrong: 'an unknown engine on the command line',
    config: top,
    says: ['unknown-engine -:-'],
    reading: { overrides: { engine: 'rulez' } },
  },
  {
    wrong: 'a style that the rule engine has not',
    config: `engine: rules\n${withVariant('  gentle: "Gently: {{ simple }}"')}`,
    says: ['unknown-style 6:3'],
  },
  {
    wrong: 'a style that is given, and unknown',
    config: `engine: rules\n${withVariant('  gentle: { prompt: "Gently: {{ simple }}", style: fluent }')}`,
    says: ['unknown-style 6:52'],
  },
  // not yet
  { wrong: 'batch', config: `${top}batch: many\n`, says: ['wrong-value 3:8'] },
  { wrong: 'overrides that are no path', config: `${top}overrides: [a.jsonl]\n`, says: ['wrong-value 3:12'] },
  {
    wrong: 'a pinned pair of one question',
    config: `${top}preview: { pinned: [[Who?]] }\n`,
    says: ['wrong-value 3:21'],
  },
  { wrong: 'a preview of no pairs', config: `${top}preview: { pairs: 0 }\n`, says: ['wrong-value 3:19'] },
  { wrong: 'a slip in a preview', config: `${top}preview: { pear: 2 }\n`, says: ['unknown-key 3:12'] },
  {
    wrong: 'overrides outside of the project',
    config: `${top}overrides: ../overrides.jsonl\n`,
    says: ['output-outside 3:12'],
  },
  {
    wrong: 'overrides that are read as questions',
    config: `${top}overrides: q/overrides.jsonl\n`,
    says: ['output-is-input 3:12'],
  },
  {
    wrong: 'overrides where something is built',
    config: `${top}overrides: a.jsonl\noutput: { merged: ./a.jsonl }\n`,
    says: ['outputs-share-path 3:12'],
  },
  {
    wrong: 'every reserved key',
    config: `${top}engines: {}\nrecipes: {}\nmatrix: {}\nexports: []\nreports: []\ninclude: x\nsplit: {}\n`,
    says: ['not-yet 3:1', 'not-yet 4:1', 'not-yet 5:1', 'not-yet 6:1', 'not-yet 7:1', 'not-yet 8:1', 'not-yet 9:1'],
  },
  // templates
  {
    wrong: 'an unknown variable',
    config: withVariant('  fluid: "Rephrase: {{ simpel }}"'),
    says: ['unknown-variable 5:24'],
  },
  {
    wrong: 'an unknown variable in a block',
    config: withVariant('  fluid: |\n    Rephrase this\n      question: {{ sample }}'),
    says: ['unknown-variable 7:20'],
  },
  {
    wrong: 'an unknown variable behind an escape',
    config: withVariant('  fluid: "A \\u0041 \\"b\\"\\n {{ nope }}"'),
    says: ['unknown-variable 5:31'],
  },
  {
    wrong: 'an unknown variable in single quotes',
    config: withVariant("  fluid: 'It''s {{ nope }}'"),
    says: ['unknown-variable 5:20'],
  },
  {
    wrong: 'an unknown variable in a folded text',
    config: withVariant('  fluid: >\n    Rephrase this\n    question:\n\n    {{ nope }}'),
    says: ['unknown-variable 9:8'],
  },
  {
    wrong: 'a template that is never closed',
    config: withVariant('  fluid: "Rephrase {{ simple"'),
    says: ['template 5:20'],
  },
  {
    wrong: 'a prompt that reads nothing',
    config: withVariant('  fluid: "Write a question."'),
    says: ['prompt-reads-no-question 5:10'],
  },
  {
    wrong: 'a prompt that reads only its group',
    config: withVariant('  fluid: "Write a question on {{ group }}."'),
    says: ['prompt-reads-no-question 5:10'],
  },
  { wrong: 'an empty prompt', config: withVariant('  fluid: ""'), says: ['empty-prompt 5:10'] },
  {
    wrong: 'a prompt that reads its own text',
    config: withVariant('  fluid: "{{ text }} {{ simple }}"'),
    says: ['unknown-variable 5:14'],
  },
  {
    wrong: 'an unknown var',
    config: `${withVariant('  fluid: "{{ vars.tone }}: {{ simple }}"')}vars: { tune: strict }\n`,
    says: ['unknown-variable 5:14'],
  },
  {
    wrong: 'a system message with an unknown variable',
    config: `${top}system: "You are {{ who }}"\n`,
    says: ['unknown-variable 3:21'],
  },
  {
    wrong: 'a prompt file that is not there',
    config: withVariant('  fluid: { prompt: { file: prompts/no.md } }'),
    says: ['prompt-file-missing 5:28'],
  },
  {
    wrong: 'a prompt file with an absolute path',
    config: withVariant('  fluid: { prompt: { file: /etc/passwd } }'),
    says: ['absolute-path 5:28'],
  },
  {
    wrong: 'an unknown variable in a prompt file',
    config: withVariant('  fluid: { prompt: { file: prompts/fluid.md } }'),
    says: ['unknown-variable prompts/fluid.md:4:10'],
    reading: { files: { 'prompts/fluid.md': '\n\nRephrase\r\nthis: {{ sampel }}\n' } },
  },
  {
    wrong: 'an example without a variable',
    config: withVariant(
      '  fluid:\n    prompt: "Say {{ simple }} {{ q1 }}"\n    examples:\n      - { simple: "A?", text: "A!" }',
    ),
    says: ['example-lacks-variable 8:9'],
  },
  // variants
  {
    wrong: 'a cycle',
    config: `${top}variants:\n  a: "A {{ b }}"\n  b: "B {{ c }}"\n  c: "C {{ a }}"\n`,
    says: ['variant-cycle 4:3'],
  },
  {
    wrong: 'a variant that reads itself',
    config: `${top}variants:\n  a: "A {{ a }} {{ q1 }}"\n`,
    says: ['variant-cycle 4:3'],
  },
  { wrong: 'a reserved name', config: withVariant('  text: "Say {{ simple }}"'), says: ['reserved-name 5:3'] },
  { wrong: 'a name with capitals', config: withVariant('  Fluid: "Say {{ simple }}"'), says: ['variant-name 5:3'] },
  {
    wrong: 'a variant without a prompt',
    config: withVariant('  formal: { model: x }'),
    says: ['variant-without-prompt 5:3'],
  },
  {
    wrong: 'a built-in variant without its set',
    config: withVariant('  fluid: { model: x }'),
    says: ['variant-without-prompt 5:3'],
  },
  { wrong: 'an unknown name in a list', config: `${top}variants: [simple, yes_on]\n`, says: ['unknown-variant 3:20'] },
  { wrong: 'a list without what its members read', config: `${top}variants: [yes_no]\n`, says: ['variant-off 3:12'] },
  {
    wrong: 'a built-in one dropped that others read',
    config: `${top}prompts: en-1\nvariants: { simple: false }\n`,
    says: ['variant-off 4:13', 'variant-off 4:13'],
  },
  { wrong: 'nothing to drop', config: `${top}variants: { passive: false }\n`, says: ['nothing-to-drop 3:13'] },
  {
    wrong: 'nothing but steps',
    config: `${top}variants: { simple: { prompt: "{{ q1 }}", record: false } }\n`,
    says: ['no-records 3:1'],
  },
  { wrong: 'an unknown set of prompts', config: `${top}prompts: en-9\n`, says: ['unknown-prompts 3:10'] },
  {
    wrong: 'a mistake that only a group has',
    config: `version: 1\ngroups:\n  a: { files: a.jsonl }\n  law:\n    files: law.jsonl\n    variants: [fluid]\n`,
    says: ['variant-off 6:16'],
  },
  // record and checks
  { wrong: 'a reserved column', config: `${top}record: { messages: "{{ text }}" }\n`, says: ['reserved-column 3:21'] },
  {
    wrong: 'a column with an unknown variable',
    config: `${top}record: { level: "{{ level }}" }\n`,
    says: ['unknown-variable 3:22'],
  },
  {
    wrong: 'a column that reads a variant',
    config: `${top}record: { short: "{{ simple }}" }\n`,
    says: ['variant-in-column 3:22'],
  },
  { wrong: 'no columns', config: `${top}record: { question: false, answer: false }\n`, says: ['no-columns 3:1'] },
  {
    wrong: 'a pattern that does not compile',
    config: `${top}checks:\n  matches: ['^\\p{Lu}', '(a']\n`,
    says: ['check-parameter 4:24'],
  },
  // sources and groups
  {
    wrong: 'an unknown source',
    config: 'version: 1\nsources: { capitals: { files: c.jsonl } }\ngroups:\n  a: { source: capitols }\n',
    says: ['unknown-source 4:16'],
  },
  {
    wrong: 'a source of nothing',
    config: `version: 1\nsources:\n  s: { question: "{{ q }}" }\n${groups}\n`,
    says: ['source-without-kind 3:3'],
  },
  {
    wrong: 'a source of both kinds',
    config: `version: 1\nsources:\n  s: { faker: {}, files: x.jsonl }\n${groups}\n`,
    says: ['keys-exclude 3:3'],
  },
  {
    wrong: 'a group from nowhere',
    config: 'version: 1\ngroups:\n  a: { limit: 3 }\n',
    says: ['group-without-origin 3:3'],
  },
  {
    wrong: 'a group with files and a source',
    config: 'version: 1\nsources: { s: { files: s.jsonl } }\ngroups:\n  a: { source: s, files: a.jsonl }\n',
    says: ['keys-exclude 4:3'],
  },
  {
    wrong: 'a cut of files',
    config: 'version: 1\ngroups:\n  a: { files: a.jsonl, size: 3 }\n',
    says: ['cut-of-files 3:24'],
  },
  {
    wrong: 'two cuts',
    config: 'version: 1\nsources: { s: { files: s.jsonl } }\ngroups:\n  a: { source: s, size: 3, by: level }\n',
    says: ['keys-exclude 4:28'],
  },
  {
    wrong: 'templates for a source in a group',
    config: 'version: 1\nsources: { s: { files: s.jsonl } }\ngroups:\n  a: { source: s, question: "{{ q }}" }\n',
    says: ['templates-of-source 4:19'],
  },
  {
    wrong: 'a question that reads no field',
    config: 'version: 1\ngroups:\n  a: { files: a.jsonl, question: "What?" }\n',
    says: ['constant-question 3:34'],
  },
  {
    wrong: 'a generator template with an unknown field',
    config: `version: 1\nsources:\n  s: { faker: {}, question: "Who is {{ nmae }} ?" }\n${groups}\n`,
    says: ['generator-field-unknown 3:40'],
  },
  {
    wrong: 'a generator whose fields the default templates do not read',
    config: `version: 1\nsources:\n  s: { faker: { fields: { city: location.city } } }\n${groups}\n`,
    says: ['template-needed 3:3', 'template-needed 3:3'],
  },
  {
    wrong: 'a unique field that is not there',
    config: `version: 1\nsources:\n  s: { faker: { unique: [nam] } }\n${groups}\n`,
    says: ['unique-field-unknown 3:26'],
  },
  {
    wrong: 'an output for files',
    config: `version: 1\nsources:\n  s: { files: s.jsonl, output: x.jsonl }\n${groups}\n`,
    says: ['only-for-faker 3:32'],
  },
  {
    wrong: 'a group with a slash',
    config: 'version: 1\ngroups:\n  a/b: { files: a.jsonl }\n',
    says: ['name-for-path 3:3'],
  },
  {
    wrong: 'groups that differ in capitals',
    config: 'version: 1\ngroups:\n  a: { files: a.jsonl }\n  A: { files: b.jsonl }\n',
    says: ['names-collide 4:3'],
  },
  // outputs
  { wrong: 'an output outside', config: `${top}output: { merged: ../all.jsonl }\n`, says: ['output-outside 3:19'] },
  {
    wrong: 'an absolute output',
    config: `${top}output:\n  fusions: /tmp/{{ group }}.jsonl\n`,
    says: ['output-outside 4:12'],
  },
  { wrong: 'a folder for an output', config: `${top}output: { merged: dataset/ }\n`, says: ['output-is-no-file 3:19'] },
  {
    wrong: 'an output over the config',
    config: `${top}output: { merged: fusion.config.yaml }\n`,
    says: ['output-is-ours 3:19'],
  },
  {
    wrong: 'fusions that are not told apart',
    config: `${top}output: { fusions: dataset/all.jsonl }\n`,
    says: ['path-needs-group 3:20'],
  },
  {
    wrong: 'an unknown variable in a path',
    config: `${top}output: { fusions: "d/{{ groop }}.jsonl" }\n`,
    says: ['unknown-variable 3:26'],
  },
  {
    wrong: 'variables in the merged path',
    config: `${top}output: { merged: "d/{{ group }}.jsonl" }\n`,
    says: ['merged-is-one-path 3:19'],
  },
  {
    wrong: 'two outputs on one path',
    config:
      'version: 1\nsources: { s: { files: s.jsonl } }\ngroups: { a: { source: s } }\noutput: { merged: d/a.jsonl, fusions: "d/{{ group }}.jsonl" }\n',
    says: ['outputs-share-path 4:39'],
  },
  {
    wrong: 'groups written where fusions are',
    config:
      'version: 1\nsources: { s: { files: s.jsonl } }\ngroups: { a: { source: s } }\noutput: { groups: "d/{{ group }}.jsonl", fusions: "d/{{ group }}.jsonl" }\n',
    says: ['outputs-share-path 4:19'],
  },
  {
    wrong: 'an output that is an input',
    config: 'version: 1\ngroups:\n  a: { files: "dataset/**/*.jsonl" }\n',
    says: ['output-is-input 3:3', 'output-is-input 3:3'],
  },
  {
    wrong: 'fusions over their own files',
    config: 'version: 1\ngroups:\n  a: { files: "q/*.jsonl" }\noutput: { fusions: "q/{{ group }}.jsonl" }\n',
    says: ['output-is-input 4:20'],
  },
  {
    wrong: 'a generated source that is also read',
    config: 'version: 1\nsources: { r: { faker: {} } }\ngroups:\n  a: { files: dataset/sources/r.jsonl }\n',
    says: ['output-is-input 4:3'],
  },
  // all at once
  {
    wrong: 'several things',
    config: `version: 1\nmodl: x\nengine: olama\nsampling: { top_p: 2 }\nvariants:\n  simple: "Merge {{ q1 }} {{ q3 }}"\n  fluid: { promt: "x" }\n  short: "Say {{ fluid }}"\n${groups}\n`,
    says: ['unknown-key 2:1', 'unknown-engine 3:9', 'wrong-value 4:20', 'unknown-variable 6:30', 'unknown-key 7:12'],
  },
]
