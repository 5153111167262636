/** How fast does each model answer in this build? Measured where calls are made: what is between two of them counts, idle time does not. */
import type { Clock } from '../base/clock.js'
import type { Completion } from '../domain/completion.js'
import type { Pace } from '../domain/pace.js'
import type { Server } from '../engines/engine.js'

export interface PaceMeter {
  /** The same server, measured. */
  on(server: Server): Server
  /** model → its pace, of those that answered often enough to tell. */
  measured(): ReadonlyMap<string, Pace>
}

/** Of fewer calls the loading of the model would be most of the time. */
const fewestCalls = 30

interface Meter {
  underWay: number
  since: number
  busyMs: number
  calls: number
  /** `undefined`: a reply did not say. */
  promptTokens: number | undefined
  completionTokens: number | undefined
}

/** Measures nothing before a server is measured on it. */
export function makePaceMeter({ now }: Pick<Clock, 'now'>): PaceMeter {
  const meters = new Map<string, Meter>()
  const meterOf = (model: string): Meter => {
    const known = meters.get(model)
    if (known !== undefined) return known
    const made = { underWay: 0, since: 0, busyMs: 0, calls: 0, promptTokens: 0, completionTokens: 0 }
    meters.set(model, made)
    return made
  }
  return {
    on: (server) => ({
      ...server,
      complete: async (request, signal) => {
        const meter = meterOf(request.model)
        if (meter.underWay === 0) meter.since = now()
        meter.underWay += 1
        try {
          const reply = await server.complete(request, signal)
          count(meter, reply.completion)
          return reply
        } finally {
          meter.underWay -= 1
          if (meter.underWay === 0) meter.busyMs += now() - meter.since
        }
      },
    }),
    measured: () => {
      const telling = [...meters].filter(([, { calls, busyMs }]) => calls >= fewestCalls && busyMs > 0)
      return new Map(telling.map(([model, meter]) => [model, paceOf(meter)]))
    },
  }
}

function count(meter: Meter, { promptTokens, completionTokens }: Completion): void {
  meter.calls += 1
  meter.promptTokens = sum(meter.promptTokens, promptTokens)
  meter.completionTokens = sum(meter.completionTokens, completionTokens)
}

function sum(before: number | undefined, more: number | undefined): number | undefined {
  return before === undefined || more === undefined ? undefined : before + more
}

function paceOf({ calls, busyMs, promptTokens, completionTokens }: Meter): Pace {
  return {
    callsPerSecond: (calls / busyMs) * 1000,
    ...(promptTokens === undefined ? {} : { promptTokens: promptTokens / calls }),
    ...(completionTokens === undefined ? {} : { completionTokens: completionTokens / calls }),
  }
}
