/** What a build and the process that llama.cpp runs in say to each other. Plain JSON, over the channel of Node's `fork`. */
import { isJsonObject, type JsonObject } from '../../base/json.js'
import type { Completion, CompletionRequest } from '../../domain/completion.js'

/** To the process. One model a process: another one is another process, so all of its memory is given back. */
export type Order =
  | ({ readonly kind: 'load' } & LoadOrder)
  | ({ readonly kind: 'complete'; readonly id: number } & AnswerOrder)
  | { readonly kind: 'stop'; readonly id: number }
  | ({ readonly kind: 'look' } & LookOrder)

/** To get llama.cpp ready, and say what it sees, without a model. */
export type LookOrder = Pick<LoadOrder, 'entry' | 'gpu'>

export interface LoadOrder {
  /** What to import of node-llama-cpp: a file URL. */
  readonly entry: string
  readonly modelPath: string
  readonly gpu: boolean | number
  readonly threads?: number | undefined
  readonly contextTokens: number
  readonly sequences: number
  readonly chatWrapper: string
}

export type AnswerOrder = Pick<CompletionRequest, 'messages' | 'sampling' | 'seed' | 'format'>

/** From the process. */
export type Report =
  | ({ readonly kind: 'loaded' } & Loaded)
  | { readonly kind: 'not-loaded'; readonly why: NotLoadedReason; readonly said: string }
  | ({ readonly kind: 'answered'; readonly id: number } & Answered)
  /** node-llama-cpp threw: no crash, and nothing that the model did. */
  | { readonly kind: 'failed'; readonly id: number; readonly said: string }
  /** As it was told to. */
  | { readonly kind: 'stopped'; readonly id: number }
  | ({ readonly kind: 'seen' } & Seen)

/** What llama.cpp sees of the machine. */
export interface Seen {
  /** As `Loaded` has it. */
  readonly gpu: string | false
  /** Names of the GPUs that it would use. */
  readonly devices: readonly string[]
}

/** Where the model really runs. */
export interface Loaded {
  /** "cuda", "metal"…; `false`: on the CPU alone. */
  readonly gpu: string | false
  readonly layersOnGpu: number
  readonly layers: number
}

export interface Answered {
  readonly completion: Completion
  readonly queuedMs: number
  readonly busyMs: number
}

const reasons = ['no-binary', 'memory', 'model', 'package'] as const

/** no-binary: no native code for this machine. memory: it does not fit. model: the file cannot be read. package: anything else of it. */
export type NotLoadedReason = (typeof reasons)[number]

/** `undefined`: it is none of ours. */
export function reportIn(message: unknown): Report | undefined {
  if (!isJsonObject(message)) return undefined
  const { kind, id, said } = message
  if (kind === 'loaded') return loadedIn(message)
  if (kind === 'seen') return seenIn(message)
  if (kind === 'not-loaded' && typeof said === 'string') {
    return { kind, why: reasons.find((reason) => reason === message['why']) ?? 'package', said }
  }
  if (typeof id !== 'number') return undefined
  if (kind === 'answered') return answeredIn(message, id)
  if (kind === 'failed' && typeof said === 'string') return { kind, id, said }
  return kind === 'stopped' ? { kind, id } : undefined
}

function loadedIn({ gpu, layersOnGpu, layers }: JsonObject): Report | undefined {
  if (typeof layersOnGpu !== 'number' || typeof layers !== 'number') return undefined
  return { kind: 'loaded', gpu: typeof gpu === 'string' ? gpu : false, layersOnGpu, layers }
}

function seenIn({ gpu, devices }: JsonObject): Report {
  const names = Array.isArray(devices) ? (devices as unknown[]).filter((name) => typeof name === 'string') : []
  return { kind: 'seen', gpu: typeof gpu === 'string' ? gpu : false, devices: names }
}

const ends: ReadonlySet<unknown> = new Set<Completion['end']>([
  'stop',
  'length',
  'empty',
  'thinking',
  'prompt-too-long',
])

function answeredIn({ completion, queuedMs, busyMs }: JsonObject, id: number): Report | undefined {
  if (!isJsonObject(completion) || typeof completion['text'] !== 'string' || !ends.has(completion['end']))
    return undefined
  if (typeof queuedMs !== 'number' || typeof busyMs !== 'number') return undefined
  return { kind: 'answered', id, completion: completion as unknown as Completion, queuedMs, busyMs }
}
