import { canonicalJson } from './canonical-json.js'
import type { FaultSpan, TemplateFault } from './template-fault.js'

/**
 * Templates: Liquid, in a fixed subset without side effects.
 *
 * Plain templates (text and `{{ a.b }}`) are compiled here; anything else loads liquidjs. Inserted text is never evaluated again.
 */

export type Scope = Readonly<Record<string, unknown>>
export type Render = (scope: Scope) => string

export interface TemplateText {
  readonly text: string
  readonly kind: 'plain' | 'liquid'
}

/** Thrown where a template cannot be read or worked out: what is wrong as data, with its place. It is worded where it is told. */
export class TemplateProblem extends Error {
  override readonly name = 'TemplateProblem'
  readonly fault: TemplateFault
  readonly span: FaultSpan

  constructor(fault: TemplateFault, span: FaultSpan) {
    super(fault.kind)
    this.fault = fault
    this.span = span
  }
}

/** Thrown by a render: the template prints a variable that has no value. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue'
  /** The dotted path: "a1", "row1.level". */
  readonly path: string

  constructor(path: string) {
    super(path)
    this.path = path
  }
}

/** Kind, and the dotted paths of the variables that it mentions (sorted, each once; loop variables left out). Throws TemplateProblem. */
export async function readTemplate(
  text: string,
): Promise<{ readonly kind: 'plain' | 'liquid'; readonly reads: readonly string[] }> {
  const parts = plainParts(text)
  if (parts === undefined) {
    const { liquidReads } = await import('./liquid.js')
    return { kind: 'liquid', reads: liquidReads(text) }
  }
  return { kind: 'plain', reads: [...new Set(parts.flatMap(({ path }) => path ?? []))].sort() }
}

/** A render function: sync once made. It throws MissingValue, and for Liquid TemplateProblem. */
export async function compileTemplate(template: TemplateText): Promise<Render> {
  const parts = template.kind === 'plain' ? plainParts(template.text) : undefined
  if (parts !== undefined) return compilePlain(parts)
  const { compileLiquid } = await import('./liquid.js')
  return compileLiquid(template.text)
}

/** "{{ a1 }}" → "a1": the dotted path when the text is exactly one plain placeholder. */
export function placeholderOf(text: string): string | undefined {
  const [part, ...rest] = plainParts(text.trim()) ?? []
  return rest.length === 0 && part?.before === '' ? part.path : undefined
}

/** The value at a dotted path of a scope (own properties of mappings and lists only); `undefined` where there is none. */
export function valueAt(scope: Scope, path: string): unknown {
  return valueOf(scope, path.split('.'))
}

/**
 * The template's text with the root of each variable that it reads renamed, so that a digest does not depend on a variant's name.
 * Only for digests: the result need not be a template.
 */
export async function renameVariables(template: TemplateText, rename: (root: string) => string): Promise<string> {
  const parts = template.kind === 'plain' ? plainParts(template.text) : undefined
  if (parts === undefined) {
    const { renameInLiquid } = await import('./liquid.js')
    return renameInLiquid(template.text, rename)
  }
  return parts
    .map(({ before, path }) => {
      if (path === undefined) return before
      const [root = '', ...rest] = path.split('.')
      return `${before}{{ ${[rename(root), ...rest].join('.')} }}`
    })
    .join('')
}

/**
 * How a value is printed, in both kinds: text as it is, numbers and booleans as text, a list of scalars joined with ", "
 * (nulls left out), anything deeper as canonical JSON. `undefined` and null have no text.
 */
export function printed(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'object' || value === null) return undefined
  const isDeep = !Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null)
  return isDeep ? canonicalJson(value) : value.flatMap((item: unknown) => printed(item) ?? []).join(', ')
}

/** Text, and the placeholder behind it; the last part has none. */
interface Part {
  readonly before: string
  readonly path: string | undefined
}

// A name that ends in "-" is left to Liquid: {{ a-}} strips blanks there.
const placeholder = /\{\{[ \t\r\n]*([A-Za-z_](?:[\w-]*\w)?(?:\.[A-Za-z_](?:[\w-]*\w)?)*)[ \t\r\n]*\}\}/y
const literals = new Set(['true', 'false', 'nil', 'null', 'empty', 'blank'])

/** `undefined` where the text is more than text and plain placeholders. */
function plainParts(text: string): readonly Part[] | undefined {
  if (text.includes('{%')) return undefined
  const parts: Part[] = []
  let end = 0
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', end)) {
    placeholder.lastIndex = open
    const path = placeholder.exec(text)?.[1]
    if (path === undefined || literals.has(path)) return undefined
    parts.push({ before: text.slice(end, open), path })
    end = placeholder.lastIndex
  }
  if (end < text.length) parts.push({ before: text.slice(end), path: undefined })
  return parts
}

function compilePlain(parts: readonly Part[]): Render {
  const steps = parts.map(({ before, path }) => ({ before, keys: path?.split('.') }))
  return (scope) => {
    let out = ''
    for (const { before, keys } of steps) {
      out += before
      if (keys === undefined) continue
      const value = valueOf(scope, keys)
      out += typeof value === 'string' ? value : (printed(value) ?? missing(scope, keys))
    }
    return out
  }
}

function valueOf(scope: Scope, keys: readonly string[]): unknown {
  let value: unknown = scope
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    if (key === 'length' && Array.isArray(value)) return undefined
    value = (value as Scope)[key]
  }
  return value
}

/** Names the first step of the path that is not there: "row1.level" of "row1.level.name". */
function missing(scope: Scope, keys: readonly string[]): never {
  const found = keys.findIndex((_key, index) => (valueOf(scope, keys.slice(0, index + 1)) ?? undefined) === undefined)
  throw new MissingValue(keys.slice(0, found === -1 ? keys.length : found + 1).join('.'))
}
