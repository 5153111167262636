/**
 * Completions a second with `engine: openai`, of the engine alone and of a whole build, against undici alone that sends the same bodies.
 *
 * The server answers at once, and all take turns, each at a server of its own; what the build sends is recorded first, from a build that
 * is not measured.
 */
import { Pool } from 'undici'
import { measured } from './child.mjs'
import { startFake } from './fake.mjs'
import { makeProject } from './project.mjs'
import { median, report } from './table.mjs'
import { openai } from '../dist/src/engines/openai.js'
import { aRequest } from '../dist/tests/support/fake-ollama/asking.js'
import { startFakeOllama } from '../dist/tests/support/fake-ollama/server.js'

const atOnce = 16
const questions = 45
const rounds = 3

async function build(url, count = questions) {
  const engine = JSON.stringify({ kind: 'openai', base_url: url, concurrency: atOnce })
  const project = makeProject({ groups: 1, questions: count, engine })
  try {
    await measured([project.cli, 'build'], project.root)
  } finally {
    project.remove()
  }
}

/** Bodies as the engine sends them: those of a small build, word by word. */
async function recorded() {
  const fake = await startFakeOllama({ models: { bench: {} }, numParallel: atOnce })
  const bodies = []
  const proxy = await listening(fake.url, bodies)
  try {
    await build(proxy.url, 6)
  } finally {
    await proxy.close()
    await fake.close()
  }
  return bodies
}

/** Passes everything on, and keeps the bodies of completions. */
async function listening(to, bodies) {
  const { createServer } = await import('node:http')
  const pool = new Pool(to)
  const server = createServer((request, response) => void passOn(request, response))
  async function passOn(request, response) {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (request.method === 'POST') bodies.push(body)
    const reply = await pool.request({
      path: request.url,
      method: request.method,
      ...(body === '' ? {} : { body, headers: { 'content-type': 'application/json' } }),
    })
    response.writeHead(reply.statusCode, { 'content-type': 'application/json' })
    for await (const chunk of reply.body) response.write(chunk)
    response.end()
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await pool.close()
    },
  }
}

async function bare(url, bodies, count) {
  const pool = new Pool(url, { connections: atOnce })
  const headers = { 'content-type': 'application/json' }
  let next = 0
  const work = async () => {
    while (next < count) {
      const body = bodies[next % bodies.length]
      next += 1
      const reply = await pool.request({ path: '/v1/chat/completions', method: 'POST', headers, body })
      JSON.parse(await reply.body.text())
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  await pool.close()
}

/** The engine's part of it: requests that a build has made up, and completions that it would store. */
async function engineAlone(url, bodies, count) {
  const settings = { kind: 'openai', base_url: url, concurrency: atOnce }
  const engine = await openai.open(settings, { gpu: true }, { env: {} })
  const [server] = engine.servers
  const { signal } = new AbortController()
  const messages = bodies.map((body) => JSON.parse(body).messages)
  let next = 0
  const work = async () => {
    while (next < count) {
      const seed = next
      next += 1
      await server.complete(aRequest({ model: 'bench', seed, messages: messages[seed % messages.length] }), signal)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  await engine.close()
}

async function perSecond(send) {
  const fake = await startFake('--parallel', atOnce, '--call-ms', 0)
  try {
    await send(fake.url)
    const { calls, firstSlotMs, lastSlotMs } = await fake.stats()
    return { calls, rate: (calls / (lastSlotMs - firstSlotMs)) * 1_000 }
  } finally {
    await fake.close()
  }
}

const bodies = await recorded()
const rates = { build: [], engine: [], bare: [] }
let calls = 0
for (let round = 0; round < rounds; round += 1) {
  const one = await perSecond(build)
  calls = one.calls
  rates.build.push(one.rate)
  rates.bare.push((await perSecond((url) => bare(url, bodies, calls))).rate)
  rates.engine.push((await perSecond((url) => engineAlone(url, bodies, calls))).rate)
}
const floor = median(rates.bare)
const row = (what, measured, target, holds) => ({ what, measured, floor, unit: '/s', target, holds })
const [own, whole] = [median(rates.engine), median(rates.build)]
report([
  row(`openai, the engine alone: completions a second (${calls} calls)`, own, '≥ 0.7', own / floor >= 0.7),
  row('  the whole build, stored and written', whole, '≥ 1,000 /s or 0.7', whole >= 1_000 || whole / floor >= 0.7),
])
