import type { Heard } from './stage.js'

/** What a server was sent of the sampling, where its fields have the names of the config. */
export function samplingIn(sent: Readonly<Record<string, unknown>>): Heard['sampling'] {
  const { max_tokens, temperature, top_p, top_k, min_p, stop } = sent
  const { repeat_penalty, repeat_last_n, presence_penalty, frequency_penalty } = sent
  const penalties = { repeat_penalty, repeat_last_n, presence_penalty, frequency_penalty }
  return { max_tokens, temperature, top_p, top_k, min_p, stop, ...penalties }
}
