/** What users get wrong, and what they are told. */
import { questions } from '../support/project.js'

export interface Mistake {
  readonly sentence: string
  /** Files that are written over a project that was built; `undefined` takes one away. "‸" marks the place that the message must name. */
  readonly files: Readonly<Record<string, string | undefined>>
  readonly args?: readonly string[]
  readonly code: string
  /** 2 where it is left out. */
  readonly exitCode?: number
  readonly says?: RegExp
}

const config = (text: string) => ({ 'fusion.config.yaml': text })
const groups = 'groups:\n  topics: { files: "q/*.jsonl" }\n'
const head = 'version: 1\nengine: rules\n'

/** Each anchor holds the one before ten times. */
const bomb = Array.from({ length: 8 }, (_, at) =>
  at === 0
    ? 'x-a0: &a0 [1]'
    : `x-a${at}: &a${at} [${Array(10)
        .fill(`*a${at - 1}`)
        .join(', ')}]`,
).join('\n')

export const mistakes: readonly Mistake[] = [
  {
    sentence: 'no config',
    files: { 'fusion.config.yaml': undefined },
    code: 'config-not-there',
    says: /"fusion\.config\.yaml"[\s\S]*`fusionkit init`/,
  },
  {
    sentence: 'a folder in place of a config',
    files: {},
    args: ['--config', 'q'],
    code: 'config-not-there',
    says: /"q" is a folder, and --config takes a file\.\n/,
  },
  {
    sentence: 'a config in place of a target',
    files: {},
    args: ['fusion.config.yaml'],
    code: 'unknown-target',
    says: /A config is named by --config fusion\.config\.yaml\.\n/,
  },
  {
    sentence: 'what other tools call the model',
    files: config(`${head}‸base_model: llama3.2\n${groups}`),
    code: 'unknown-key',
    says: /Did you mean "model"\?/,
  },
  {
    sentence: 'what other tools call the questions',
    files: config(`${head}‸dataset: q/animals.jsonl\n`),
    code: 'unknown-key',
    says: /Did you mean "groups"\?/,
  },
  {
    sentence: 'a path in place of the groups',
    files: config(`${head}groups: ‸q/*.jsonl\n`),
    code: 'wrong-value',
    says: /takes a mapping[\s\S]*For example: groups: \{ topics: \{ files: /,
  },
  {
    sentence: 'a setting of the engine that does not stand under it',
    files: config(`${head}${groups}‸concurrency: 4\n`),
    code: 'unknown-key',
    says: /It belongs under "engine"\./,
  },
  {
    sentence: 'the ending of files in a pattern',
    files: config(`${head}groups:\n  ‸topics: { files: "q/*.json" }\n`),
    code: 'nothing-found',
    says: /Did you mean "q\/\*\.jsonl"\?/,
  },
  {
    sentence: 'a table in place of JSON lines, which is one mistake',
    files: { 'q/animals.jsonl': '‸question,answer\nWhat is a snail?,A slow one\nWhat is an egg?,A start\n' },
    code: 'broken-json',
    says: /This file is a table, and question files are JSON lines\.[\s\S]*csv\.DictReader[^]*new\.jsonl`\n$/,
  },
  {
    sentence: 'plain text in place of JSON lines, which is one mistake',
    files: { 'q/animals.jsonl': '‸What is a snail, please?\nWhat is an egg?\n' },
    code: 'broken-json',
    says: /no other line of the file is\.[\s\S]*jq -R \.[^]*new\.jsonl` puts the quotes\.\n$/,
  },
  {
    sentence: 'rows of another tool',
    files: { 'q/animals.jsonl': '{"instruction": "What is a snail?"}\n{"instruction": "What is an egg?"}\n' },
    code: 'row-lacks-field',
    says: /Nor has the other row\.[\s\S]*beside `files`: question: "\{\{ instruction \}\}"\n/,
  },
  {
    sentence: 'chats in place of questions',
    files: {
      'q/animals.jsonl':
        '{"messages": [{"role": "system", "content": "Hi."}, {"role": "user", "content": "What is a snail?"}]}\n',
    },
    code: 'row-lacks-field',
    says: /question: "\{\{ messages\[1\]\.content \}\}"/,
  },
  {
    sentence: 'an empty config',
    files: config(''),
    code: 'empty-config',
    says: /smallest config/,
  },
  {
    sentence: 'YAML that does not parse: a bracket that is not closed',
    files: config(`${head}groups: { topics: { files: "q/*.jsonl" }\n‸`),
    code: 'bracket-open',
  },
  {
    sentence: 'YAML that does not parse: a tab',
    files: config(`${head}groups:\n‸\ttopics: { files: "q/*.jsonl" }\n`),
    code: 'tab',
  },
  {
    sentence: 'an unquoted prompt that begins with braces',
    files: config(`${head}${groups}variants:\n  simple: ‸{{ q1 }} and {{ q2 }}\n`),
    code: 'unquoted-braces',
    says: /Quote it/,
  },
  {
    sentence: 'an unquoted prompt with a colon',
    files: config(`${head}${groups}variants:\n  simple: ‸Merge these: {{ q1 }} {{ q2 }}\n`),
    code: 'unquoted-colon',
    says: /Quote it/,
  },
  {
    sentence: 'a prompt that loses its end to " #"',
    files: config(`${head}${groups}variants:\n  simple: Merge {{ q1 }} {{ q2 }} ‸# and be kind\n`),
    code: 'comment-in-text',
  },
  {
    sentence: 'an unknown key',
    files: config(`${head}‸modle: llama3.2\n${groups}`),
    code: 'unknown-key',
    says: /Did you mean "model"\?/,
  },
  {
    sentence: 'a value of the wrong type',
    files: config(`${head}max_attempts: ‸many\n${groups}`),
    code: 'wrong-value',
    says: /"max_attempts" takes/,
  },
  {
    sentence: 'a value out of its range',
    files: config(`${head}sampling: { temperature: ‸-1 }\n${groups}`),
    code: 'wrong-value',
  },
  {
    sentence: 'a key that stands twice',
    files: config(`${head}${groups}‸engine: ollama\n`),
    code: 'duplicate-key',
    says: /line 2/,
  },
  {
    sentence: 'a template with an unknown variable',
    files: config(`${head}${groups}variants:\n  simple: "Merge {{ q1 }} {{ ‸qeustion }}"\n`),
    code: 'unknown-variable',
  },
  {
    sentence: 'a prompt that reads no question',
    files: config(`${head}${groups}variants:\n  simple: ‸"Ask me something."\n`),
    code: 'prompt-reads-no-question',
  },
  {
    sentence: 'a cycle of variants',
    files: config(
      `${head}${groups}variants:\n  simple: { prompt: "{{ q1 }} {{ q2 }}" }\n  ‸fluid: "Say {{ academic }}"\n  academic: "Say {{ fluid }}"\n`,
    ),
    code: 'variant-cycle',
  },
  {
    sentence: 'an unknown engine',
    files: config(`version: 1\nengine: ‸olama\n${groups}`),
    code: 'unknown-engine',
    says: /Did you mean "ollama"\?/,
  },
  {
    sentence: 'an unknown engine on the command line',
    files: {},
    args: ['--engine', 'rulez'],
    code: 'unknown-engine',
    says: /Did you mean "rules"\?/,
  },
  {
    sentence: 'an unknown style with the rule engine',
    files: config(
      `${head}prompts: en-1\n${groups}variants:\n  gentle: { prompt: "Gently: {{ simple }}", style: ‸fluent }\n`,
    ),
    code: 'unknown-style',
    says: /fluid/,
  },
  {
    sentence: 'a variant of one’s own that the rule engine has no style for',
    files: config(`${head}prompts: en-1\n${groups}variants:\n  ‸gentle: "Gently: {{ simple }}"\n`),
    code: 'unknown-style',
    says: /style:/,
  },
  {
    sentence: 'an unknown set of prompts',
    files: config(`${head}prompts: ‸en-9\n${groups}`),
    code: 'unknown-prompts',
  },
  { sentence: 'no groups', files: config(head), code: 'no-groups', says: /groups:/ },
  { sentence: 'groups without one', files: config(`${head}‸groups: {}\n`), code: 'no-groups' },
  {
    sentence: 'a glob that finds nothing',
    files: config(`${head}groups:\n  ‸topics: { files: "questions/*.jsonl" }\n`),
    code: 'nothing-found',
    says: /"questions\/\*\.jsonl"/,
  },
  {
    sentence: 'a file that is not there',
    files: config(`${head}groups:\n  ‸topics: { files: q/plants.jsonl }\n`),
    code: 'nothing-found',
    says: /There is no file "q\/plants\.jsonl"/,
  },
  {
    sentence: 'broken JSONL',
    files: { 'q/animals.jsonl': '{"question": "What is a snail?"}\n{"question": "What is an egg?"‸\n' },
    code: 'broken-json',
  },
  {
    sentence: 'a row without a question',
    files: { 'q/animals.jsonl': '{"question": "What is a snail?"}\n‸{"text": "What is an egg?"}\n' },
    code: 'row-lacks-field',
    says: /\{\{ text \}\}/,
  },
  {
    sentence: 'a missing answer where a template prints one',
    files: {
      ...config(
        `${head}variants: [simple]\nrecord: { question: "{{ text }}", answer: "{{ a1 }} {{ a2 }}" }\n${groups}`,
      ),
      'q/animals.jsonl': `${questions('What is a snail? → A slow one')}‸${questions('What is an egg?')}`,
    },
    code: 'answer-missing',
    says: /"What is an egg\?"/,
  },
  {
    sentence: 'two groups of one name',
    files: {
      ...config(`${head}groups:\n  topics: { files: "q/*.jsonl" }\n  ‸more: { files: "more/*.jsonl" }\n`),
      'more/animals.jsonl': questions('What is a cat?', 'What is a dog?'),
    },
    code: 'two-groups-one-name',
    says: /"animals"/,
  },
  {
    sentence: 'an output outside of the project',
    files: config(`${head}${groups}output: { merged: ‸../all.jsonl }\n`),
    code: 'output-outside',
  },
  {
    sentence: 'two outputs on one path',
    files: config(`${head}${groups}output: { fusions: ‸out/all.jsonl }\n`),
    code: 'path-needs-group',
  },
  {
    sentence: 'two outputs on one path, which only shows when the groups are known',
    files: config(`${head}${groups}output: { fusions: "out/{{ group }}.jsonl", merged: out/animals.jsonl }\n`),
    code: 'two-outputs-one-path',
    says: /"merged" and "animals"/,
  },
  {
    sentence: 'an output that a pattern of the config would read',
    files: config(`${head}${groups}output: { merged: ‸q/all.jsonl }\n`),
    code: 'output-is-input',
  },
  { sentence: 'an alias bomb', files: config(`${head}${bomb}\n${groups}`), code: 'alias-bomb' },
  {
    sentence: 'what is not there yet',
    files: config(`version: 1\nengine: ollama\n‸exports: {}\n${groups}`),
    code: 'not-yet',
  },
  {
    sentence: 'a target that is not there',
    files: {},
    args: ['animal'],
    code: 'unknown-target',
    says: /Did you mean "animals"\?/,
  },
  {
    sentence: 'Ollama that does not run',
    files: {},
    args: ['--engine', 'ollama'],
    exitCode: 3,
    code: 'ollama-not-running',
    says: /`ollama serve`[\s\S]*--engine rules/,
  },
]
