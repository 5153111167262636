import { canonicalJson } from '../../base/canonical-json.js'
import type { Frame } from '../../base/hash.js'
import type { CompletionRequest } from '../../domain/completion.js'

/**
 * What a model reads: the messages, the values that are sent, the seed, and a format where there is one. Not the model's name (its digest
 * is framed beside this), and nothing that cannot change a text: where it runs, how many calls at once, and the size of the context (an
 * overflow is an error, never a cut).
 */
export function promptFrames({ messages, sampling, seed, format }: CompletionRequest): readonly Frame[] {
  const frames: Frame[] = [messages.length]
  for (const { role, content } of messages) frames.push(role, content)
  frames.push(
    sampling.temperature,
    sampling.top_p,
    sampling.top_k,
    sampling.min_p,
    sampling.repeat_penalty,
    sampling.repeat_last_n,
    sampling.presence_penalty,
    sampling.frequency_penalty,
    sampling.max_tokens,
    seed,
    sampling.stop?.length,
    ...(sampling.stop ?? []),
  )
  if (format !== undefined) frames.push('format', canonicalJson(format))
  return frames
}
