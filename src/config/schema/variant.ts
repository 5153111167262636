/** One question that is asked about every pair: a prompt, and what goes with it. */
import type { JsonObject } from '../../base/json.js'
import { laidOver, system } from './recipe-keys.js'
import { orFalse, text } from './shapes.js'
import { snippets } from './snippets.js'

const prompt: JsonObject = {
  type: ['string', 'object'],
  takes: 'a text or { file: path }',
  description:
    'What is asked: a template over `q1`, `q2`, `a1`, `a2`, `row1`, `row2`, `group`, `vars`, or the text of another variant by its name. Or a file with one.',
  leftOut: 'the built-in prompt of that name',
  examples: ['Rephrase this question so that it reads fluently: {{ simple }}'],
  properties: {
    file: text('A file with the template, relative to the config. It is watched.', {
      examples: ['prompts/academic.md'],
    }),
  },
  required: ['file'],
  additionalProperties: false,
}

const examples = orFalse(['array'], 'a list of mappings', {
  description:
    'Few-shot turns: each goes through the same prompt as a user turn, and `text` is the reply. `false` takes them away.',
  leftOut: 'none; with a built-in prompt its own',
  defaultSnippets: snippets.examples,
  items: {
    type: 'object',
    takes: 'mappings',
    description: 'An example: the values that the prompt reads, and beside them `text`, the reply.',
    required: ['text'],
    properties: { text: text('The reply, as a good answer would be.') },
    additionalProperties: {
      type: ['string', 'number'],
      takes: 'a text',
      description: 'A value that the prompt reads, such as `q1`, `q2`, or the name of another variant.',
    },
  },
})

export const variant = orFalse(['string', 'object'], 'a text (the prompt), a mapping, or false', {
  description:
    'A prompt, or a mapping with a `prompt`; `false` drops a built-in one. With a prompt of its own it takes nothing from the built-in one of that name.',
  properties: {
    prompt,
    system: {
      ...system,
      description: 'Its own system message; `""` or `false` sends none.',
      leftOut: "the project's",
    },
    examples,
    ...laidOver(['model', 'sampling', 'retry', 'checks']),
    record: {
      type: 'boolean',
      default: true,
      description: 'Whether its text becomes a record; `false` for a step that only other variants read.',
    },
    style: text("Which of the rule engine's styles it is. Other engines do not read it.", {
      leftOut: 'its name',
      examples: ['fluid'],
    }),
  },
  additionalProperties: false,
  defaultSnippets: snippets.variant,
})

/** A built-in variant → what it does with the pair. */
export const builtInVariants: Readonly<Record<string, string>> = {
  simple: 'Fuses the pair into one question that asks both, in simple words. The other styles read its text.',
  fluid: 'So that it sounds natural when spoken aloud.',
  complex: 'One long sentence with a subordinate clause.',
  concise: 'As short as it can be.',
  open_ended: 'One open question that starts a discussion.',
  academic: 'In formal, academic words.',
  yes_no: 'A question that is answered by yes or no: "Do you know …"',
  ce2: 'For a child of eight.',
  follow_up: 'The next question that a curious person asks, once both answers are known.',
  passive: 'In the passive voice.',
  comparative: 'How do the subjects of the two questions compare? It reads the pair, and not `simple`.',
}
