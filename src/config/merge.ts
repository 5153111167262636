/** One rule everywhere: mappings merge by key, scalars and lists replace, false switches off. */
import type { JsonObject, JsonValue } from '../base/json.js'
import { isJsonObject } from '../base/json.js'
import type { Place } from '../domain/place.js'
import * as say from '../messages/config.js'
import type { GivenVariant, GivenVariants } from './layer.js'
import type { PromptSet } from './prompt-set.js'
import type { Reading } from './reading.js'

export interface ResolvedVariants {
  readonly variants: readonly GivenVariant[]
  /** Names that nobody is told about again: they are wrong themselves. */
  readonly broken: ReadonlySet<string>
  /** Names that were there and were left out, with the place that says so. */
  readonly off: ReadonlyMap<string, Place>
}

/** A prompt set, the project's variants and a group's, laid over each other. `set`: the one in force. */
export function resolveVariants(
  reading: Reading,
  set: { readonly prompts: PromptSet; readonly place: Place } | undefined,
  layers: readonly { readonly variants: GivenVariants | undefined; readonly group: string | undefined }[],
): ResolvedVariants {
  const builtInOnes = set === undefined ? [] : variantsOf(reading, set.prompts, set.place)
  /** Every variant that a name can mean; a list may take up again what a lower layer left out. */
  const known = new Map(builtInOnes.map((variant) => [variant.name, variant]))
  let current = new Map(known)
  const broken = new Set<string>()
  const off = new Map<string, Place>()
  for (const { variants: given, group } of layers) {
    if (given === undefined) continue
    if (given.kind === 'list') {
      const [first] = given.names
      for (const name of current.keys()) if (first !== undefined) off.set(name, first.place)
      current = chosen(reading, given.names, known, broken, group)
    } else {
      for (const name of given.broken) broken.add(name)
      for (const variant of given.variants.values()) layOver(reading, variant, { current, known, off, broken }, group)
    }
    for (const name of current.keys()) off.delete(name)
  }
  return { variants: [...current.values()], broken, off }
}

function variantsOf(reading: Reading, { variants }: PromptSet, place: Place): GivenVariant[] {
  return Object.entries(variants).map(([name, { prompt, examples = [], sampling = {}, checks = {} }]) => ({
    name,
    place,
    off: false,
    broken: false,
    prompt: reading.builtIn(prompt),
    examples: examples.map(({ text = '', ...values }) => ({ values, text: text.trim(), place: undefined })),
    sampling: {},
    retry: {},
    checks: new Map(),
    setDefaults: {
      sampling,
      checks: new Map(Object.entries(checks).map(([check, parameter]) => [check, { parameter }])),
    },
  }))
}

function chosen(
  reading: Reading,
  names: readonly { readonly name: string; readonly place: Place }[],
  known: ReadonlyMap<string, GivenVariant>,
  broken: Set<string>,
  group: string | undefined,
): Map<string, GivenVariant> {
  const taken = new Map<string, GivenVariant>()
  for (const { name, place } of names) {
    const variant = known.get(name)
    if (variant === undefined) {
      reading.report(say.unknownVariant(name, [...known.keys()], place), group)
      broken.add(name)
    } else taken.set(name, variant.prompt?.place === undefined ? { ...variant, place } : variant)
  }
  return taken
}

interface Laying {
  readonly current: Map<string, GivenVariant>
  readonly known: Map<string, GivenVariant>
  readonly off: Map<string, Place>
  readonly broken: Set<string>
}

function layOver(
  reading: Reading,
  variant: GivenVariant,
  { current, known, off, broken }: Laying,
  group: string | undefined,
): void {
  const { name } = variant
  if (variant.off) {
    if (!known.has(name)) {
      reading.report(say.nothingToDrop(name, [...known.keys()], variant.place), group)
      broken.add(name)
    }
    if (current.delete(name)) off.set(name, variant.place)
    return
  }
  const merged = mergeVariants(current.get(name) ?? known.get(name), variant)
  current.set(name, merged)
  known.set(name, merged)
}

/** A variant with a prompt of its own takes nothing from the one below it. */
function mergeVariants(lower: GivenVariant | undefined, upper: GivenVariant): GivenVariant {
  if (lower === undefined || upper.prompt !== undefined || upper.broken) return upper
  return {
    ...lower,
    ...upper,
    sampling: { ...lower.sampling, ...upper.sampling },
    retry: { ...lower.retry, ...upper.retry },
    checks: new Map([...lower.checks, ...upper.checks]),
  }
}

/** Columns: a template replaces, false takes away. The upper layer's order counts where it names a column of the lower one. */
export function mergeColumns<T>(
  lower: ReadonlyMap<string, T>,
  upper: ReadonlyMap<string, T | false>,
): ReadonlyMap<string, T> {
  const named = [...upper].filter(([, value]) => value !== false) as [string, T][]
  const left = [...lower].filter(([name]) => !upper.has(name))
  const lastShared = named.findLastIndex(([name]) => lower.has(name))
  return new Map([...named.slice(0, lastShared + 1), ...left, ...named.slice(lastShared + 1)])
}

/** Mappings by key, anything else replaced. */
export function mergeJson(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged = new Map<string, JsonValue>(Object.entries(lower))
  for (const [key, value] of Object.entries(upper)) {
    const below = merged.get(key)
    merged.set(key, isJsonObject(value) && isJsonObject(below) ? mergeJson(below, value) : value)
  }
  return Object.fromEntries(merged)
}
