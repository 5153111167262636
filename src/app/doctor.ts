/**
 * What are this machine and this project fit for? Each check looks at one thing, and none hangs on another: where the config is broken,
 * the rest is looked at all the same.
 *
 * Nothing is written, no lock is taken, no model is asked or loaded. Whoever does not answer is late after some seconds.
 */
import { basename, dirname, resolve } from 'node:path'
import { type Check, type CheckUp, exitCodeOfChecks, inOrder } from '../domain/check-up.js'
import { projectCommand } from '../messages/command-line.js'
import { diskTooSlow } from '../messages/doctor-machine.js'
import { checkConfig } from './doctor/config.js'
import { checkDisk } from './doctor/disk.js'
import { checkEngine } from './doctor/engine.js'
import { checkGit } from './doctor/git.js'
import { inTime } from './doctor/in-time.js'
import type { Found, Looking, Machine } from './doctor/looking.js'
import { checkMachine, thisMachine } from './doctor/machine.js'
import { checkQuestions } from './doctor/questions.js'
import { checkState } from './doctor/state.js'
import { defaultConfig } from './layout.js'
import type { Overrides } from './load-project.js'
import type { Surroundings } from './surroundings.js'

/** How long a look at the disk may take. */
const longestMs = 5_000
/** How long all question files may be read. */
const longestReadMs = 20_000

/** `path`: the config, from `cwd`. Rejects with the signal's reason, and for a bug of ours. */
export async function checkUpProject(
  cwd: string,
  path: string,
  overrides: Overrides,
  surroundings: Surroundings,
  signal: AbortSignal,
  machine: Machine = thisMachine(),
): Promise<CheckUp> {
  const file = resolve(cwd, path)
  const called = { ...overrides, ...(file === resolve(cwd, defaultConfig) ? {} : { path }) }
  const looking: Looking = {
    cwd,
    path,
    root: dirname(file),
    name: basename(file),
    overrides,
    surroundings,
    signal,
    machine,
    command: (...words) => projectCommand(words, called),
  }
  const checks = inOrder(await checksOf(looking))
  signal.throwIfAborted()
  return { v: 1, config: path, exitCode: exitCodeOfChecks(checks), checks }
}

async function checksOf(looking: Looking): Promise<readonly Check[]> {
  const { config, checks: ofConfig } = await checkConfig(looking)
  const [ofMachine, ofEngine, ofGit] = await Promise.all([
    checkMachine(looking.machine),
    checkEngine(config, looking),
    checkGit(looking),
  ])
  // after the servers were asked: what is read here keeps the process busy, and their deadlines would pass meanwhile
  const state = await timely('state', checkState(looking), looking)
  const questions = config && (await timely('questions', checkQuestions(config, looking), looking, longestReadMs))
  const found = [state, ...(questions === undefined ? [] : [questions])]
  const outputs = [...new Set(found.flatMap((each) => each.outputs))]
  const disk = checkDisk(outputs, looking).then((checks) => ({ checks, outputs }))
  const ofDisk = await timely('disk', disk, looking)
  return [ofMachine, ofConfig, ofEngine, ofGit, ...[...found, ofDisk].map(({ checks }) => checks)].flat()
}

type What = Parameters<typeof diskTooSlow>[0]

async function timely(what: What, look: Promise<Found>, looking: Looking, deadlineMs = longestMs): Promise<Found> {
  return inTime(look, deadlineMs, looking, () => ({ checks: [diskTooSlow(what, deadlineMs / 1_000)], outputs: [] }))
}
