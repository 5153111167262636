/**
 * What the project, or one group, says about what is asked: only what stands there, with its places.
 *
 * Layers are laid over each other in merge.ts; defaults are filled in when a recipe is made (recipe.ts).
 */
import { defined } from '../base/defined.js'
import type { JsonObject, JsonValue } from '../base/json.js'
import type { Place } from '../domain/place.js'
import type { Example, PairRule, Recipe, Retry, Sampling } from '../domain/project.js'
import type { CheckParameter } from '../checks/check.js'
import { builtIn, type Passage, passageOfScalar, trimmedPassage } from './passage.js'
import type { Reading } from './reading.js'
import {
  child,
  childMap,
  childNumber,
  childScalar,
  childText,
  entriesOf,
  isFalse,
  type MapNode,
  type Node,
  placeOf,
  type ScalarNode,
  textsOf,
  toJson,
} from './tree.js'

/** `stop: false` takes the stop words of a lower layer away. */
export type GivenSampling = Partial<Omit<Sampling, 'stop'>> & { readonly stop?: readonly string[] | false }

export interface GivenCheck {
  readonly parameter: CheckParameter
  /** `undefined`: built in. */
  readonly node?: Node
}

export type GivenChecks = ReadonlyMap<string, GivenCheck>

export interface Layer {
  readonly model?: string
  readonly sampling: GivenSampling
  readonly retry: Partial<Retry>
  readonly checks: GivenChecks
  readonly maxAttempts?: number
  readonly unique?: Recipe['unique']
  readonly system?: Passage
  readonly variants?: GivenVariants
  readonly record: ReadonlyMap<string, Passage | false>
  /** Of the key `record`. */
  readonly recordPlace?: Place
  readonly pairs?: PairRule
  readonly vars: JsonObject
}

export type GivenVariants =
  | { readonly kind: 'list'; readonly names: readonly { readonly name: string; readonly place: Place }[] }
  | {
      readonly kind: 'mapping'
      readonly variants: ReadonlyMap<string, GivenVariant>
      /** Variants that were left out because they are wrong. */
      readonly broken: readonly string[]
    }

/** What a prompt set says about a variant beside its prompt: a default, below whatever the user says, for all variants or for one. */
export interface SetDefaults {
  readonly sampling: GivenSampling
  readonly checks: GivenChecks
}

/** What one layer says about a variant. */
export interface GivenVariant {
  /** `undefined`: it does not come from a prompt set. */
  readonly setDefaults?: SetDefaults
  readonly name: string
  /** Of its key. */
  readonly place: Place
  readonly off: boolean
  readonly prompt?: Passage
  /** Its prompt is there and cannot be read, or may stand under a key that is wrong. */
  readonly broken: boolean
  readonly system?: Passage
  readonly examples?: readonly GivenExample[]
  readonly model?: string
  readonly sampling: GivenSampling
  readonly retry: Partial<Retry>
  readonly checks: GivenChecks
  readonly record?: boolean
  readonly style?: { readonly name: string; readonly place: Place }
}

interface GivenExample extends Example {
  readonly place: Place | undefined
}

export async function readLayer(reading: Reading, node: MapNode): Promise<Layer> {
  const { file } = reading
  const variants = child(node, 'variants')
  const model = childText(node, 'model')
  const maxAttempts = childNumber(node, 'max_attempts')
  const unique = childText(node, 'unique')
  const system = child(node, 'system')
  const pairs = readPairs(child(node, 'pairs'))
  const record = node.entries.get('record')
  return {
    ...defined({ model }),
    sampling: readSampling(childMap(node, 'sampling')),
    retry: numbersOf(childMap(node, 'retry')),
    checks: readChecks(childMap(node, 'checks')),
    ...(unique === undefined ? {} : { unique: unique === 'group' ? 'group' : 'pair' }),
    ...defined({
      maxAttempts,
      system: system && systemOf(reading, system),
      variants: variants && (await readVariants(reading, variants)),
    }),
    record: new Map(
      entriesOf(child(node, 'record')).flatMap(([name, { node: value }]) =>
        value.kind === 'scalar' ? [[name, isFalse(value) ? false : passageOfScalar(file, value)] as const] : [],
      ),
    ),
    ...defined({ recordPlace: record && placeOf(file, record.keySpan), pairs }),
    vars: jsonOf(childMap(node, 'vars')),
  }
}

const jsonOf = (node: MapNode | undefined): JsonObject => (node === undefined ? {} : (toJson(node) as JsonObject))

function systemOf({ file }: Reading, node: Node): Passage {
  return node.kind !== 'scalar' || isFalse(node) ? builtIn('') : trimmedPassage(file, node)
}

function readPairs(node: Node | undefined): PairRule | undefined {
  if (node === undefined) return undefined
  const size = childNumber(node, 'sample')
  return size === undefined ? { kind: 'all' } : { kind: 'sample', size, seed: childNumber(node, 'seed') ?? 0 }
}

function readSampling(node: MapNode | undefined): GivenSampling {
  const stop = child(node, 'stop')
  if (stop === undefined) return numbersOf(node)
  return { ...numbersOf(node), stop: isFalse(stop) ? false : textsOf(stop) }
}

function numbersOf(node: MapNode | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(
    entriesOf(node).flatMap(([key, { node: value }]) =>
      value.kind === 'scalar' && typeof value.value === 'number' ? [[key, value.value]] : [],
    ),
  )
}

function readChecks(node: MapNode | undefined): GivenChecks {
  return new Map(
    entriesOf(node).map(([name, entry]) => [
      name,
      { parameter: toJson(entry.node) as CheckParameter, node: entry.node },
    ]),
  )
}

async function readVariants(reading: Reading, node: Node): Promise<GivenVariants> {
  if (node.kind === 'list') {
    const names = node.items.flatMap((item) =>
      item.kind === 'scalar' ? [{ name: String(item.value), place: placeOf(reading.file, item.span) }] : [],
    )
    return { kind: 'list', names }
  }
  const variants = new Map<string, GivenVariant>()
  for (const [name, { keySpan, node: value }] of entriesOf(node)) {
    variants.set(name, await readVariant(reading, name, placeOf(reading.file, keySpan), value))
  }
  return { kind: 'mapping', variants, broken: node.kind === 'map' ? [...node.dropped] : [] }
}

const nothing = { off: false, broken: false, sampling: {}, retry: {}, checks: new Map<string, GivenCheck>() }

async function readVariant(reading: Reading, name: string, place: Place, node: Node): Promise<GivenVariant> {
  if (isFalse(node)) return { ...nothing, name, place, off: true }
  if (node.kind === 'scalar') return { ...nothing, name, place, prompt: trimmedPassage(reading.file, node) }
  const prompt = await readPrompt(reading, child(node, 'prompt'))
  const system = child(node, 'system')
  const examples = child(node, 'examples')
  const model = childText(node, 'model')
  const record = childScalar(node, 'record')
  const style = childScalar(node, 'style')
  return {
    name,
    place,
    off: false,
    broken: prompt === undefined && node.kind === 'map' && (node.entries.has('prompt') || node.dropped.size > 0),
    ...defined({
      prompt,
      system: system && systemOf(reading, system),
      examples: examples && readExamples(reading, examples),
      model,
    }),
    sampling: readSampling(childMap(node, 'sampling')),
    retry: numbersOf(childMap(node, 'retry')),
    checks: readChecks(childMap(node, 'checks')),
    ...defined({
      record: record && record.value === true,
      style: style && { name: String(style.value), place: placeOf(reading.file, style.span) },
    }),
  }
}

async function readPrompt(reading: Reading, node: Node | undefined): Promise<Passage | undefined> {
  if (node?.kind === 'scalar') return trimmedPassage(reading.file, node)
  const path: ScalarNode | undefined = childScalar(node, 'file')
  return path === undefined ? undefined : reading.promptFile(path)
}

const printable = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

function readExamples({ file }: Reading, node: Node): readonly GivenExample[] {
  if (node.kind !== 'list') return []
  return node.items.flatMap((item) => {
    if (item.kind !== 'map') return []
    const values = Object.entries(toJson(item) as JsonObject).map(([key, value]) => [key, printable(value)] as const)
    const { text = '', ...read } = Object.fromEntries(values)
    return [{ values: read, text: text.trim(), place: placeOf(file, item.span) }]
  })
}
