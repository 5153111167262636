/** What the bodies of errors say that are about the prompt and not about the call: such an error is an answer. Pure. */

/** Each server has its own words for a prompt that does not fit: those of vLLM, llama-server, SGLang, LM Studio, OpenAI, in this order. */
const tooLong = [
  /longer than the maximum model length/,
  /max_tokens must be at least 1, got -/,
  /cannot be greater than \W*max_model_len/,
  /exceed_context_size_error|exceeds the available context size/,
  /longer than the (?:maximum |model.{0,2}s )?context length/,
  /tokens to keep from the initial prompt is greater than the context length|Trying to keep the first \d+ tokens/,
  /Cannot truncate prompt with n_keep|context (?:length|size|window) (?:has been |was )?exceeded/,
  /context_length_exceeded|maximum context length (?:is|of)/,
]

/** Whether the prompt (and not the call) is what cannot be: it does not fit the context. */
export function isPromptTooLong(body: string): boolean {
  return tooLong.some((words) => new RegExp(words, 'i').test(body))
}

/** Whether somebody between us and the model will not have this prompt: Azure's filter, and others that say it in its words. */
export function isFiltered(body: string): boolean {
  return /"(?:code|type)":\s*"(?:content_filter|content_policy_violation|ResponsibleAIPolicyViolation)"/i.test(body)
}
