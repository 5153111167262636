/**
 * `generate --entries N` (rows and JSON lines, no disk) against a bare Faker loop, in one run.
 *
 *   npm run bench generate          target: under 5 ×
 */
import { faker } from '@faker-js/faker/locale/en'
import { rowsToJsonl } from '../dist/src/base/jsonl.js'
import { generateRows } from '../dist/src/questions/generate.js'
import { report } from './table.mjs'

const entries = Number(process.argv[2] ?? 100_000)
const actions = ['cooking', 'coding', 'napping', 'reading', 'dancing']
const template = (text, reads) => ({ text, kind: 'plain', reads })
const source = {
  kind: 'faker',
  name: 'random',
  entries,
  seed: 1,
  locale: 'en',
  unique: ['name'],
  fields: [
    { name: 'name', method: 'person.fullName' },
    { name: 'action', oneOf: actions },
  ],
  keepsFields: false,
  question: template('What does {{ name }} ?', ['name']),
  answer: template('{{ name }} is {{ action }}!', ['action', 'name']),
  output: 'random.jsonl',
  place: { path: 'bench' },
}

bare(1000) // both are warm when they are measured
await ours({ ...source, entries: 1000 })
const bareMs = timed(() => bare(entries))
const started = performance.now()
await ours(source)
const oursMs = performance.now() - started
const ratio = oursMs / bareMs
report([
  {
    what: `generate ${entries.toLocaleString('en')}, against a bare Faker loop`,
    measured: oursMs,
    floor: bareMs,
    unit: 'ms',
    target: '< 5 ×',
    holds: ratio < 5,
  },
  { what: 'generate: memory', measured: process.resourceUsage().maxRSS / 1000, unit: 'MB' },
])

function bare(count) {
  let length = 0
  for (let entry = 0; entry < count; entry += 1) {
    length += faker.person.fullName().length + faker.helpers.arrayElement(actions).length
  }
  return length
}

async function ours(settings) {
  let length = 0
  for (const piece of rowsToJsonl(await generateRows(settings))) length += piece.length
  return length
}

function timed(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}
