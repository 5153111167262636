/**
 * Stands in for the package node-llama-cpp, in the process where that would be loaded: it answers without a model, and does what a prompt
 * or a model file tells it to, native crashes included. What it is told is written down beside the model file.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

interface Options {
  readonly signal: AbortSignal
  readonly maxTokens: number
  readonly contextShift: { strategy(): never }
  readonly [option: string]: unknown
}

interface Item {
  readonly type: string
  readonly text?: string
  readonly response?: readonly string[]
}

interface Sequence {
  readonly name: number
  tokens: readonly number[]
  used: number
  readonly tokenMeter: { getState(): { readonly usedOutputTokens: number } }
  compareContextTokens(tokens: readonly number[]): { readonly firstDifferentIndex: number }
}

let logFile = ''

const log = (entry: object) => appendFileSync(logFile, `${JSON.stringify({ pid: process.pid, ...entry })}\n`)
const crash = () => process.kill(process.pid, 'SIGSEGV')
const forever = async () => new Promise<never>(() => {})

export class NoBinaryFoundError extends Error {}

export async function getLlama(options: { readonly gpu: unknown }): Promise<object> {
  return {
    gpu: false,
    loadModel: async (wanted: { readonly modelPath: string; readonly gpuLayers: unknown }) => {
      logFile = `${wanted.modelPath}.log`
      log({ loads: { ...options, ...wanted } })
      return loadModel(readFileSync(wanted.modelPath, 'utf8'))
    },
    createGrammarForJsonSchema: async (schema: object) => ({ schema }),
  }
}

async function loadModel(told: string): Promise<object> {
  process.stdout.write('llama.cpp prints whatever it likes\n')
  if (told.includes('NO BINARY')) throw new NoBinaryFoundError('no binary')
  if (told.includes('CRASH')) crash()
  if (told.includes('NO MODEL')) throw new Error('Failed to load model')
  if (told.includes('NO MEMORY')) throw new Error('not enough VRAM')
  if (told.includes('HANG')) await forever()
  return {
    gpuLayers: 0,
    fileInsights: { totalLayers: 4 },
    tokenizer: (text: string) => [...Buffer.from(text)],
    createContext: async (wanted: { readonly contextSize: number }) => {
      log({ context: wanted })
      return { contextSize: wanted.contextSize, getSequence: makeSequence }
    },
  }
}

let made = 0

function makeSequence(): Sequence {
  made += 1
  const sequence: Sequence = {
    name: made,
    tokens: [],
    used: 0,
    tokenMeter: { getState: () => ({ usedOutputTokens: sequence.used }) },
    compareContextTokens: (tokens) => {
      const index = tokens.findIndex((token, at) => sequence.tokens[at] !== token)
      return { firstDifferentIndex: index === -1 ? tokens.length : index }
    },
  }
  return sequence
}

export function resolveChatWrapper(_model: unknown, { type }: { readonly type: string }): object {
  log({ wrapper: type })
  return { wrapperName: type === 'qwen' ? 'Qwen' : 'ChatML', generateContextState }
}

export class QwenChatWrapper {
  readonly wrapperName = 'Qwen'
  readonly generateContextState = generateContextState

  constructor(options: object) {
    log({ qwen: options })
  }
}

function generateContextState({ chatHistory }: { readonly chatHistory: readonly Item[] }): object {
  return { contextText: { tokenize: (tokenizer: (text: string) => number[]) => tokenizer(textOf(chatHistory)) } }
}

const textOf = (history: readonly Item[]) => history.map(({ type, text = '' }) => `${type}: ${text}\n`).join('')

export class LlamaChat {
  readonly #sequence: Sequence

  constructor({ contextSequence }: { readonly contextSequence: Sequence }) {
    this.#sequence = contextSequence
  }

  async generateResponse(history: readonly Item[], { signal, contextShift, ...options }: Options): Promise<object> {
    const text = textOf(history)
    log({ answers: text, sequence: this.#sequence.name, ...options })
    this.#sequence.tokens = [...Buffer.from(text)]
    this.#sequence.used += 3
    const seen = await obey(text, signal, contextShift)
    const response = seen ?? `Is it so, and what of ${String(options['seed'])}?`
    const isCut = options.maxTokens < 3
    return {
      response: isCut ? 'Is' : response,
      fullResponse: seen === '' ? [{ type: 'segment', text: 'Hm.' }] : [response],
      metadata: { stopReason: isCut ? 'maxTokens' : 'eogToken' },
    }
  }

  dispose(): void {}
}

/** What the prompt tells it to do; the response, where it is another one than usual. */
async function obey(text: string, signal: AbortSignal, shift: { strategy(): never }): Promise<string | undefined> {
  const once = /ONCE (\S+)/.exec(text)?.[1]
  const isAgain = once !== undefined && existsSync(once)
  if (once !== undefined && !isAgain) writeFileSync(once, '')
  if (text.includes('CRASH') && !isAgain) {
    process.stderr.write('ggml.c:42: GGML_ASSERT(x > 0) failed\n')
    crash()
    await forever()
  }
  if (text.includes('HANG')) await forever()
  if (text.includes('THROW')) throw new Error('the decoder is out of sorts')
  if (text.includes('SHIFT')) shift.strategy()
  if (text.includes('GARBAGE')) process.send?.('what is this')
  if (text.includes('GARBAGE')) await forever()
  if (text.includes('SLOW')) await stopped(signal)
  return text.includes('THINK') ? '' : undefined
}

async function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => {}, 60_000)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      log({ stopped: true })
      reject(signal.reason as Error)
    })
  })
}
