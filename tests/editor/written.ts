/** What stands in a file when a user has taken what an editor offered. */

/** Where each snippet of the schema is asked for, in a config that is right once it is written. */
export const snippetPlaces: Readonly<Record<string, readonly string[]>> = {
  'a config': ['‸'],
  'ollama with settings': [inConfig('engine: ‸'), inConfig('engine:\n  ‸')],
  'openai with settings': [inConfig('engine: ‸'), inConfig('engine:\n  ‸')],
  'llama-cpp with settings': [inConfig('engine: ‸'), inConfig('engine:\n  ‸')],
  'a source of files': [inConfig('sources:\n  ‸'), inConfig('sources: ‸')],
  'a random source': [inConfig('sources:\n  ‸'), inConfig('sources: ‸')],
  'groups of files': ['version: 1\ngroups:\n  ‸\n', 'version: 1\ngroups: ‸\n'],
  'groups by a field': ['version: 1\nsources: { capitals: { files: c.jsonl } }\ngroups:\n  ‸\n'],
  'groups of a size': ['version: 1\nsources: { people: { faker: {} } }\ngroups:\n  ‸\n'],
  'a variant': [inConfig('prompts: en-1\nvariants:\n  ‸'), inConfig('prompts: en-1\nvariants: ‸')],
  'a variant from a file': [inConfig('prompts: en-1\nvariants:\n  ‸'), inConfig('prompts: en-1\nvariants: ‸')],
  'a prompt over several lines': [
    inConfig('prompts: en-1\nvariants:\n  mine:\n    ‸'),
    inConfig('prompts: en-1\nvariants:\n  mine: ‸'),
  ],
  'a prompt in a file': [
    inConfig('prompts: en-1\nvariants:\n  mine:\n    ‸'),
    inConfig('prompts: en-1\nvariants:\n  mine: ‸'),
  ],
  'an example': [inConfig('variants:\n  mine:\n    prompt: "{{ q1 }} {{ q2 }}"\n    examples:\n      ‸')],
  'checks that keep both questions': [inConfig('checks:\n  ‸'), inConfig('checks: ‸')],
  'checks by patterns': [inConfig('checks:\n  ‸'), inConfig('checks: ‸')],
  'a pair': [inConfig('preview:\n  pinned:\n    ‸')],
  'question and answer': [inConfig('record:\n  ‸'), inConfig('record: ‸')],
  'question and pair, with the style': [inConfig('record:\n  ‸'), inConfig('record: ‸')],
  "['?']": [inConfig('checks:\n  ends_with: ‸')],
}

/** Mappings of which every key is taken, one at a time, as it is written. */
export const mappings: readonly string[] = [
  inConfig('‸'),
  'version: 1\ngroups:\n  a:\n    ‸\n',
  ...['sampling', 'retry', 'checks', 'output', 'preview'].map((key) => inConfig(`${key}:\n  ‸`)),
  inConfig('pairs:\n  sample: 5\n  ‸'),
  inConfig('sources:\n  s:\n    ‸'),
  inConfig('sources:\n  s:\n    faker:\n      ‸'),
  inConfig('variants:\n  mine:\n    ‸'),
  ...['ollama', 'llama-cpp'].map((kind) => inConfig(`engine:\n  kind: ${kind}\n  ‸`)),
  inConfig('engine:\n  kind: openai\n  base_url: http://127.0.0.1:8080\n  ‸'),
]

function inConfig(lines: string): string {
  return `version: 1\ngroups: { a: { files: q.jsonl } }\n${lines}\n`
}

/** The text with what was taken at `‸`, its lines indented as the first, every stop left as it was offered. */
export function writtenAt(text: string, insertText: string): string {
  const [before = '', after = ''] = text.split('‸')
  const indentation = /^ */.exec(before.split('\n').at(-1) ?? '')?.[0] ?? ''
  return before + filledIn(insertText).replaceAll('\n', `\n${indentation}`) + after
}

/** LSP's snippets: `${1:words}`, `$1`, and a backslash before what is meant as it is. */
function filledIn(snippet: string): string {
  const stops = snippet.replace(
    /\$\{\d+:((?:\\.|[^\\}])*)\}|\$\{?\d+\}?/g,
    (_, words: string | undefined) => words ?? '',
  )
  return stops.replace(/\\([$}\\])/g, '$1')
}
