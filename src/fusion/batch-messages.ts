/**
 * How several prompts are asked in one: the messages of a call that is shared (`batch: true`). Pure.
 *
 * What to do comes first and the text that it is about last, so that the pairs of a recipe share all but their text, which servers
 * cache. The system message, the text and what the examples are about are said once. No engine's tricks: only words and turns.
 */
import type { Message } from '../domain/completion.js'
import type { Language } from '../domain/project.js'

/** One prompt of several: under which name its reply is wanted, and what would be sent for it alone. */
export interface Part {
  readonly name: string
  readonly messages: readonly Message[]
}

/**
 * Those that can share a call: all but those whose examples cannot be told apart from what is to be done, since an example shows
 * what comes of one text under all tasks.
 */
export function shareable<One extends Part>(parts: readonly One[]): readonly One[] {
  const tail = sharedTail(parts)
  return parts.filter((part) => taskOf(part, tail) !== undefined)
}

/** The messages for parts that can share a call and have the same system message; the reply is to be JSON, by name. */
export function batchMessages(parts: readonly Part[], language: Language): readonly Message[] {
  const tail = sharedTail(parts)
  const tasks = parts.map((part) => taskOf(part, tail)).filter((task) => task !== undefined)
  const examples = examplesOf(tasks)
  const { ask, about } = words[language]
  const form = examples.length > 0 ? '' : ` ${JSON.stringify(Object.fromEntries(parts.map(({ name }) => [name, '…'])))}`
  const todo = [`${ask(tasks.length)}${form}`, ...tasks.map(({ name, head }) => `${name}: ${head}`)]
  const [first, ...further] = [
    ...examples.flatMap(([text, replies]): Message[] => [
      { role: 'user', content: text },
      { role: 'assistant', content: JSON.stringify(replies) },
    ]),
    { role: 'user' as const, content: tail },
  ]
  const start = tail === '' ? todo : [...todo, `${about}\n${first?.content ?? ''}`]
  return [
    ...(parts[0]?.messages.filter(({ role }) => role === 'system') ?? []),
    { role: 'user', content: start.join('\n\n') },
    ...further,
  ]
}

/** Said in the language of the prompts: small models slide into that of their instruction. */
const words: { readonly [language in Language]: { readonly ask: (tasks: number) => string; readonly about: string } } =
  {
    en: {
      ask: (tasks) =>
        `Below are ${tasks} tasks. Do each as if it were the only one. Reply with one JSON object that has, for each task, its name and your reply to it as text.`,
      about: 'The text for each task:',
    },
    fr: {
      ask: (tasks) =>
        `Voici ${tasks} tâches. Fais chacune comme si elle était la seule. Réponds par un seul objet JSON qui contient, pour chaque tâche, son nom et ta réponse sous forme de texte.`,
      about: 'Le texte pour chaque tâche :',
    },
  }

interface Task {
  readonly name: string
  /** What is to be done: the prompt without the text that all share. */
  readonly head: string
  readonly examples: readonly { readonly text: string; readonly reply: string }[]
}

/** `undefined`: it has examples, and they are not of the form "what is to be done, then a text". */
function taskOf({ name, messages }: Part, tail: string): Task | undefined {
  const turns = messages.filter(({ role }) => role !== 'system').map(({ content }) => content)
  const ask = turns.at(-1) ?? ''
  const head = ask.slice(0, ask.length - tail.length)
  const examples: Task['examples'][number][] = []
  for (let turn = 0; turn + 2 < turns.length; turn += 2) {
    const [shown = '', reply = ''] = turns.slice(turn, turn + 2)
    if (tail === '' || !shown.startsWith(head)) return undefined
    examples.push({ text: shown.slice(head.length), reply })
  }
  return { name, head: head.trim(), examples }
}

/** Text → name → reply, in the order in which the tasks bring them. */
function examplesOf(tasks: readonly Task[]): readonly (readonly [text: string, replies: Record<string, string>])[] {
  const byText = new Map<string, Record<string, string>>()
  for (const { name, examples } of tasks)
    for (const { text, reply } of examples) byText.set(text, { ...byText.get(text), [name]: reply })
  return [...byText]
}

/** A tail begins a line, or a tag, or follows a colon or the end of a sentence: an instruction is never cut in its middle. */
const tailStart = /\n|[:.!?]\s+|\s(?=<)/

/** What all prompts end with. "": nothing, or one of them is no more than that. */
function sharedTail(parts: readonly Part[]): string {
  const [first = '', ...others] = parts.map(({ messages }) => messages.at(-1)?.content ?? '')
  let length = first.length
  for (const other of others) length = sharedEnd(first, other, length)
  const common = first.slice(first.length - length)
  const start = tailStart.exec(common)
  if (start === null) return ''
  const tail = common.slice(start.index + start[0].length)
  return [first, ...others].every((ask) => ask.slice(0, ask.length - tail.length).trim() !== '') ? tail : ''
}

/** How many of the last code units, `most` at most, are the same. */
function sharedEnd(one: string, other: string, most: number): number {
  let length = 0
  while (length < most && length < other.length && one.at(-1 - length) === other.at(-1 - length)) length += 1
  return length
}
