/** One completion: what is asked of the model, and what its response means. */
import { canonicalJson } from '../../base/canonical-json.js'
import type { Clock } from '../../base/clock.js'
import { defined } from '../../base/defined.js'
import type { JsonObject } from '../../base/json.js'
import type { Completion, Message } from '../../domain/completion.js'
import type { Sampling } from '../../domain/project.js'
import type {
  NativeGrammar,
  NativeHistory,
  NativeLlama,
  NativeOptions,
  NativeResponse,
  NativeSequence,
} from './native.js'
import type { OpenModel } from './open-model.js'
import type { Answered, AnswerOrder } from './protocol.js'
import { makeSequences } from './sequences.js'

export interface Answers {
  /** Rejects with the signal's reason. */
  answer(order: AnswerOrder, signal: AbortSignal): Promise<Answered>
}

/** The package would shorten a history that does not fit, without a word. */
class WouldShorten extends Error {
  override readonly name = 'WouldShorten'
}

/** Answers of an open model: as many at once as it has sequences. */
export function makeAnswers(open: OpenModel, clock: Pick<Clock, 'now'>): Answers {
  const { model, wrapper, contextTokens } = open
  const sequences = makeSequences(open.sequences)
  const grammarOf = makeGrammars(open.llama)

  async function answer(order: AnswerOrder, signal: AbortSignal): Promise<Answered> {
    const cameAt = clock.now()
    const history = historyOf(order.messages)
    const ownTurn = { type: 'model', response: [] } as const
    const tokens = wrapper
      .generateContextState({ chatHistory: [...history, ownTurn] })
      .contextText.tokenize(model.tokenizer)
    const room = contextTokens - tokens.length - 1 // for the last token, which is never read again
    if (room < 1) return { completion: tooLong(contextTokens), queuedMs: 0, busyMs: 0 }
    const grammar = order.format === undefined ? {} : { grammar: await grammarOf(order.format) }
    const sequence = await sequences.take(tokens, signal)
    const startedAt = clock.now()
    try {
      const options = { ...optionsOf(order, room), ...grammar, signal }
      const completion = await generate(sequence, history, options)
      const times = { queuedMs: startedAt - cameAt, busyMs: clock.now() - startedAt }
      return { completion: { ...completion, promptTokens: tokens.length }, ...times }
    } catch (error) {
      if (!(error instanceof WouldShorten)) throw error
      return { completion: tooLong(contextTokens), queuedMs: 0, busyMs: 0 }
    } finally {
      sequences.giveBack(sequence)
    }
  }

  async function generate(
    sequence: NativeSequence,
    history: NativeHistory,
    options: NativeOptions,
  ): Promise<Completion> {
    const chat = new open.native.LlamaChat({ contextSequence: sequence, chatWrapper: wrapper })
    const before = sequence.tokenMeter.getState().usedOutputTokens
    try {
      const response = await chat.generateResponse(history, options)
      const completionTokens = sequence.tokenMeter.getState().usedOutputTokens - before
      return { ...completionOf(response), completionTokens }
    } finally {
      chat.dispose({ disposeSequence: false })
    }
  }

  return { answer }
}

function tooLong(contextTokens: number): Completion {
  return { text: '', end: 'prompt-too-long', contextTokens }
}

/** Ours alone: where there is no system message, none is made up. */
function historyOf(messages: readonly Message[]): NativeHistory {
  return messages.map(({ role, content }) =>
    role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content },
  )
}

/** Every value is sent, since the package has defaults of its own. `room`: tokens that the context has left. */
function optionsOf({ sampling, seed }: AnswerOrder, room: number): Omit<NativeOptions, 'signal'> {
  return {
    maxTokens: Math.min(sampling.max_tokens, room),
    temperature: sampling.temperature,
    topK: sampling.top_k,
    topP: sampling.top_p,
    minP: sampling.min_p,
    seed,
    repeatPenalty: penaltyOf(sampling),
    budgets: { thoughtTokens: 0 },
    contextShift: {
      strategy: () => {
        throw new WouldShorten()
      },
    },
    ...defined({ customStopTriggers: sampling.stop }),
  }
}

/** Penalties that change nothing are left out, since the tokens to punish are gathered anew for each token. */
function penaltyOf(sampling: Sampling): NativeOptions['repeatPenalty'] {
  const { repeat_penalty: penalty, presence_penalty: presencePenalty, frequency_penalty: frequencyPenalty } = sampling
  const isNeutral = penalty === 1 && presencePenalty === 0 && frequencyPenalty === 0
  if (isNeutral || sampling.repeat_last_n === 0) return false
  return { lastTokens: sampling.repeat_last_n, penalty, presencePenalty, frequencyPenalty, penalizeNewLine: true }
}

function completionOf({ response, fullResponse, metadata }: NativeResponse): Completion {
  const isCut = metadata.stopReason === 'maxTokens'
  if (response.trim() !== '') return { text: response, end: isCut ? 'length' : 'stop' }
  const hasThought = fullResponse.some((part) => typeof part !== 'string' && (part.text ?? '').trim() !== '')
  return { text: response, end: hasThought ? 'thinking' : isCut ? 'length' : 'empty' }
}

const keptGrammars = 64

/** Schemas come again and again, and a grammar takes a while to compile. */
function makeGrammars(llama: NativeLlama) {
  const grammars = new Map<string, Promise<NativeGrammar>>()
  return async (schema: JsonObject): Promise<NativeGrammar> => {
    const key = canonicalJson(schema)
    const grammar = grammars.get(key) ?? llama.createGrammarForJsonSchema(schema)
    if (grammars.size >= keptGrammars) grammars.clear()
    grammars.set(key, grammar)
    return grammar
  }
}
