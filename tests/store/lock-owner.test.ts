import * as assert from 'uvu/assert'
import { seenByPs, seenInProc } from '../../src/app/look-out.js'
import { type LockOwner, type LookOut, stateOfOwner } from '../../src/store/lock-owner.js'
import { spec } from '../support/spec.js'

const owner: LockOwner = {
  processId: 42,
  startedAt: '1000',
  host: 'box',
  machine: 'm1',
  boot: 'b1',
  processSpace: 'pid:[1]',
  command: 'fusionkit build',
  since: 0,
}

/** On the owner's machine; process 42 runs, and began at 1000. */
const here: LookOut = {
  host: 'box',
  machine: 'm1',
  boot: 'b1',
  processSpace: 'pid:[1]',
  processOf: async (processId) => (processId === 42 ? { startedAt: '1000' } : undefined),
}

const without = <Part extends object>(whole: Part, ...parts: readonly string[]): Part =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => !parts.includes(name))) as Part

const gone = async () => undefined
const another = async () => ({ startedAt: '2000' })
const untold = async () => ({})

const cases: readonly [what: string, owner: LockOwner, here: LookOut, state: string][] = [
  ['that runs is alive', owner, here, 'alive'],
  ['whose process is not there is gone', owner, { ...here, processOf: gone }, 'gone'],
  ['whose process id another one has by now is gone', owner, { ...here, processOf: another }, 'gone'],
  ['from before the machine was started anew is gone', owner, { ...here, boot: 'b2' }, 'gone'],
  ['of another machine cannot be seen', owner, { ...here, host: 'other', machine: 'm2', boot: 'b2' }, 'unseen'],
  ['of another machine of the same name cannot be seen', owner, { ...here, machine: 'm2', boot: 'b2' }, 'unseen'],
  [
    'of a machine with the same image cannot be seen: its id is the same, and its name is another',
    owner,
    { ...here, host: 'node2', boot: 'b2', processOf: gone },
    'unseen',
  ],
  [
    'of a machine that was given another name meanwhile is seen: it is the same boot',
    owner,
    { ...here, host: 'renamed' },
    'alive',
  ],
  [
    'in another container of this machine cannot be seen, whatever runs under its id here',
    owner,
    { ...here, host: 'c2', processSpace: 'pid:[2]', processOf: gone },
    'unseen',
  ],
  ['whose start is not told is alive', owner, { ...here, processOf: untold }, 'alive'],
  [
    'whose start was not told when it took the lock is alive',
    without(owner, 'startedAt'),
    { ...here, processOf: another },
    'alive',
  ],
  [
    'where nothing but the name of the host is known is judged by its process id',
    without(owner, 'startedAt', 'machine', 'boot', 'processSpace'),
    here,
    'alive',
  ],
  [
    'where nothing but the name of the host is known, and no such process runs, is gone',
    without(owner, 'startedAt', 'machine', 'boot', 'processSpace'),
    { ...without(here, 'machine', 'boot', 'processSpace'), processOf: gone },
    'gone',
  ],
]

spec('the owner of a lock (contract 28)', (it) => {
  for (const [what, one, at, state] of cases)
    it(what, async () => {
      assert.is(await stateOfOwner(one, at), state)
    })

  it('that has ended, and whose parent has not taken note of it, is gone', () => {
    const rest = `1 42 42 0 -1 4194304 ${'0 '.repeat(12)}123456 0 0`
    assert.equal(seenInProc(`42 (a) b (c) S ${rest}`), { startedAt: '123456' })
    assert.is(seenInProc(`42 (node) Z ${rest}`), undefined)
    assert.equal(seenInProc(undefined), {}, 'not told')
    assert.equal(seenByPs('S+   Mon Nov 30 02:06:58 2026\n'), { startedAt: 'Mon Nov 30 02:06:58 2026' })
    assert.is(seenByPs('Z+   Mon Nov 30 02:06:58 2026\n'), undefined)
    assert.equal(seenByPs(undefined), {})
  })
})
