/**
 * The rule engine alone: how fast it loads, and how fast it fuses once it is loaded, every question read for the first time included.
 *
 *   npm run bench rules          targets: loading ≤ 500 ms, English ≥ 5,000 cells/s, French ≥ 8,000
 *
 * Floor: what no engine could do without: joining the two questions, and looking for the words of both in the result.
 */
import { execFileSync } from 'node:child_process'
import { rules } from '../dist/src/engines/rules.js'
import * as english from '../dist/tests/engines/rules/english-questions.js'
import * as french from '../dist/tests/engines/rules/french-questions.js'
import { median, report } from './table.mjs'

const aims = { en: 5_000, fr: 8_000 }
const signal = new AbortController().signal
const rows = []
for (const [language, { wellFormed, rough }] of [
  ['en', english],
  ['fr', french],
]) {
  const pairs = pairsOf([...wellFormed, ...rough])
  rows.push(loading(language), await fusing(language, pairs))
}
report(rows)

/** Each question with some thirty others. */
function pairsOf(questions) {
  return questions.flatMap((first, at) =>
    questions.slice(at + 1, at + 31).map((second) => ({ first: asked(first), second: asked(second) })),
  )
}

function asked(question) {
  return { question, answer: undefined, row: { question }, path: 'q.jsonl', line: 1 }
}

async function fusing(language, pairs) {
  await timed(() => fuse(language, pairs.slice(0, 50))) // loaded, and warm
  const measured = []
  const floors = []
  for (let round = 0; round < 3; round += 1) {
    floors.push(await timed(() => join(pairs)))
    measured.push(await timed(() => fuse(language, pairs)))
  }
  const cells = pairs.length * rules.styles.length
  const perSecond = (ms) => (cells / median(ms)) * 1000
  return {
    what: `rules, ${language}: ${cells.toLocaleString('en')} cells`,
    measured: perSecond(measured),
    floor: perSecond(floors),
    unit: 'cells/s',
    target: `≥ ${aims[language].toLocaleString('en')}`,
    holds: perSecond(measured) >= aims[language],
  }
}

/** An engine of its own each time: nothing is remembered of the round before. */
async function fuse(language, pairs) {
  const engine = await rules.open({ kind: 'rules' }, { gpu: false }, { env: {} })
  const [server] = engine.servers
  for (const pair of pairs)
    for (const style of rules.styles)
      await server.complete({ model: '', messages: [], pair, style, language, attempt: 1, seed: 1 }, signal)
}

async function join(pairs) {
  let held = 0
  for (const { first, second } of pairs) {
    for (const style of rules.styles) {
      const text = `${first.question} ${style} ${second.question}`
      const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
      held += words.filter((word) => text.includes(word)).length
    }
  }
  return held
}

async function timed(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** From nothing to the first answer, in a process of its own. */
function loading(language) {
  const script = `
    const start = performance.now()
    const { rules } = await import(${JSON.stringify(new URL('../dist/src/engines/rules.js', import.meta.url).href)})
    const { servers: [server] } = await rules.open({ kind: 'rules' }, { gpu: false }, { env: {} })
    const asked = (question) => ({ question, answer: undefined, row: { question }, path: 'q.jsonl', line: 1 })
    const pair = { first: asked('Who wrote Emma?'), second: asked('Qui a écrit Emma ?') }
    await server.complete({ model: '', messages: [], pair, style: 'fluid', language: '${language}', attempt: 1, seed: 1 }, new AbortController().signal)
    console.log(performance.now() - start)`
  const once = () => Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }))
  const ms = median([once(), once(), once(), once(), once()])
  return { what: `rules, ${language}: loading`, measured: ms, unit: 'ms', target: '≤ 500', holds: ms <= 500 }
}
