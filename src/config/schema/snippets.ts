/**
 * What an editor writes for a user who asks for a whole thing: a variant, a source, a group.
 *
 * A body is put down as it is, so a text that YAML would read otherwise brings its own quotes. It lands behind a key or on a line of its
 * own, with the same lines: a block of text is indented for the deeper of the two, which is right for both.
 */
import type { JsonObject, JsonValue } from '../../base/json.js'

interface Snippet {
  readonly label: string
  readonly description: string
  readonly body: JsonValue
}

const snippet = (label: string, description: string, body: JsonValue): Snippet & JsonObject => ({
  label,
  description,
  body,
})

const blockPrompt = '|\n      ${2:Ask this as a good friend would, in one sentence:}\n      {{ simple }}'

export const snippets = {
  config: [
    snippet('a config', 'Question files, and a model that Ollama runs.', {
      version: 1,
      engine: '${1:ollama}',
      model: '${2:llama3.2:latest}',
      groups: { '${3:topics}': { files: "'${4:dataset/question_groups/*.jsonl}'" } },
    }),
  ],
  engine: [
    snippet('ollama with settings', 'Ollama on another machine, or on several.', {
      kind: 'ollama',
      hosts: ['${1:http://gpu-box:11434}'],
      concurrency: '${2:auto}',
    }),
    snippet('openai with settings', "Any server that speaks OpenAI's protocol.", {
      kind: 'openai',
      base_url: '${1:http://127.0.0.1:8080}',
      api_key_env: '${2:OPENAI_API_KEY}',
    }),
    snippet('llama-cpp with settings', 'A GGUF file, without a server.', {
      kind: 'llama-cpp',
      sequences: '${1:4}',
      context_tokens: '${2:2048}',
    }),
  ],
  sources: [
    snippet('a source of files', 'Rows of JSON lines, and templates that make questions of them.', {
      '${1:capitals}': {
        files: '${2:dataset/sources/capitals.jsonl}',
        question: "'What is the capital of {{ ${3:country} }}?'",
        answer: "'{{ ${4:capital} }}'",
      },
    }),
    snippet('a random source', 'Rows made with Faker: more entries never change the earlier ones.', {
      '${1:people}': {
        faker: {
          entries: '${2:1000}',
          fields: { name: '${3:person.fullName}', action: '[${4:cooking, coding, napping}]' },
        },
        question: "'What is {{ name }} doing?'",
        answer: "'{{ name }} is {{ action }}.'",
      },
    }),
  ],
  groups: [
    snippet('groups of files', 'Each file is a group of its own, named after it.', {
      '${1:topics}': { files: "'${2:dataset/question_groups/*.jsonl}'" },
    }),
    snippet('groups by a field', 'A source, one group for each value of a field.', {
      '${1:world}': { source: '${2:capitals}', by: '${3:continent}' },
    }),
    snippet('groups of a size', 'A source, cut into groups of so many questions.', {
      '${1:people}': { source: '${2:people}', size: '${3:50}', pairs: { sample: '${4:500}' } },
    }),
  ],
  variants: [
    snippet('a variant', 'A style of your own: a name and a prompt.', {
      '${1:friendly}': { prompt: blockPrompt },
    }),
    snippet('a variant from a file', 'Its prompt in a file of its own, with another model.', {
      '${1:scholarly}': { prompt: { file: '${2:prompts/scholarly.md}' }, model: '${3:qwen3:4b}' },
    }),
  ],
  variant: [
    snippet('a prompt over several lines', 'A block of text: nothing in it needs quotes.', { prompt: blockPrompt }),
    snippet('a prompt in a file', 'The file is watched, too.', { prompt: { file: '${1:prompts/style.md}' } }),
  ],
  checks: [
    snippet('checks that keep both questions', 'One question, not too long, with the words of both.', {
      keeps_both: '${1:0.5}',
      one_question: true,
      max_words: '${2:80}',
    }),
    snippet('checks by patterns', 'What a text must match, and must not.', {
      matches: ["'${1:^\\\\p{Lu\\}}'"],
      not_matches: ["'${2:(?i)\\\\banswer\\\\b}'"],
    }),
  ],
  examples: [
    snippet('an example', 'What the prompt reads, and a good reply.', [
      {
        q1: "'${1:Who invented the zip fastener?}'",
        q2: "'${2:How long can a snail sleep?}'",
        text: "'${3:Who invented the zip fastener, and how long can a snail sleep?}'",
      },
    ]),
  ],
  pinned: [
    snippet('a pair', 'Two questions, as they stand in their file.', [
      "['${1:Who wrote the opera Carmen?}', '${2:How many strings has a violin?}']",
    ]),
  ],
  record: [
    snippet('question and answer', 'The answers of the two questions in place of the questions.', {
      question: "'{{ text }}'",
      answer: "'{{ a1 }} {{ a2 }}'",
    }),
    snippet('question and pair, with the style', 'The default columns, and one more.', {
      question: "'{{ text }}'",
      answer: "'{{ q1 }} {{ q2 }}'",
      style: "'{{ variant }}'",
    }),
  ],
} as const satisfies Readonly<Record<string, readonly Snippet[]>>
