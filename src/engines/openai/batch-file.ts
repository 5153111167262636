/**
 * Calls as lines of a batch file, in the form of OpenAI's Batch API, which vLLM's `run-batch` and others read, too.
 * https://platform.openai.com/docs/guides/batch
 */
import type { BatchFileFormat } from '../engine.js'
import { chatOf } from './chat.js'
import { droppable, type Fields, firstFields, standardFields } from './fields.js'
import { completionOf } from './reply.js'
import type { OpenAiSettings } from './settings.js'

/** For a server with these settings, which is not asked. */
export function batchFileFormat({ baseUrl = '', body, contextTokens }: OpenAiSettings): BatchFileFormat {
  const isStrict = /^https:\/\/(?:[^/]*\.)?(?:openai\.com|azure\.com)(?:[:/]|$)/i.test(baseUrl)
  return {
    url: '/v1/chat/completions',
    bodyOf: (request) => chatOf(request, isStrict ? strictFields(request.model) : usualFields(request.model), body),
    completionOf: (reply, request) => completionOf(reply, request ?? { messages: [] }, contextTokens, 'the batch file'),
  }
}

/** A line that is refused comes back a day later: nothing that some refuse is sent. What a model takes on top says `body`. */
function usualFields(model: string): Fields {
  return { ...firstFields(model), refused: new Set(['reasoning_effort']) }
}

/** OpenAI's own service refuses whatever it does not know. */
function strictFields(model: string): Fields {
  return { ...firstFields(model), limit: 'max_completion_tokens', refused: onlyElsewhere }
}

const onlyElsewhere: ReadonlySet<string> = new Set(
  [...droppable].filter((name) => !standardFields.has(name) && name !== 'response_format'),
)
