/** The half that makes calls: one server. */
import { weightsNotPinned } from '../../messages/openai.js'
import { type Engine, type EngineOptions, EngineUnavailable } from '../engine.js'
import type { OpenAiHost } from './host.js'
import { lookAt, type Seen } from './identify.js'
import { openServer } from './server.js'
import type { OpenAiSettings } from './settings.js'

/** A server that needs longer than this to say what it is: its first call shows. */
const lookDeadlineMs = 5_000

/** An engine for this server. It looks who is there, to know how many calls it takes at once and whether its weights are pinned. */
export async function openOpenAi(host: OpenAiHost, settings: OpenAiSettings, options: EngineOptions): Promise<Engine> {
  const seen = options.models === undefined ? undefined : await look(host, options.models)
  for (const [model, { notPinned }] of seen?.weights ?? []) {
    if (notPinned !== undefined) options.say?.(weightsNotPinned(model, host.url, notPinned))
  }
  const { concurrency } = settings
  // what the config says goes first: it may be said so that prompts which were too long are asked again
  const contextTokens = settings.contextTokens || (seen?.contextTokens ?? 0)
  const width = concurrency === 'auto' ? (seen?.slots ?? 'auto') : concurrency
  const { server, close } = openServer(host, width, { ...settings, contextTokens }, options)
  return { servers: [server], close }
}

/** `undefined`: nobody who could say. */
async function look(host: OpenAiHost, models: readonly string[]): Promise<Seen | undefined> {
  try {
    return await lookAt(host, models, lookDeadlineMs)
  } catch (error) {
    if (error instanceof EngineUnavailable) return undefined
    throw error
  }
}
