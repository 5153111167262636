/**
 * An answer that the grammar of a JSON schema forces into its form: each text of it is what the model says to its own part of the
 * prompt (the line that begins with the property's name, or the tag of that name), with the prompt's questions.
 */
import type { ChatBody } from './protocol.js'
import type { Respond, Said } from './respond.js'

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly minItems?: number
  readonly minimum?: number
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

/** What the model says, as JSON where the request has a `format`. A responder that gives JSON itself is left alone. */
export function sayIn(respond: Respond, body: ChatBody): Said {
  const said = respond(body)
  const all = typeof said === 'string' ? { content: said } : said
  const { format, ...free } = body
  if (!format || all.isFree === true || isJson(all.content)) return all
  if (format === 'json') return { ...all, content: JSON.stringify({ answer: all.content }) }
  const schema = format as Schema
  const names = Object.keys(schema.properties ?? {})
  const ask = differently((prompt, seed) => {
    const messages = [...body.messages.slice(0, -1), { role: 'user', content: prompt }]
    const part = respond({ ...free, messages, options: { ...body.options, seed } })
    return typeof part === 'string' ? part : part.content
  }, body)
  return { ...all, content: JSON.stringify(valueFor(schema, '', (name) => ask(name, names))) }
}

function valueFor(schema: Schema, name: string, ask: (name: string) => string): unknown {
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (choice) return valueFor(choice, name, ask)
  switch (schema.type ?? (schema.properties ? 'object' : 'string')) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, member]) => [key, valueFor(member, key, ask)]),
      )
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, (_, index) =>
        valueFor(schema.items ?? {}, `${name} ${index + 1}`, ask),
      )
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return ask(name)
  }
}

/** No two texts of an answer are the same: another seed, at last the name in front. */
function differently(
  say: (prompt: string, seed: number) => string,
  { messages, options }: ChatBody,
): (name: string, names: readonly string[]) => string {
  const prompt = messages.at(-1)?.content ?? ''
  const seen = new Set<string>()
  const first = Number(options?.['seed'] ?? 0)
  return (name, names) => {
    const own = `${partOf(prompt, name, names)} ${questionsOf(prompt, names)}`
    let text = say(own, first)
    for (let more = 1; more <= 8 && seen.has(text); more += 1) text = say(own, first + more)
    if (seen.has(text)) text = `${name}: ${text}`
    seen.add(text)
    return text
  }
}

function partOf(prompt: string, name: string, names: readonly string[]): string {
  const tagged = new RegExp(`<${escaped(name)}>([\\s\\S]*?)</${escaped(name)}>`).exec(prompt)?.[1]
  if (tagged !== undefined) return tagged.trim()
  const label = labelOf(name).exec(prompt)
  if (!label) return name
  const rest = prompt.slice(label.index + label[0].length)
  const ends = names.filter((other) => other !== name).map((other) => labelOf(other).exec(rest)?.index ?? rest.length)
  return rest.slice(0, Math.min(...ends, endOf(rest))).trim()
}

/** A part ends at a blank line and at a tag. */
function endOf(text: string): number {
  return /\n\s*\n|</.exec(text)?.index ?? text.length
}

/** `- "name": …`, `name = …`, `**name**: …` at the beginning of a line. */
function labelOf(name: string): RegExp {
  return new RegExp(`(?:^|\\n)[\\s\\-*"'\`\\[(]*${escaped(name)}[\\s*"'\`\\])]*[:=—-]`)
}

/** The tags that are no property's; where there are none, the sentences that ask. */
function questionsOf(prompt: string, names: readonly string[]): string {
  const tags = [...prompt.matchAll(/<([\w-]+)>[\s\S]*?<\/\1>/g)].filter(([, tag = '']) => !names.includes(tag))
  if (tags.length > 0) return tags.map(([text]) => text).join(' ')
  const asked = prompt.match(/[^?.:/\n]*[^?\s][^?.:/\n]*\?/g) ?? []
  return asked.map((question) => `<q>${question.trim()}</q>`).join(' ')
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
