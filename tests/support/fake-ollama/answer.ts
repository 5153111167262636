/** What the model says to a request, token by token, within its limits. */
import type { FaultKind } from './faults.js'
import type { ChatBody } from './protocol.js'
import { respond } from './respond.js'
import { sayIn } from './schema.js'
import { spoiltText } from './spoil.js'
import type { State } from './state.js'
import { tokensOf } from './tokens.js'

export interface Answer {
  /** Of the text, without thinking. */
  readonly tokens: readonly string[]
  readonly content: string
  readonly thinking: string | undefined
  readonly reason: string
  /** Thinking and text. */
  readonly count: number
}

/** `room`: tokens that the context still has. */
export function answerTo(body: ChatBody, fault: FaultKind | undefined, room: number, state: State): Answer {
  const said = sayIn(state.options.respond ?? respond, body)
  const spoilt = spoiltText(fault, body, said.content)
  const limit = fault?.kind === 'giant' ? Infinity : Math.min(limitOf(body), room)
  const thoughts = tokensOf(said.thinking ?? (thinks(body, state) ? thought : ''))
  const tokens = tokensOf(untilStop(spoilt ?? said.content, body))
  const left = Math.max(0, limit - thoughts.length)
  const isCut = thoughts.length + tokens.length > limit
  const kept = isCut ? tokens.slice(0, left) : tokens
  const thinking = thoughts.slice(0, limit).join('')
  return {
    tokens: kept,
    content: kept.join(''),
    thinking: thinking === '' ? said.thinking : thinking,
    reason: said.done_reason ?? (isCut ? 'length' : 'stop'),
    count: Math.min(thoughts.length, limit) + kept.length,
  }
}

const thought = 'Okay, let me see what is asked here, and say it in one sentence.'

/** A model that can think does, unless it is told not to. */
function thinks({ think, model }: ChatBody, { models }: State): boolean {
  return think !== false && (models.get(model)?.capabilities?.includes('thinking') ?? false)
}

function limitOf({ options }: ChatBody): number {
  const limit = Number(options?.['num_predict'] ?? -1)
  return limit < 0 ? Infinity : limit
}

function untilStop(text: string, { options }: ChatBody): string {
  const stops = (options?.['stop'] ?? []) as readonly string[]
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}
