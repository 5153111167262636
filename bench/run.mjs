/**
 * Runs all benches, or those that are named, each in a process of its own, and prints one table.
 *
 *   npm run bench [no-op] [plan] [cold] [rebuild] [edit] [generate] [rules] [look] [watch] [ollama] [ollama-memory] [openai] [llama-cpp] [live] [package]
 *
 * It says where a target is missed, and ends well all the same: numbers from a busy machine are no reason to stop anybody.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { print } from './table.mjs'

const all = [
  'no-op',
  'plan',
  'cold',
  'rebuild',
  'edit',
  'generate',
  'rules',
  'look',
  'watch',
  'ollama',
  'ollama-memory',
  'openai',
  'llama-cpp',
  'live',
  'package',
]
const named = process.argv.slice(2)
const unknown = named.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.map((name) => `"${name}"`).join(', ')}: ${all.join(', ')}.`)
  process.exit(2)
}
const rows = []
for (const name of named.length > 0 ? named : all) {
  console.error(`${name} …`)
  const child = fork(new URL(`${name}.mjs`, import.meta.url).pathname, [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.on('message', (found) => {
    for (const row of found) rows.push(row)
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) console.error(`${name} ended with ${code}`)
}
print(rows)
