/**
 * `node --import <this> cli.js …` with a `FaultPlan` as JSON in `FUSIONKIT_TEST_FAULT`: the process is killed, or its disk refuses, at
 * that change. `list`: where to write down, at the end, which changes there were.
 */
import { writeFileSync } from 'node:fs'
import { register } from 'node:module'
import { type FaultPlan, watchDisk } from './fault-disk.js'

const { list, ...plan } = JSON.parse(process.env['FUSIONKIT_TEST_FAULT'] ?? '{}') as FaultPlan & { list?: string }
const disk = watchDisk({
  ...plan,
  die: () => {
    process.kill(process.pid, 'SIGKILL')
    for (;;); // until the signal is here
  },
})
Object.assign(globalThis, { fusionkitFaulty: { disk } })
const wrapper = JSON.stringify(new URL('fault-lmdb.js', import.meta.url).href)
const hook = `export const resolve = (name, context, next) =>
  next(name === 'lmdb' && context.parentURL !== ${wrapper} ? ${wrapper} : name, context)`
register(`data:text/javascript,${encodeURIComponent(hook)}`)
if (list !== undefined)
  process.on('exit', () => {
    disk.restore()
    writeFileSync(list, JSON.stringify({ changes: disk.changes, isMet: disk.isMet }))
  })
