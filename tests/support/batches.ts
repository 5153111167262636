/** What a model does with a call that several needs share: each task as if it were the only one, in one JSON object. */
import type { ChatBody } from './fake-ollama/protocol.js'
import type { Respond } from './fake-ollama/respond.js'

/** The names whose texts the call wants; none: it is for one alone. */
export function namesIn({ format }: Pick<ChatBody, 'format'>): readonly string[] {
  return Object.keys((format as { properties?: object } | undefined)?.properties ?? {})
}

/** Name → the prompt that would be sent for it alone (its blanks aside), read from what the model is told. */
export function tasksIn(body: Pick<ChatBody, 'format' | 'messages'>): ReadonlyMap<string, string> {
  const turns = body.messages.filter(({ role }) => role !== 'system').map(({ content }) => content)
  const [, ...paragraphs] = (turns[0] ?? '').split('\n\n')
  const about = paragraphs.find((paragraph) => /^(The text for each task|Le texte pour chaque tâche )/.test(paragraph))
  const text = turns.length > 1 ? (turns.at(-1) ?? '') : (about?.slice(about.indexOf('\n') + 1) ?? '')
  return new Map(
    namesIn(body).map((name) => {
      const from = paragraphs.findIndex((paragraph) => paragraph.startsWith(`${name}: `))
      return [name, `${paragraphs[from]?.slice(name.length + 2) ?? ''} ${text}`.trim()]
    }),
  )
}

/** A model that answers several tasks in one reply as it would answer each alone. */
export function eachAlone(respond: Respond): (body: ChatBody) => string {
  return (body) => {
    const tasks = tasksIn(body)
    if (tasks.size === 0) return textOf(respond(body))
    const { format: _, ...rest } = body
    const replies = [...tasks].map(([name, content]) => {
      return [name, textOf(respond({ ...rest, messages: [{ role: 'user', content }] }))]
    })
    return JSON.stringify(Object.fromEntries(replies))
  }
}

const textOf = (said: ReturnType<Respond>): string => (typeof said === 'string' ? said : said.content)
