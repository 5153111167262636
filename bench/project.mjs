/** Projects to measure on: temporary folders with a config and question files, and nothing of the machine's in them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const cli = new URL('../dist/src/cli.js', import.meta.url).pathname

const kinds = [
  (thing, place) => `What is the ${thing} of ${place}?`,
  (thing, place) => `Who first described the ${thing} of ${place}?`,
  (thing, place) => `In which year was the ${thing} of ${place} measured?`,
  (thing, place) => `Which river shaped the ${thing} of ${place}?`,
  (thing, place) => `How large is the ${thing} of ${place}?`,
  (thing, place) => `Why did the ${thing} of ${place} change?`,
]
const things = [
  'capital',
  'harbour',
  'oldest bridge',
  'highest tower',
  'national anthem',
  'main export',
  'coat of arms',
]
const places = 'Togo,Peru,Norway,Laos,Chad,Fiji,Malta,Oman,Cuba,Mali,Nepal,Ghana,Chile,Samoa,Qatar,Kenya,Latvia'.split(
  ',',
)

/** The n-th of any number of different questions of about 45 characters; every pair of them can be fused. */
export function questionAt(n) {
  const kind = kinds[n % kinds.length]
  const thing = things[Math.floor(n / kinds.length) % things.length]
  const place = places[Math.floor(n / (kinds.length * things.length)) % places.length]
  const round = Math.floor(n / (kinds.length * things.length * places.length))
  return kind(round === 0 ? thing : `${thing} number ${round + 1}`, place)
}

/** A project with `groups` files of `questions` questions each; `config`: what stands in place of the built-in prompts. `remove` deletes it. */
export function makeProject({ groups, questions, engine = 'rules', config = '' }) {
  const root = mkdtempSync(join(tmpdir(), 'fusionkit-bench-'))
  mkdirSync(join(root, 'questions'))
  writeFileSync(
    join(root, 'fusion.config.yaml'),
    `version: 1\nengine: ${engine}\nmodel: bench\n${config === '' ? 'prompts: en-1\n' : config}groups:\n  all: { files: 'questions/*.jsonl' }\n`,
  )
  for (let group = 0; group < groups; group += 1) {
    const rows = Array.from({ length: questions }, (_, row) => {
      const n = group * questions + row
      return `${JSON.stringify({ question: questionAt(n), answer: `Answer number ${n}.` })}\n`
    })
    const name = `group-${String(group + 1).padStart(4, '0')}.jsonl`
    writeFileSync(join(root, 'questions', name), rows.join(''))
  }
  return { root, cli, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Cells of such a project: pairs × the eleven variants of en-1. */
export function cellsOf({ groups, questions }) {
  return groups * ((questions * (questions - 1)) / 2) * 11
}

/** What was touched within two seconds of being hashed is hashed again (contract 12): so wait for them. */
export function settled() {
  return new Promise((resolve) => setTimeout(resolve, 2_100))
}
