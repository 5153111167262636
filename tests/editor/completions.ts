/** Where a user asks, and what is offered there. `‸` is the cursor. */
export const completions: readonly {
  readonly at: string
  readonly offers: readonly string[]
  readonly not?: readonly string[]
}[] = [
  { at: '‸', offers: ['version', 'engine', 'groups', 'variants', 'a config'] },
  { at: 'version: 1\n‸', offers: ['model', 'sampling', 'checks', 'output', 'preview'], not: ['version'] },
  { at: 'version: 1\nengine: ‸', offers: ['ollama', 'openai', 'llama-cpp', 'rules', 'openai with settings'] },
  { at: 'version: 1\nengine:\n  ‸', offers: ['kind', 'ollama with settings'] },
  { at: 'version: 1\nengine:\n  kind: ‸', offers: ['ollama', 'openai', 'llama-cpp', 'rules'] },
  {
    at: 'version: 1\nengine:\n  kind: ollama\n  ‸',
    offers: ['hosts', 'concurrency', 'context_tokens'],
    not: ['base_url', 'sequences', 'openai with settings'],
  },
  { at: 'version: 1\nengine:\n  kind: openai\n  ‸', offers: ['base_url', 'api_key_env', 'body'], not: ['hosts'] },
  { at: 'version: 1\nengine:\n  kind: llama-cpp\n  ‸', offers: ['sequences', 'models_folder'], not: ['hosts'] },
  {
    at: 'version: 1\nvariants:\n  ‸',
    offers: ['simple', 'fluid', 'comparative', 'a variant', 'a variant from a file'],
  },
  { at: 'version: 1\nvariants:\n  - ‸', offers: ['simple', 'fluid'], not: ['a variant'] },
  {
    at: 'version: 1\nvariants:\n  fluid:\n    ‸',
    offers: [
      'prompt',
      'system',
      'examples',
      'model',
      'sampling',
      'checks',
      'record',
      'style',
      'a prompt over several lines',
    ],
  },
  { at: 'version: 1\nvariants:\n  mine: ‸', offers: ['a prompt over several lines', 'a prompt in a file', 'false'] },
  { at: 'version: 1\nchecks:\n  ‸', offers: ['empty', 'ends_with', 'max_words', 'keeps_both', 'checks by patterns'] },
  { at: 'version: 1\nsampling:\n  ‸', offers: ['temperature', 'max_tokens', 'stop'] },
  { at: 'version: 1\nsources:\n  ‸', offers: ['a source of files', 'a random source'] },
  { at: 'version: 1\nsources:\n  s:\n    ‸', offers: ['files', 'faker', 'question'] },
  { at: 'version: 1\ngroups:\n  ‸', offers: ['groups of files', 'groups by a field', 'groups of a size'] },
  { at: 'version: 1\ngroups:\n  a:\n    ‸', offers: ['files', 'source', 'by', 'size', 'where', 'variants'] },
  { at: 'version: 1\nunique: ‸', offers: ['pair', 'group'] },
  { at: 'version: 1\nlanguage: ‸', offers: ['auto', 'en', 'fr'] },
  { at: 'version: 1\nprompts: ‸', offers: ['en-1', 'fr-1'] },
  { at: 'version: 1\npairs: ‸', offers: ['all'] },
]

export const hovers: readonly { readonly over: string; readonly says: readonly RegExp[] }[] = [
  {
    over: 'version: 1\nuni‸que: pair',
    says: [/may not come twice/, /Default: `pair`/, /`group`: in all texts of a group/],
  },
  { over: 'version: 1\nengine: oll‸ama', says: [/Who answers/, /`rules`: The embedded rule engine/] },
  { over: 'version: 1\nengine:\n  kind: ollama\n  out‸age_minutes: 3', says: [/How many minutes/, /Default: `10`/] },
  { over: 'version: 1\nengine:\n  kind: ollama\n  ho‸sts: [a]', says: [/Left out: `\$OLLAMA_HOST`/] },
  { over: 'version: 1\nvariants:\n  flu‸id:\n    prompt: x', says: [/natural when spoken/] },
  { over: 'version: 1\nvariants:\n  fluid:\n    pro‸mpt: x', says: [/template over `q1`/, /Example/] },
  { over: 'version: 1\nchecks:\n  ends_w‸ith: ["?"]', says: [/may end with/, /Default: `\['\?'\]`/] },
  { over: 'version: 1\ngroups:\n  a:\n    buck‸ets: 3', says: [/cut by hash/] },
  { over: 'version: 1\ngroups:\n  a:\n    mod‸el: x', says: [/Left out: the project's/] },
  { over: 'version: 1\nsampling:\n  temp‸erature: 1', says: [/higher is freer/, /Default: `0\.2`/] },
]

const groups = 'groups: { a: { files: q.jsonl } }\n'

/** Wrong configs, and what is marked: "line:column words". */
export const marks: readonly { readonly config: string; readonly says: readonly string[] }[] = [
  { config: groups, says: ['1:1 Missing property "version".'] },
  { config: 'version: 1\n', says: ['1:1 Missing property "groups".'] },
  { config: `version: 2\n${groups}`, says: ['1:10 It takes 1.'] },
  { config: `version: 1\nmodl: x\n${groups}`, says: ['2:1 Property modl is not allowed.'] },
  {
    config: `version: 1\nengine: olama\n${groups}`,
    says: ['2:9 It takes "ollama", "openai", "llama-cpp", "rules", or a mapping with a kind.'],
  },
  {
    config: `version: 1\nengine: 3\n${groups}`,
    says: ['2:9 It takes the name of an engine, or a mapping with a kind.'],
  },
  {
    config: `version: 1\nengine: { kind: olama }\n${groups}`,
    says: ['2:17 It takes "ollama", "openai", "llama-cpp" or "rules".'],
  },
  { config: `version: 1\nengine: { retries: 3 }\n${groups}`, says: ['2:1 Missing property "kind".'] },
  { config: `version: 1\nengine: { kind: openai }\n${groups}`, says: ['2:1 Missing property "base_url".'] },
  {
    config: `version: 1\nengine: { kind: ollama, retrys: 3 }\n${groups}`,
    says: ['2:25 Property retrys is not allowed.'],
  },
  {
    config: `version: 1\nengine: { kind: ollama, concurrency: many }\n${groups}`,
    says: ['2:38 It takes "auto" or a whole number of at least 1.'],
  },
  {
    config: `version: 1\nengine: { kind: ollama, hosts: [3, { url: "http://x", concurrent: 2 }] }\n${groups}`,
    says: ['2:33 It takes an address, or { url, concurrency }.', '2:55 Property concurrent is not allowed.'],
  },
  { config: `version: 1\ngpu: no\n${groups}`, says: ['2:6 It takes true, false, or a number of layers.'] },
  {
    config: `version: 1\nvariants: { fluid: true }\n${groups}`,
    says: ['2:20 It takes a text (the prompt), a mapping, or false.'],
  },
  { config: `version: 1\nvariants: 3\n${groups}`, says: ['2:11 It takes a mapping of variants, or a list of names.'] },
  { config: `version: 1\nvariants: { mine: { promt: x } }\n${groups}`, says: ['2:21 Property promt is not allowed.'] },
  {
    config: `version: 1\nchecks: { max_words: true, ends_with: "?" }\n${groups}`,
    says: ['2:22 It takes a whole number of at least 1 or false.', '2:39 It takes a list of texts or false.'],
  },
  {
    config: `version: 1\npairs: some\n${groups}`,
    says: ['2:8 It takes "all" or { sample: number, seed: number }.'],
  },
  { config: `version: 1\nunique: grup\n${groups}`, says: ['2:9 It takes "pair" or "group".'] },
  {
    config: `version: 1\nsampling: { temperature: hot, top_p: 3 }\n${groups}`,
    says: ['2:26 It takes a number from 0 to 5.', '2:38 Value is above the maximum of 1.'],
  },
  { config: 'version: 1\ngroups: { a: { sorce: x } }\n', says: ['2:16 Property sorce is not allowed.'] },
]
