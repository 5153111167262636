/** Check-ups of a project in this process. */
import * as assert from 'uvu/assert'
import { checkUpProject } from '../../src/app/doctor.js'
import type { DiskSpace, Machine } from '../../src/app/doctor/looking.js'
import { thisMachine } from '../../src/app/doctor/machine.js'
import type { Overrides } from '../../src/app/load-project.js'
import { type Clock, makeSystemClock } from '../../src/base/clock.js'
import type { Check, CheckId, CheckUp } from '../../src/domain/check-up.js'

export interface CheckWays {
  readonly config?: string
  readonly env?: Readonly<Record<string, string>>
  readonly overrides?: Overrides
  readonly clock?: Clock
  readonly machine?: Partial<Machine>
}

/** A disk with room, of no kind that is known for trouble, whatever this machine has. */
export const calmDisk: DiskSpace = { type: 0xef53, bsize: 4096, blocks: 1e9, bavail: 1e8, files: 1e6, ffree: 1e5 }

export async function checkUp(root: string, ways: CheckWays = {}): Promise<CheckUp> {
  const { config = 'fusion.config.yaml', env = {}, overrides = {}, clock = makeSystemClock(), machine = {} } = ways
  const { PATH = '' } = process.env
  const surroundings = {
    env: { PATH, ...env },
    processId: process.pid,
    nowMs: () => Date.now(),
    clock,
    random: () => 0,
  }
  const here = { ...thisMachine(), statfs: async () => calmDisk, ...machine }
  return checkUpProject(root, config, overrides, surroundings, new AbortController().signal, here)
}

/** Those of an id, in order. */
export function checksOf({ checks }: CheckUp, id: CheckId): readonly Check[] {
  return checks.filter((check) => check.id === id)
}

/** The only one of an id. */
export function checkOf(found: CheckUp, id: CheckId): Check {
  const [check, ...others] = checksOf(found, id)
  if (check === undefined || others.length > 0) throw new Error(`not one ${id}: ${JSON.stringify(found.checks)}`)
  return check
}

/** Those that are not fine: "warning model". */
export const troubles = ({ checks }: CheckUp): readonly string[] =>
  checks.filter(({ status }) => status !== 'ok').map(({ status, id }) => `${status} ${id}`)

/** Whoever has something to mend is told how, in one line; nothing has more than one. */
export function areToldWell({ checks }: CheckUp): void {
  for (const { id, status, summary, detail = '', fix } of checks) {
    assert.ok(
      summary.length > 0 && !/\n|undefined|\[object|NaN/.test(`${summary}${detail}${fix ?? ''}`),
      `${id}: ${summary}`,
    )
    assert.is(fix !== undefined && fix !== '', status !== 'ok', `${id}: ${summary}`)
  }
}
