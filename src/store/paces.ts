/**
 * How fast do models answer here? What builds have measured, for `plan` to estimate by.
 *
 * It decides nothing and is in no fingerprint; losing it costs an estimate. Shared by the configs of a folder, like the completions.
 */
import { readFileSync } from 'node:fs'
import { isJsonObject, parseJson } from '../base/json.js'
import { writeWhole } from '../base/whole-file.js'
import type { Pace } from '../domain/pace.js'

/** By engine and model: "ollama llama3.2:latest". */
export type Paces = ReadonlyMap<string, Pace>

const format = 1
/** The share of the latest build: machines and settings change, and one odd build is forgotten after some. */
const weight = 0.5

/** Not there, of another format, or damaged: none. */
export function readPaces(path: string): Paces {
  const file = parseJson(textAt(path))
  if (!isJsonObject(file) || file['v'] !== format || !isJsonObject(file['paces'])) return new Map()
  return new Map(Object.entries(file['paces']).flatMap(([key, pace]) => (isPace(pace) ? [[key, pace] as const] : [])))
}

/** Adds what a build has measured. A failure to write is no failure of the build. */
export function addPaces(path: string, measured: Paces): void {
  if (measured.size === 0) return
  const paces = new Map(readPaces(path))
  for (const [key, pace] of measured) paces.set(key, blended(paces.get(key), pace))
  try {
    writeWhole(path, JSON.stringify({ v: format, paces: Object.fromEntries(paces) }), { isSynced: false })
  } catch {
    // a read-only folder: nothing is estimated
  }
}

function blended(before: Pace | undefined, now: Pace): Pace {
  if (before === undefined) return now
  const { callsPerSecond, ...tokens } = now
  const means = Object.entries(tokens).map(([kind, count]) => [
    kind,
    mean(before[kind as keyof typeof tokens] ?? count, count),
  ])
  return { callsPerSecond: mean(before.callsPerSecond, callsPerSecond), ...Object.fromEntries(means) }
}

const mean = (before: number, now: number): number => before + (now - before) * weight

function isPace(value: unknown): value is Pace {
  if (!isJsonObject(value)) return false
  const { callsPerSecond, promptTokens = 0, completionTokens = 0 } = value
  return [callsPerSecond, promptTokens, completionTokens].every(Number.isFinite) && Number(callsPerSecond) > 0
}

function textAt(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
