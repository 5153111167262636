/**
 * How well a server is used: whole builds against the fake Ollama server, which counts.
 *
 * Saturation is busy slot time ÷ (slots × span), from the first call that gets a slot to the last that gives it back.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'undici'
import { measured } from './child.mjs'
import { startFake } from './fake.mjs'
import { cellsOf, makeProject } from './project.mjs'
import { report } from './table.mjs'
import { startFakeOllama } from '../dist/tests/support/fake-ollama/server.js'

const rows = []
const percent = (what, share, target, holds) =>
  rows.push({ what, measured: share * 100, unit: '%', ...(target === undefined ? {} : { target, holds }) })

/** Builds a project against a server; `use` gets what the server counted, the peak of memory, and the merged file. */
async function build(fake, { questions, groups = 1, concurrency = 'auto', config = '', args = [], settings = {} }) {
  const engine = JSON.stringify({ kind: 'ollama', hosts: [fake.url], concurrency, ...settings })
  const project = makeProject({ groups, questions, engine, config })
  try {
    const { ms, megabytes } = await measured([project.cli, 'build', ...args], project.root)
    const stats = await fake.stats()
    const merged = readFileSync(join(project.root, 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'))
    return { ...stats, cells: cellsOf({ groups, questions }), ms, megabytes, merged }
  } finally {
    project.remove()
  }
}

async function withFake(flags, use) {
  const fake = await startFake(...flags)
  try {
    return await use(fake)
  } finally {
    await fake.close()
  }
}

const shareOf = ({ busySlotMs, firstSlotMs, lastSlotMs }, slots) => busySlotMs / (slots * (lastSlotMs - firstSlotMs))

async function saturation(slots, callMs, questions, least) {
  const flags = ['--parallel', slots, '--call-ms', callMs]
  const one = await withFake(flags, (fake) => build(fake, { questions, concurrency: slots + 2 }))
  const share = shareOf(one, slots)
  percent(
    `${slots} slots × ${callMs} ms, ${slots + 2} at once, ${one.cells} cells: busy slots`,
    share,
    `≥ ${least} %`,
    share * 100 >= least,
  )
  percent('  calls a cell', one.calls / one.cells, '100 %', one.calls === one.cells)
}

async function auto(slots, callMs) {
  const flags = ['--parallel', slots, '--call-ms', callMs]
  const { one, line } = await withFake(flags, async (fake) => {
    const watch = watchLine(fake)
    const built = await build(fake, { questions: 20 })
    return { one: built, line: await watch.longest() }
  })
  const share = shareOf(one, slots)
  percent(`auto on ${slots} slots, ${one.cells} cells from a cold start: busy slots`, share, '≥ 92 %', share >= 0.92)
  rows.push({
    what: '  longest line once settled, for each slot',
    measured: line / slots,
    unit: 'calls',
    target: '≤ 2',
    holds: line / slots <= 2,
  })
}

/** Looks ten times a second how many calls wait for a slot, from the 200th call on. */
function watchLine(fake) {
  let longest = 0
  const look = async () => {
    const { calls, queued } = await fake.stats()
    if (calls >= 200) longest = Math.max(longest, queued)
  }
  const timer = setInterval(() => void look(), 100)
  return {
    longest: async () => {
      clearInterval(timer)
      await look()
      return longest
    },
  }
}

/** The same calls in the best order that there is: sorted by what is sent, as many at once. */
async function replay(requests, { url }, atOnce) {
  const bodies = requests.map(({ body }) => JSON.stringify(body))
  const sorted = bodies.toSorted()
  const pool = new Pool(url, { connections: atOnce })
  const next = sorted.values()
  const work = async () => {
    for (const body of next) {
      const reply = await pool.request({ path: '/api/chat', method: 'POST', body })
      await reply.body.dump()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  await pool.close()
}

async function prefixes(slots) {
  const options = { models: { bench: {} }, numParallel: slots, callMs: 4 }
  const [ours, best] = [await startFakeOllama(options), await startFakeOllama({ ...options, log: false })]
  try {
    const server = { url: ours.url, stats: async () => ours.stats }
    await build(server, { questions: 25, groups: 2, concurrency: slots + 2 })
    await replay(ours.requests, best, slots + 2)
    const [own, ideal] = [ours, best].map(
      ({ stats }) => stats.cachedTokens / (stats.cachedTokens + stats.evaluatedTokens),
    )
    rows.push({
      what: `${slots} slots: prompt tokens from the cache, against the best order of the same calls`,
      measured: own * 100,
      floor: ideal * 100,
      unit: '%',
      target: '≥ 0.9',
      holds: own / ideal >= 0.9,
    })
  } finally {
    await ours.close()
    await best.close()
  }
}

async function models() {
  const config = `variants:
  simple: "Merge these: {{ q1 }} {{ q2 }}"
  fluid: { prompt: "Fluently please: {{ simple }}", model: second }
  concise: "Briefly please: {{ simple }}"
`
  const flags = ['--model', 'second', '--parallel', 4, '--call-ms', 5, '--load-ms', 300, '--max-loaded', 1]
  const one = await withFake(flags, (fake) => build(fake, { questions: 12, groups: 4, config }))
  rows.push({
    what: 'two models, four groups: loads',
    measured: one.loads,
    unit: '',
    target: '2',
    holds: one.loads === 2,
  })
}

async function faults() {
  const kinds = [
    'reset-before-headers',
    'reset-mid-body',
    'cut-json',
    'empty-200',
    'crash',
    'busy',
    'bad-gateway',
    'runner-gone',
    'error-200',
    'out-of-memory',
  ]
  const some = kinds.flatMap((kind) => ['--fault', JSON.stringify({ kind, probability: 0.01 })])
  const how = { questions: 20, concurrency: 10 }
  const calm = await withFake(['--parallel', 8, '--call-ms', 5], (fake) => build(fake, how))
  const storm = await withFake(['--parallel', 8, '--call-ms', 5, ...some], (fake) => build(fake, how))
  const isSame = calm.merged.equals(storm.merged)
  rows.push({
    what: '10 % of the calls fail, ten kinds: calls against a calm run',
    measured: storm.calls,
    floor: calm.calls,
    unit: 'calls',
    target: '≤ 1.25, same bytes',
    holds: isSame && storm.calls <= 1.25 * calm.calls,
  })
}

const styles = {
  fluid: 'so that it reads fluently and clearly, in one sentence, without leaving anything out. Begin with "Now"',
  concise: 'in as few words as possible, and keep every name, number and date of it. Begin with "Briefly"',
  academic:
    'as a professor would in the first minute of a lecture, in precise and sober words. Begin with "Let us ask"',
  open_ended:
    'so that it invites a long answer, and asks for reasons and not for facts alone. Begin with "In what ways"',
  polite: 'as one would ask a stranger who is in a hurry, with an excuse and a word of thanks. Begin with "Excuse me"',
  childlike: 'as a curious child of eight would, in short and simple words, without losing a part. Begin with "Hey"',
  passive:
    'in the passive voice wherever that is possible, in one sentence that ends in a question mark. Begin with "By whom"',
  quiz: 'as the host of a quiz show would, with a short lead-in, and without giving anything away. Begin with "For ten points"',
  letter: 'as a line of a letter to a friend who knows about such things, in a warm tone. Begin with "Do you recall"',
  formal:
    'in formal language, as in the minutes of a committee, without contractions or slang. Begin with "It is asked"',
}

/** Ten rephrasings of one text, each for itself and in one structured call: what is asked, and how many prompt tokens that takes. */
async function sharedCalls() {
  const lines = Object.entries(styles).map(([name, how]) => `  ${name}: 'Ask this question ${how}: {{ simple }}'`)
  const config = `system: You rewrite questions. Return only the question, nothing else, without quotes or remarks.
variants:
  simple: "Merge these two questions into one: {{ q1 }} {{ q2 }}"
${lines.join('\n')}
`
  const how = { questions: 14, concurrency: 6 }
  const flags = ['--parallel', 4, '--call-ms', 2]
  const alone = await withFake(flags, (fake) => build(fake, { ...how, config }))
  const shared = await withFake(flags, (fake) => build(fake, { ...how, config: `batch: true\n${config}` }))
  const pairs = (how.questions * (how.questions - 1)) / 2
  const tokensOf = ({ cachedTokens, evaluatedTokens }) => (cachedTokens + evaluatedTokens) / pairs
  rows.push(
    {
      what: 'batch: true, simple and ten styles: calls a pair, against one by one',
      measured: shared.calls / pairs,
      floor: alone.calls / pairs,
      unit: '',
      target: '2',
      holds: shared.calls === 2 * pairs,
    },
    { what: '  prompt tokens a pair', measured: tokensOf(shared), floor: tokensOf(alone), unit: '' },
  )
}

/** Completions a second of the whole build, against undici alone that sends the same bodies to the same server. */
async function throughput() {
  const flags = ['--parallel', 16, '--call-ms', 0]
  const questions = 45
  const body = JSON.stringify({
    model: 'bench',
    messages: [
      { role: 'user', content: 'Fluently please: What is the capital of Togo, and who first described its harbour?' },
    ],
    stream: false,
  })
  const bare = await withFake(flags, async (fake) => {
    const count = 10_000
    await replay([{ body: JSON.parse(body) }], fake, 1)
    const started = performance.now()
    await replay(
      Array.from({ length: count }, () => ({ body: JSON.parse(body) })),
      fake,
      16,
    )
    return (count / (performance.now() - started)) * 1_000
  })
  const one = await withFake(flags, (fake) => build(fake, { questions, concurrency: 16 }))
  const own = (one.calls / (one.lastSlotMs - one.firstSlotMs)) * 1_000
  rows.push({
    what: `completions a second, stored and written (${one.cells} cells)`,
    measured: own,
    floor: bare,
    unit: '/s',
    target: '≥ 1,000 /s or 0.7',
    holds: own >= 1_000 || own / bare >= 0.7,
  })
}

await saturation(8, 50, 20, 98)
await saturation(64, 200, 40, 95)
for (const [slots, callMs] of [
  [1, 20],
  [4, 50],
  [16, 50],
])
  await auto(slots, callMs)
await prefixes(1)
await prefixes(4)
await models()
await faults()
await sharedCalls()
await throughput()
report(rows)
