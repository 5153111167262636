/**
 * Are the keys known, and the values of the right kind?
 *
 * The validator is compiled from the JSON Schema when the package is built. What is wrong is taken out of the tree, so that the
 * rest can still be checked, and all mistakes are shown at once.
 */
import type { Diagnostic } from '../domain/diagnostic.js'
import * as say from '../messages/config-shape.js'
import { hintFor, shown, takesOf } from './shape-words.js'
import type { TextFile } from './text-file.js'
import { drop, type MapNode, type Node, placeOf, type Span, toJson } from './tree.js'
import { type ShapeError, validate } from './validate-config.js'

export function checkShape(file: TextFile, root: MapNode): Diagnostic[] {
  const problems = new Map<string, Diagnostic>()
  // what is taken out may leave a shape that is wrong in turn (a list without items): that is taken out without a word
  for (let round = 1; round <= 20; round += 1) {
    const found = shapeErrors(root).map((error) => ({ error, at: locate(root, error.instancePath) }))
    if (found.length === 0) break
    for (const { error, at } of found) {
      const key = `${error.instancePath} ${unknownKeyOf(error) ?? ''}`
      if (round === 1 && !problems.has(key)) problems.set(key, describe(file, error, at))
    }
    for (const { error, at } of found) takeOut(error, at)
  }
  return [...problems.values()]
}

function shapeErrors(root: MapNode): readonly ShapeError[] {
  if (validate(toJson(root))) return []
  return (validate.errors ?? []).filter((error) => error.keyword !== 'if' && !isSaidElsewhere(error))
}

/** The version was judged before. Which engine is meant, and what it and the config cannot do without, is judged when all is read. */
function isSaidElsewhere({ keyword, params, instancePath }: ShapeError): boolean {
  if (instancePath === '' || instancePath === '/version') return keyword === 'required' || instancePath !== ''
  if (keyword === 'enum') return instancePath === '/engine' || instancePath === '/engine/kind'
  return keyword === 'required' && instancePath === '/engine' && params['missingProperty'] !== 'kind'
}

/** A node and the keys and list positions that lead to it. */
interface Located {
  readonly node: Node
  readonly path: readonly string[]
  /** The mappings that it is in, with the key that leads to it; the innermost is last. */
  readonly within: readonly { readonly map: MapNode; readonly key: string }[]
  readonly keySpan: Span | undefined
}

function locate(root: MapNode, pointer: string): Located {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const within: { map: MapNode; key: string }[] = []
  let node: Node = root
  let keySpan: Span | undefined
  for (const key of path) {
    if (node.kind === 'map') {
      const entry = node.entries.get(key)
      if (entry === undefined) break
      within.push({ map: node, key })
      keySpan = entry.keySpan
      node = entry.node
    } else if (node.kind === 'list') node = node.items[Number(key)] ?? node
  }
  return { node, path, within, keySpan }
}

function unknownKeyOf({ keyword, params }: ShapeError): string | undefined {
  return keyword === 'additionalProperties' ? String(params['additionalProperty']) : undefined
}

function takeOut(error: ShapeError, { node, within }: Located): void {
  const key = unknownKeyOf(error)
  const innermost = within.at(-1)
  if (key !== undefined && node.kind === 'map') drop(node, key)
  else if (innermost !== undefined) drop(innermost.map, innermost.key)
}

function describe(file: TextFile, error: ShapeError, at: Located): Diagnostic {
  const name = at.within.at(-1)?.key ?? ''
  const place = placeOf(file, at.node.span)
  const unknown = unknownKeyOf(error)
  if (unknown !== undefined) return describeUnknown(file, error, at, unknown)
  if (error.keyword === 'required') {
    const key = String(error.params['missingProperty'])
    const isItem = /^\d+$/.test(at.path.at(-1) ?? '')
    return say.missingKey(key, ownerOf(at), placeOf(file, isItem ? at.node.span : (at.keySpan ?? at.node.span)))
  }
  if ((error.keyword === 'minItems' || error.keyword === 'minProperties') && isEmpty(error.data))
    return say.emptyValue(name, place)
  const takes = takesOf(error.parentSchema)
  if (error.data === null) return say.missingValue(name, takes, placeOf(file, at.keySpan ?? at.node.span))
  return say.wrongValue(name, takes, shown(error.data), place, hintFor(error.data, error.parentSchema) ?? exampleOf(at))
}

/** Of what is often written shorter than it may be. */
function exampleOf({ path }: Located): string | undefined {
  return path.join('/') === 'groups' ? say.groupsExample : undefined
}

const isEmpty = (value: unknown): boolean =>
  Object.keys(typeof value === 'object' && value !== null ? value : {}).length === 0

function describeUnknown(file: TextFile, error: ShapeError, at: Located, key: string): Diagnostic {
  const span = (at.node.kind === 'map' ? at.node.entries.get(key)?.keySpan : undefined) ?? at.node.span
  const place = placeOf(file, span)
  const known = Object.keys(error.parentSchema['properties'] ?? {})
  if (at.path.at(-1) === 'checks') return say.unknownCheck(key, known, place)
  const home = homes.find(([mapping, keys]) => known.includes(mapping) && keys.includes(key))
  if (home !== undefined && !known.some((other) => other.toLowerCase() === key.toLowerCase())) {
    return say.misplacedKey(key, ownerOf(at), home[0], place)
  }
  const ours = foreign.find(([own, keys]) => known.includes(own) && keys.includes(key))?.[0]
  return say.unknownKey(ours ?? key, key, ownerOf(at), known, place)
}

/** What other tools call it. */
const foreign: readonly (readonly [own: string, keys: readonly string[]])[] = [
  ['model', ['base_model', 'model_id', 'model_name', 'model_name_or_path', 'llm']],
  ['engine', ['backend', 'provider']],
  ['groups', ['data', 'data_files', 'dataset', 'datasets', 'input', 'inputs', 'questions']],
  ['files', ['data_files', 'folder', 'path', 'paths', 'pattern']],
  ['variants', ['instructions', 'prompt', 'styles', 'templates']],
  ['output', ['dest', 'out', 'output_dir', 'output_path']],
  ['system', ['system_prompt']],
]

/** Keys that are often looked for one level higher than they are. */
const homes: readonly (readonly [mapping: string, keys: readonly string[]])[] = [
  [
    'sampling',
    ['temperature', 'top_p', 'max_tokens', 'seed', 'top_k', 'min_p', 'repeat_penalty', 'repeat_last_n', 'stop'],
  ],
  ['retry', ['temperature_step', 'temperature_max']],
  ['pairs', ['sample']],
  ['faker', ['entries', 'seed', 'locale', 'fields', 'unique']],
  ['engine', ['api_key_env', 'base_url', 'concurrency', 'context_tokens', 'hosts', 'retries', 'timeout_seconds']],
]

/** "a group", "the engine \"ollama\"", "\"sampling\"". */
function ownerOf({ path, node, within }: Located): string {
  const [first] = path
  const name = within.at(-1)?.key ?? ''
  const parent = path.at(-2)
  if (path.length === 0) return 'the config'
  if (first === 'engine' && path.length === 1) {
    const kind = node.kind === 'map' ? node.entries.get('kind')?.node : undefined
    return kind?.kind === 'scalar' ? `the engine "${String(kind.value)}"` : '"engine"'
  }
  if (parent === 'examples') return 'an example'
  if (/^\d+$/.test(path.at(-1) ?? '')) return `an entry of "${name}"`
  if (path.length === 2 && first === 'groups') return `the group "${name}"`
  if (path.length === 2 && first === 'sources') return `the source "${name}"`
  if (parent === 'variants') return `the variant "${name}"`
  return `"${name}"`
}
