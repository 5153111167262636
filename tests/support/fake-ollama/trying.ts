/** How tests of the fake server itself speak to it. */
import { type FakeOllama, startFakeOllama } from './server.js'
import type { FakeOptions } from './state.js'

export async function withFake(options: FakeOptions, use: (fake: FakeOllama) => Promise<void>): Promise<void> {
  const fake = await startFakeOllama(options)
  try {
    await use(fake)
  } finally {
    await fake.close()
  }
}

export interface Answered {
  readonly status: number
  readonly text: string
}

type Address = Pick<FakeOllama, 'url'>

export async function get(fake: Address, path: string): Promise<string> {
  return (await fetch(fake.url + path, { headers: { connection: 'close' } })).text()
}

export async function post(fake: Address, path: string, body: unknown, signal?: AbortSignal): Promise<Answered> {
  const response = await fetch(`${fake.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { connection: 'close' },
    ...(signal ? { signal } : {}),
  })
  return { status: response.status, text: await response.text() }
}

/** A question to llama3.2, as one JSON. */
export async function chat(fake: Address, changes: object = {}, signal?: AbortSignal): Promise<Answered> {
  const body = {
    model: 'llama3.2',
    messages: [{ role: 'user', content: 'Merge: Who is it? / Where is it?' }],
    stream: false,
    ...changes,
  }
  return post(fake, '/api/chat', body, signal)
}

/** What the answer to `chat` says; durations in ms. */
export interface Said {
  readonly content: string
  readonly thinking: string | undefined
  readonly reason: string
  readonly promptTokens: number
  readonly answerTokens: number
  readonly total: number
  readonly load: number
  readonly prompt: number
  readonly answer: number
  /** What is in none of the three: the wait for a slot. */
  readonly waited: number
}

export function saidIn({ status, text }: Answered): Said {
  if (status !== 200) throw new Error(`${status}: ${text}`)
  const reply = JSON.parse(text) as Record<string, number | undefined> & {
    readonly message: { readonly content: string; readonly thinking?: string }
    readonly done_reason: string
  }
  const ms = (name: string) => (reply[name] ?? 0) / 1e6
  const [total, load, prompt, answer] = ['total', 'load', 'prompt_eval', 'eval'].map((name) => ms(`${name}_duration`))
  const spans = { total: total ?? 0, load: load ?? 0, prompt: prompt ?? 0, answer: answer ?? 0 }
  return {
    content: reply.message.content,
    thinking: reply.message.thinking,
    reason: reply.done_reason,
    promptTokens: reply['prompt_eval_count'] ?? 0,
    answerTokens: reply['eval_count'] ?? 0,
    ...spans,
    waited: spans.total - spans.load - spans.prompt - spans.answer,
  }
}

/** Names of the models that are loaded. */
export async function loadedIn(fake: Address): Promise<string[]> {
  const { models } = JSON.parse(await get(fake, '/api/ps')) as { models: { name: string }[] }
  return models.map(({ name }) => name)
}
