/**
 * What llama-cpp.mjs compares with: node-llama-cpp as one would use it by hand, a chat session for each sequence. No bench of its own.
 *
 *   node bench/llama-cpp-by-hand.mjs <job as JSON>          sends how many tokens it wrote a second
 */
const { entry, modelPath, gpu, threads, sequences, contextTokens, system, sampling, prompts } = JSON.parse(
  process.argv[2],
)
const { getLlama, LlamaChatSession, resolveChatWrapper } = await import(entry)

const llama = await getLlama({ gpu, build: 'never', skipDownload: true, logLevel: 'error', maxThreads: threads })
const model = await llama.loadModel({ modelPath })
const context = await model.createContext({ sequences, contextSize: contextTokens, threads })
const chatWrapper = resolveChatWrapper(model)
const workers = Array.from({ length: sequences }, () => makeWorker(context.getSequence()))
await inTurns(prompts.slice(0, 16))
const started = performance.now()
const tokens = await inTurns(prompts)
process.send((tokens / (performance.now() - started)) * 1_000, () => process.kill(process.pid, 'SIGKILL'))

function makeWorker(contextSequence) {
  const session = new LlamaChatSession({ contextSequence, chatWrapper, systemPrompt: system })
  const { temperature, top_p: topP, top_k: topK, min_p: minP, max_tokens: maxTokens } = sampling
  return async ({ text, seed }) => {
    const before = contextSequence.tokenMeter.usedOutputTokens
    session.resetChatHistory()
    const budgets = { thoughtTokens: 0 }
    await session.promptWithMeta(text, {
      temperature,
      topP,
      topK,
      minP,
      maxTokens,
      repeatPenalty: false,
      budgets,
      seed,
    })
    return contextSequence.tokenMeter.usedOutputTokens - before
  }
}

/** All workers take prompts from one list; resolves with the tokens of all answers. */
async function inTurns(list) {
  const next = list.values()
  let sum = 0
  const work = async (ask) => {
    for (const prompt of next) {
      const written = await ask(prompt)
      sum += written
    }
  }
  await Promise.all(workers.map(work))
  return sum
}
