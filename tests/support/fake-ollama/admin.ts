/** What no Ollama has: the fake's own pages, for tests and benches in another process. */
import type { ServerResponse } from 'node:http'
import { faultFrom } from './faults.js'
import { parseBody, sendError, sendJson } from './protocol.js'
import type { State } from './state.js'
import { resetStats } from './stats.js'

/** POST /__faults: one fault, or a list of them. */
export function addFaults(text: string, response: ServerResponse, { plan }: State): void {
  const sent = parseBody(text)
  try {
    const faults = (Array.isArray(sent) ? sent : [sent]).map(faultFrom)
    for (const fault of faults) plan.add(fault)
    sendJson(response, { added: faults.length })
  } catch (error) {
    sendError(response, { status: 400, body: JSON.stringify({ error: String(error) }) })
  }
}

/** POST /__reset: counts from nought, forgets what came; with {"faults": true} also what is yet to go wrong. */
export function reset(text: string, response: ServerResponse, state: State): void {
  const { faults = false } = (parseBody(text) ?? {}) as { faults?: boolean }
  forget(state, faults)
  sendJson(response, state.stats)
}

export function forget(state: State, faults: boolean): void {
  resetStats(state.stats)
  state.requests.length = 0
  state.loadRequests.length = 0
  if (!faults) return
  state.plan.clear()
  state.slowness = 1
}
