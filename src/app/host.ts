import { makeSystemClock } from '../base/clock.js'
import type { Surroundings } from './surroundings.js'

/** The process that the Node API runs in. */
export function hostSurroundings(): Surroundings & { readonly cwd: string } {
  return {
    cwd: process.cwd(),
    env: process.env,
    processId: process.pid,
    nowMs: () => Date.now(),
    clock: makeSystemClock(),
    random: () => Math.random(),
  }
}
