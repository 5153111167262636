/** The settings that every engine has which asks servers: how many calls at once, how fast, how patiently. */
import { type JsonObject, numberOr } from '../../base/json.js'
import type { EngineSettings } from '../../domain/project.js'
import type { Patience } from '../engine.js'

export interface LaneSettings {
  readonly concurrency: number | 'auto'
  readonly requestsPerMinute: number | undefined
  readonly timeoutSeconds: number
  readonly retries: number
  readonly outageMinutes: number
}

const defaults = { concurrency: 'auto', timeout_seconds: 120, retries: 6, outage_minutes: 10 } as const

/** A word or a number. (An `anyOf` would answer a mistake with both of its branches.) */
export const concurrencySchema = {
  type: ['string', 'integer'],
  pattern: '^auto$',
  minimum: 1,
  takes: '"auto" or a whole number of at least 1',
} as const satisfies JsonObject

/** For `EngineKind.settings`. */
export const laneSchemas: Readonly<Record<string, JsonObject>> = {
  concurrency: {
    ...concurrencySchema,
    default: defaults.concurrency,
    description: 'How many completions are asked for at once: `auto` finds out, a number is a hard cap.',
  },
  requests_per_minute: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'At most so many calls are started a minute.',
    leftOut: 'no limit',
    examples: [60],
  },
  timeout_seconds: {
    type: 'number',
    exclusiveMinimum: 0,
    default: defaults.timeout_seconds,
    description:
      'How many seconds one completion may take, queueing at the server included. A shared call (`batch`) has so many for each of its texts.',
  },
  retries: {
    type: 'integer',
    minimum: 0,
    default: defaults.retries,
    description: 'How often a call that may pass later (a busy server, a broken connection) is tried again.',
  },
  outage_minutes: {
    type: 'number',
    minimum: 0,
    default: defaults.outage_minutes,
    description: 'How many minutes a server that went away in mid-build is waited for.',
  },
}

/** Reads settings that the config's schema let through (or that a caller of the API built by hand). */
export function readLaneSettings(settings: EngineSettings): LaneSettings {
  const { concurrency, requests_per_minute: requestsPerMinute } = settings
  return {
    concurrency: typeof concurrency === 'number' ? concurrency : defaults.concurrency,
    requestsPerMinute: typeof requestsPerMinute === 'number' ? requestsPerMinute : undefined,
    timeoutSeconds: numberOr(settings['timeout_seconds'], defaults.timeout_seconds),
    retries: numberOr(settings['retries'], defaults.retries),
    outageMinutes: numberOr(settings['outage_minutes'], defaults.outage_minutes),
  }
}

/** For `EngineKind.patience`. */
export function patienceOf({ retries, requestsPerMinute, outageMinutes }: LaneSettings): Patience {
  const outageMs = outageMinutes * 60_000
  return { retries, outageMs, ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }) }
}
