import { numberOr } from '../../base/json.js'
import type { EngineSettings } from '../../domain/project.js'

/** The settings of this engine, every default filled in. */
export interface LlamaCppSettings {
  /** `undefined`: as many as llama.cpp finds useful here. */
  readonly threads: number | undefined
  /** Of each sequence. */
  readonly contextTokens: number
  /** How many completions are written at once, in one context. */
  readonly sequences: number
  readonly timeoutSeconds: number
  readonly retries: number
  /** As written in the config; `undefined`: where node-llama-cpp puts what it pulls. */
  readonly modelsFolder: string | undefined
  readonly chatWrapper: ChatWrapperName
}

/** As node-llama-cpp names them. "template" is left out: it takes a template of its own. */
export const chatWrapperNames = [
  'auto',
  'jinjaTemplate',
  'general',
  'alpacaChat',
  'chatML',
  'deepSeek',
  'falconChat',
  'functionary',
  'gemma',
  'gemma4',
  'harmony',
  'llama2Chat',
  'llama3',
  'llama3.1',
  'llama3.2-lightweight',
  'mistral',
  'muse',
  'qwen',
  'seed',
] as const

export type ChatWrapperName = (typeof chatWrapperNames)[number]

/** Of what the config may leave out, by its names there. */
export const defaults = {
  context_tokens: 2048,
  sequences: 4,
  timeout_seconds: 300,
  retries: 3,
  chat_wrapper: 'auto',
} as const

/** Reads settings that the config's schema let through (or that a caller of the API built by hand). */
export function readSettings(settings: EngineSettings): LlamaCppSettings {
  const { threads, models_folder: modelsFolder, chat_wrapper: chatWrapper } = settings
  return {
    threads: typeof threads === 'number' ? threads : undefined,
    contextTokens: numberOr(settings['context_tokens'], defaults.context_tokens),
    sequences: numberOr(settings['sequences'], defaults.sequences),
    timeoutSeconds: numberOr(settings['timeout_seconds'], defaults.timeout_seconds),
    retries: numberOr(settings['retries'], defaults.retries),
    modelsFolder: typeof modelsFolder === 'string' ? modelsFolder : undefined,
    chatWrapper: chatWrapperNames.find((name) => name === chatWrapper) ?? defaults.chat_wrapper,
  }
}
