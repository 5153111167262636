/** What is refused before anything else is looked at: another version, keys that are not there yet, and texts that lost their end. */
import type { Diagnostic } from '../domain/diagnostic.js'
import { wrongValue } from '../messages/config-shape.js'
import { commentInText } from '../messages/config-yaml.js'
import * as sayPaths from '../messages/config-paths.js'
import * as say from '../messages/config.js'
import { shown } from './shape-words.js'
import { placeIn, type TextFile } from './text-file.js'
import { child, drop, entriesOf, type MapNode, type Node, placeOf, toJson } from './tree.js'

const reservedKeys = 'engines recipes matrix exports reports include split'.split(' ')

/** `final`: of another version, nothing else can be said. */
export function checkVersion(file: TextFile, root: MapNode): { problem?: Diagnostic; final: boolean } {
  const node = child(root, 'version')
  if (node === undefined) return { problem: say.versionMissing(placeIn(file, root.span.start)), final: false }
  const value = toJson(node)
  if (value === 1) return { final: false }
  const place = placeOf(file, node.span)
  if (typeof value === 'number') return { problem: say.versionUnknown(String(value), place), final: true }
  return {
    problem: wrongValue('version', 'the number 1', value === null ? 'nothing' : shown(value), place, 'Say: version: 1'),
    final: false,
  }
}

/** Keys that are reserved for what is to come; they are taken out. */
export function refuseReserved(file: TextFile, root: MapNode): Diagnostic[] {
  const problems: Diagnostic[] = []
  for (const key of reservedKeys) {
    const entry = root.entries.get(key)
    if (entry === undefined) continue
    problems.push(say.keyNotYet(key, placeOf(file, entry.keySpan)))
    drop(root, key)
  }
  return problems
}

/** A prompt, column, question or answer without quotes that a comment follows: " #" may have been meant as text. */
export function refuseLostEnds(file: TextFile, root: MapNode): Diagnostic[] {
  const groups = valuesOf(child(root, 'groups'))
  const layers = [root, ...groups]
  const rows = [...groups, ...valuesOf(child(root, 'sources'))]
  const texts: readonly (Node | undefined)[] = [
    ...layers.flatMap((layer) => promptsOf(child(layer, 'variants'))),
    ...layers.flatMap((layer) => valuesOf(child(layer, 'record'))),
    ...rows.flatMap((row) => [child(row, 'question'), child(row, 'answer')]),
  ]
  const comments = texts.flatMap((node) =>
    node?.kind === 'scalar' && typeof node.value === 'string' ? (node.comment ?? []) : [],
  )
  return comments.map((span) => commentInText(placeOf(file, span)))
}

const valuesOf = (node: Node | undefined): readonly Node[] => entriesOf(node).map(([, { node: value }]) => value)

const promptsOf = (variants: Node | undefined): readonly (Node | undefined)[] =>
  valuesOf(variants).map((variant) => (variant.kind === 'map' ? child(variant, 'prompt') : variant))

/** Names under `sources` and `groups` become parts of paths. */
export function checkPathNames(file: TextFile, root: MapNode): Diagnostic[] {
  return (['source', 'group'] as const).flatMap((kind) => {
    const folded = new Map<string, string>()
    return entriesOf(child(root, `${kind}s`)).flatMap(([name, { keySpan }]) => {
      const place = placeOf(file, keySpan)
      if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*$/u.test(name) || name.endsWith('.'))
        return [sayPaths.nameForPath(kind, name, place)]
      const other = folded.get(name.toLowerCase())
      folded.set(name.toLowerCase(), name)
      return other === undefined ? [] : [sayPaths.namesCollide(kind, name, other, place)]
    })
  })
}
