/**
 * llama.cpp in a process of its own, against node-llama-cpp used by hand in this one: the same model, the same prompts, as many at once.
 *
 *   npm run bench llama-cpp                             on a model that is so small that nearly all is overhead
 *   FUSIONKIT_BENCH_GGUF=model.gguf npm run bench llama-cpp
 *
 * Needs node-llama-cpp beside fusionkit (docs/llama-cpp.md); without it nothing is measured.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { llamaCpp } from '../dist/src/engines/llama-cpp.js'
import { findPackage } from '../dist/src/engines/llama-cpp/package.js'
import { writeTinyModel } from '../dist/tests/support/tiny-gguf.js'
import { median, report } from './table.mjs'

const given = process.env.FUSIONKIT_BENCH_GGUF
const threads = Number(process.env.FUSIONKIT_BENCH_THREADS ?? 1)
const calls = 160
const rounds = 5
const contextTokens = 512
const system = 'You rewrite questions. Return only the question, nothing else, without quotes or remarks.'
const sampling = {
  temperature: 0.8,
  top_p: 0.95,
  top_k: 40,
  min_p: 0,
  max_tokens: 64,
  repeat_penalty: 1,
  repeat_last_n: 64,
  presence_penalty: 0,
  frequency_penalty: 0,
  seed: 0,
}
const prompts = Array.from({ length: calls }, (_, index) => ({
  seed: index,
  text: `Merge these two questions into one: Who built bridge ${index}? How long is it?`,
}))

const found = findPackage(process.cwd())
if (found === undefined) {
  console.error('node-llama-cpp is not installed beside fusionkit: nothing is measured of llama.cpp.')
  report([])
} else {
  const folder = mkdtempSync(join(tmpdir(), 'fusionkit-bench-'))
  try {
    const modelPath = given === undefined ? join(folder, 'tiny.gguf') : resolve(given)
    if (given === undefined) writeTinyModel(modelPath)
    const rows = []
    for (const sequences of [1, 4, 16]) rows.push(await against(modelPath, sequences))
    report(rows)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** In turns, each time in processes of their own. */
async function against(modelPath, sequences) {
  const measured = []
  const floors = []
  for (let round = 0; round < rounds; round += 1) {
    floors.push(await byHand(modelPath, sequences))
    measured.push(await byEngine(modelPath, sequences))
  }
  const [own, floor] = [median(measured), median(floors)]
  return {
    what: `llama.cpp, ${calls} prompts, ${sequences} at once: tokens written a second`,
    measured: own,
    floor,
    unit: '/s',
    target: '≥ 0.9',
    holds: own / floor >= 0.9,
  }
}

async function byHand(modelPath, sequences) {
  const gpu = given === undefined ? false : 'auto'
  const job = { entry: found.entry, modelPath, gpu, threads, sequences, contextTokens, system, sampling, prompts }
  const child = fork(new URL('llama-cpp-by-hand.mjs', import.meta.url).pathname, [JSON.stringify(job)])
  const [speed] = await once(child, 'message')
  await once(child, 'exit')
  return speed
}

async function byEngine(model, sequences) {
  const settings = { kind: 'llama-cpp', sequences, threads, context_tokens: contextTokens }
  const engine = await llamaCpp.open(settings, { gpu: given !== undefined }, { env: {}, root: process.cwd() })
  const [server] = engine.servers
  const ask = asking(server, model)
  await inTurns(prompts.slice(0, 16), server.width, ask)
  const started = performance.now()
  const tokens = await inTurns(prompts, server.width, ask)
  const speed = (tokens / (performance.now() - started)) * 1_000
  await engine.close()
  return speed
}

function asking(server, model) {
  const { signal } = new AbortController()
  return async ({ text, seed }) => {
    const messages = [
      { role: 'system', content: system },
      { role: 'user', content: text },
    ]
    const { completion } = await server.complete({ model, messages, sampling, seed }, signal)
    return completion.completionTokens
  }
}

/** So many prompts of one list at the same time; resolves with the tokens of all answers. */
async function inTurns(list, atOnce, ask) {
  const next = list.values()
  let sum = 0
  const work = async () => {
    for (const prompt of next) {
      const written = await ask(prompt)
      sum += written
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return sum
}
