/** The config that a project begins with: short enough to be read, and every line of it an edit that somebody may want to make first. */
import type { Answerer } from '../../domain/beginning.js'
import type { Language } from '../../domain/project.js'

export interface Beginning {
  readonly language: Language
  readonly answerer: Answerer
  /** From the config: where editors find the schema. */
  readonly schema: string
  /** Where the questions lie, as a glob. */
  readonly questions: string
  /** How fusionkit is called here: "npx fusionkit". */
  readonly program: string
}

export function configText({ language, answerer, schema, questions, program }: Beginning): string {
  const { style, prompt } = ownStyle[language]
  return `# yaml-language-server: $schema=${schema}
#
# What is built, from what, by whom. \`${program} build\` makes what is missing or has changed, and nothing else: edit a question
# or a prompt, build again, and only what it touches is asked again.

version: 1

${answererText(answerer)}

# Base questions: one group a file, named after the file. Questions are paired only with questions of their own group.
# A line is { "question": "…", "answer": "…" }; the answer may be missing, other fields are welcome.
groups:
  topics: { files: '${questions}' }

# The built-in prompts: \`simple\` fuses the two questions of a pair, the other styles rephrase the fused question.
${language === 'en' ? '' : `language: ${language}\n`}prompts: ${language}-1

# What differs from them.
variants:
  # A style of your own: a name and a prompt. It reads the pair ({{ q1 }}, {{ q2 }}) or another style's text ({{ simple }}).
  # \`style\` is for the rule engine, which reads no prompts: which of its own styles to take.
  ${style}:
    style: fluid
    prompt: |
${prompt.map((line) => `      ${line}`).join('\n')}

  # Built-in styles that are switched off, so that the first build is short. Take a line out, and the next build makes that style.
${switchedOff.map((name) => `  ${name}: false`).join('\n')}

# A record asks the fused question; its answer is the pair that it was made of. For question and answer data instead:
# record: { question: '{{ text }}', answer: '{{ a1 }} {{ a2 }}' }
`
}

const switchedOff = [
  'complex',
  'concise',
  'open_ended',
  'academic',
  'yes_no',
  'ce2',
  'follow_up',
  'passive',
  'comparative',
] as const

const ownStyle: Readonly<Record<Language, { readonly style: string; readonly prompt: readonly string[] }>> = {
  en: {
    style: 'quiz_night',
    prompt: [
      'Ask this the way a quiz host reads it out to a room, in one sentence. Keep both parts.',
      'Reply with the question alone.',
      '<q>{{ simple }}</q>',
    ],
  },
  fr: {
    style: 'soiree_quiz',
    prompt: [
      'Pose cette question comme un animateur la lit à la salle pendant un quiz, en une seule phrase. Garde les deux parties.',
      'Réponds par la question seule.',
      '<q>{{ simple }}</q>',
    ],
  },
}

function answererText({ engine, model, baseUrl }: Answerer): string {
  const own = yamlText(model)
  switch (engine) {
    case 'rules':
      return `# Who answers: the embedded rule engine needs no model, no server and no network, and sets questions into fixed sentences.
# For data to train on: install Ollama, run \`ollama pull ${model}\` once, and write \`engine: ollama\`.
engine: rules
model: ${own} # as \`ollama list\` shows it; the rule engine ignores it`
    case 'openai':
      return `# Who answers: a server that speaks OpenAI's protocol. The key, where it wants one, stands in $OPENAI_API_KEY.
engine: { kind: openai, base_url: ${yamlText(baseUrl ?? '')} }
model: ${own} # as the server's /v1/models lists it`
    case 'llama-cpp':
      return `# Who answers: llama.cpp, in a process of fusionkit's own. It needs \`npm install node-llama-cpp\`.
engine: llama-cpp
model: ${own} # a GGUF file, or the name of one on Hugging Face that was pulled`
    default:
      return `# Who answers: the Ollama of this machine, or of $OLLAMA_HOST. To try things out without a model: \`engine: rules\`.
engine: ${engine}
model: ${own} # as \`ollama list\` shows it`
  }
}

/** A name as YAML reads it back as the same text. */
function yamlText(name: string): string {
  return /^[A-Za-z][\w./-]*(?::[\w./-]+)*$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`
}
