/**
 * The doors into Faker: a locale, a method by its name, a stream of values of a field's own.
 *
 * Faker is large and only generated sources need it, so it is loaded here, late, one locale at a time.
 */
import { readdirSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Faker } from '@faker-js/faker'
import { digestOfFrames } from '../base/hash.js'
import { isJsonObject, type JsonScalar } from '../base/json.js'

/** Methods such as "date.past" count from a day that never moves: today must not change a source. */
const today = '2025-01-01T00:00:00.000Z'

/** Faker with one locale's data; `undefined`: there is no such locale. */
export async function loadLocale(locale: string): Promise<Faker | undefined> {
  if (!/^[A-Za-z_]+$/.test(locale)) return undefined
  try {
    const loaded = (await import(`@faker-js/faker/locale/${locale}`)) as { readonly faker: Faker }
    return loaded.faker
  } catch {
    return undefined
  }
}

/** Every locale's name. Loads all of them: for a message only. */
export async function allLocales(): Promise<readonly string[]> {
  const { allFakers } = await import('@faker-js/faker')
  return Object.keys(allFakers)
}

/** The same, by the names of their files: loads none of them. */
export function localesAtHand(): readonly string[] {
  const english = fileURLToPath(import.meta.resolve('@faker-js/faker/locale/en'))
  const ending = extname(english)
  return readdirSync(dirname(english)).flatMap((file) => (file.endsWith(ending) ? [basename(file, ending)] : []))
}

/** A Faker of its own for one field, so that a field that comes or goes moves no value of another. */
export function streamOf(locale: Faker, seed: number, key: string): Faker {
  const Maker = locale.constructor as typeof Faker
  const stream = new Maker({ locale: locale.rawDefinitions })
  const digest = digestOfFrames(['stream', key])
  const words = [0, 8, 16].map((at) => Number.parseInt(digest.slice(at, at + 8), 16))
  stream.seed([seed >>> 0, Math.floor(Math.abs(seed) / 2 ** 32), seed < 0 ? 1 : 0, ...words])
  stream.setDefaultRefDate(today)
  return stream
}

/** "module.method" of everything that can be called. */
export function methodsOf(faker: Faker): readonly string[] {
  return Object.keys(faker).flatMap((module) => methodNames(faker, module).map((name) => `${module}.${name}`))
}

/**
 * What a field's method calls: "person.fullName", or a part of what a method gives ("airline.airport.name").
 * `undefined`: Faker has no such method. Only what Faker lists as its own is reached, never what objects inherit.
 */
export function callOf(faker: Faker, method: string): (() => unknown) | undefined {
  const [module = '', name = '', ...parts] = method.split('.')
  if (!Object.hasOwn(faker, module) || !methodNames(faker, module).includes(name)) return undefined
  const owner = (faker as unknown as Record<string, Record<string, () => unknown>>)[module]
  const call = owner?.[name]?.bind(owner)
  if (call === undefined || parts.length === 0) return call
  return () => parts.reduce<unknown>(partOf, call())
}

/** A value as JSON has it: dates as ISO texts, big integers as texts. `undefined`: a list, a mapping or nothing. */
export function scalarOf(value: unknown): JsonScalar | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Date ? value.toISOString() : undefined
}

function partOf(value: unknown, part: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined
}

function methodNames(faker: Faker, module: string): readonly string[] {
  const owner: unknown = (faker as unknown as Record<string, unknown>)[module]
  if (module === 'fakerCore' || !isJsonObject(owner)) return []
  const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(owner))
  const names = new Set([...Object.keys(owner), ...inherited])
  names.delete('constructor')
  return [...names].filter((name) => typeof (owner as Record<string, unknown>)[name] === 'function')
}
