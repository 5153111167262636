/** What tests of the Ollama engine ask, and with what. */
import type { Completion, CompletionRequest } from '../../../src/domain/completion.js'
import { relPath } from '../../../src/domain/path.js'
import type { Sampling } from '../../../src/domain/project.js'
import type { Question } from '../../../src/domain/question.js'
import type { Engine, Server } from '../../../src/engines/engine.js'
import { ollama } from '../../../src/engines/ollama.js'

export const sampling: Sampling = {
  temperature: 0.2,
  top_p: 0.9,
  max_tokens: 200,
  seed: 0,
  top_k: 40,
  min_p: 0,
  repeat_penalty: 1,
  repeat_last_n: 64,
  presence_penalty: 0,
  frequency_penalty: 0,
}

/** A request of its own for each seed. */
export function aRequest(changes: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    model: 'llama3.2:latest',
    messages: [
      { role: 'system', content: 'You write questions.' },
      { role: 'user', content: 'Merge: <q1>Who invented the zip fastener?</q1> <q2>How long can a snail sleep?</q2>' },
    ],
    pair: { first: aQuestion('Who invented the zip fastener?'), second: aQuestion('How long can a snail sleep?') },
    style: 'simple',
    language: 'en',
    attempt: 1,
    seed: 7,
    sampling,
    ...changes,
  }
}

function aQuestion(question: string): Question {
  return { question, answer: undefined, row: { question }, path: relPath('group.jsonl'), line: 1 }
}

/** An engine of one server, and what its calls come back with. */
export interface Opened extends Engine {
  readonly server: Server
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>
}

/** The engine, opened on a server. */
export async function openAt(
  { url }: { readonly url: string },
  settings: Readonly<Record<string, unknown>> = {},
  gpu: boolean | number = true,
): Promise<Opened> {
  const engine = await ollama.open({ kind: 'ollama', hosts: [url], ...settings }, { gpu }, { env: {} })
  return { ...engine, ...firstOf(engine) }
}

/** The first server of an engine, for tests that have one. */
export function firstOf({ servers: [server] }: Engine): Pick<Opened, 'server' | 'complete'> {
  if (server === undefined) throw new Error('an engine without a server')
  return { server, complete: async (request, signal) => (await server.complete(request, signal)).completion }
}

/** A signal that nobody aborts. */
export const patient: AbortSignal = new AbortController().signal

/** What a promise was rejected with; fails where it was not. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  const none = Symbol('none')
  const error = await promise.then(
    () => none,
    (reason: unknown) => reason,
  )
  if (error === none) throw new Error('it was not rejected')
  return error
}
