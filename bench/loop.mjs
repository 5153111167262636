/**
 * The least that a rebuild from a store of one entry a cell could do: key, get, parse, write. No pairs, templates, checks, merge.
 *
 *   node bench/loop.mjs fill|run <cells>          in any folder
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { hash } from 'node:crypto'
import { open } from 'lmdb'
import { questionAt } from './project.mjs'

const [what, count] = process.argv.slice(2)
const cells = Number(count)
const store = open({ path: 'loop-store', encoding: 'binary', keyEncoding: 'binary' })
const keyOf = (cell) =>
  Buffer.from(hash('sha256', `${questionAt(cell % 1000)} ${questionAt((cell * 7) % 997)} ${cell}`, 'hex'), 'hex')
const textOf = (cell) => `${questionAt(cell).slice(0, -1)}, and can you also tell me this: ${questionAt(cell + 1)}`

if (what === 'fill') {
  let last
  for (let cell = 0; cell < cells; cell += 1) {
    last = store.put(keyOf(cell), Buffer.from(JSON.stringify({ text: textOf(cell), end: 'stop' })))
    if (cell % 5_000 === 0) await last
  }
  await last
} else {
  const file = openSync('loop.jsonl', 'w')
  let piece = ''
  for (let cell = 0; cell < cells; cell += 1) {
    const { text } = JSON.parse(store.get(keyOf(cell)).toString())
    piece += `${JSON.stringify({ question: text, answer: `Answer number ${cell}.` })}\n`
    if (piece.length >= 64 * 1024) {
      writeSync(file, piece)
      piece = ''
    }
  }
  writeSync(file, piece)
  fsyncSync(file)
  closeSync(file)
}
await store.close()
