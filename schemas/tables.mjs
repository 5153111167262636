/**
 * The tables of keys in docs/config.md, written from the schema.
 *
 * A table stands between `<!-- keys … -->` and `<!-- end -->`: `keys: model gpu` are keys of the config itself, `keys of sampling` all
 * keys of a mapping, `names of variants` what may stand under it without being a key of ours, and `index of keys` a list of all that the
 * tables tell of. Each key has an anchor, its path: `engine-ollama-hosts`.
 */
import { inYaml } from '../dist/src/config/schema/in-yaml.js'
import { takesOf } from '../dist/src/config/shape-words.js'

/** `text` with every table written anew. */
export function withTables(text, schema) {
  const subjects = new Set([...text.matchAll(/<!-- keys of (\S+) -->/g)].map(([, path]) => path))
  const told = []
  const written = text.replace(/(<!-- keys(?: of|:) ([^>]+) -->\n)[^]*?(?=<!-- end -->)/g, (_, marker, words) => {
    const keys = marker.includes('keys of ') ? keysOf(schema, words) : keysNamed(schema, words.split(' '))
    return marker + table(schema, withInner(schema, keys, subjects), told)
  })
  const named = written.replace(/(<!-- names of (\S+) -->\n)[^]*?(?=<!-- end -->)/g, (_, marker, path) => {
    return marker + tableOfNames(schema.properties[path].properties)
  })
  return named.replace(/(<!-- index of keys -->\n)[^]*?(?=<!-- end -->)/, (_, marker) => marker + index(told))
}

/** The path of every key that the schema has, without those of names that a user gives. */
export function pathsOf(schema) {
  const below = (keys) => keys.flatMap((key) => [key.path, ...(isShared(key) ? [] : below(innerKeys(schema, key)))])
  return below(Object.keys(schema.properties).map((name) => keyAt(schema, schema, [], name)))
}

const isShared = ({ given }) => given.$ref !== undefined

export const anchorOf = (path) => path.replace(/\.\*|\[\]/g, '').replaceAll('.', '-')

function keyAt(schema, parent, path, name) {
  const given = parent.properties[name]
  const isRequired = parent.required?.includes(name) ?? false
  return { name, path: [...path, name].join('.'), given, schema: resolved(schema, given), isRequired }
}

const keysNamed = (schema, names) => names.map((name) => keyAt(schema, schema, [], name))

function keysOf(schema, path) {
  const [first, ...rest] = path.split('.')
  let key = keyAt(schema, schema, [], first)
  for (const [at, part] of rest.entries()) {
    const so = [first, ...rest.slice(0, at + 1)].join('.')
    const inner = innerKeys(schema, key)
    if (part === '*') key = { ...key, path: so, schema: resolved(schema, key.schema.additionalProperties) }
    else if (key.path === 'engine') key = { path: so, schema: engineOf(key.schema, part) }
    else key = inner.find((one) => one.path === so)
  }
  return Object.keys(key.schema.properties).map((name) => keyAt(schema, key.schema, [path], name))
}

/** The keys that stand in a value of this one: in a mapping, in the mappings of a list, or in each of its engines. */
function innerKeys(schema, { path, schema: one }) {
  if (path === 'engine')
    return enginesOf(one).flatMap((name) => innerKeys(schema, { path: `engine.${name}`, schema: engineOf(one, name) }))
  const inside = [
    [one, path],
    [one.items, `${path}[]`],
    [one.additionalProperties, `${path}.*`],
  ]
  return inside.flatMap(([holder, at]) => {
    const mapping = resolved(schema, holder)
    if (mapping?.properties === undefined || (path === 'variants' && at === path)) return []
    return Object.keys(mapping.properties).map((name) => keyAt(schema, mapping, [at], name))
  })
}

const enginesOf = (engine) => engine.properties.kind.enum

function engineOf(engine, name) {
  const { then } = engine.allOf.find(({ if: condition }) => condition?.properties?.kind.const === name)
  const { kind: _, ...properties } = then.properties
  return { ...then, properties }
}

/** What `$ref` stands for, with the words that stand beside it. */
function resolved(schema, one) {
  if (one?.$ref === undefined) return one
  const { $ref, ...beside } = one
  return { ...schema.definitions[$ref.split('/').at(-1)], ...beside }
}

/** Keys of a mapping that no table of its own tells of come right behind it. */
function withInner(schema, keys, subjects) {
  return keys.flatMap((key) => {
    const inner = isShared(key) ? [] : innerKeys(schema, key)
    const free = inner.filter(({ path }) => ![...subjects].some((subject) => isOf(path, subject)))
    const base = key.path.split('.').slice(0, -1).join('.')
    const named = free.map((one) => ({ ...one, name: base === '' ? one.path : one.path.slice(base.length + 1) }))
    return [key, ...withInner(schema, named, subjects)]
  })
}

const isOf = (path, subject) => path.slice(0, path.lastIndexOf('.')) === subject

/** A key that is told already is not told again: it is named in the last row, with where that is. */
function table(schema, keys, told) {
  const again = new Map()
  const rows = keys.flatMap((key) => {
    const before = isShared(key) ? { path: key.given.$ref } : told.find((one) => isSame(one, key))
    if (before === undefined) {
      told.push(key)
      return [row(key)]
    }
    const whose = isShared(key) ? '' : before.path.split('.').slice(0, -1).at(-1)
    again.set(whose, [...(again.get(whose) ?? []), { ...key, before }])
    return []
  })
  const last = [...again].map(([whose, those]) => rowAgain(whose, those))
  return ['| key | takes | default | what |', '|---|---|---|---|', ...rows, ...last, ''].join('\n')
}

const isSame = (one, other) =>
  one.path.startsWith('engine.') &&
  other.path.startsWith('engine.') &&
  JSON.stringify([one.name, one.schema]) === JSON.stringify([other.name, other.schema])

function row({ name, path, schema, isRequired }) {
  const { description, examples = [], default: byDefault, leftOut } = schema
  const otherwise = byDefault === undefined ? (leftOut ?? 'as its keys say') : code(byDefault)
  const shown = examples.length > 0 && byDefault === undefined ? [`Such as ${code(examples[0])}.`] : []
  const what = [description, ...choicesOf(schema.properties?.kind ?? schema), ...shown].join(' ')
  const cells = [anchored(path, name), inCode(takesOf(schema)), isRequired ? 'required' : otherwise, what]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function choicesOf({ enum: values, enumDescriptions = [] }) {
  const choices = enumDescriptions.map((words, at) => `${code(values[at])}: ${words.replace(/\.$/, '')}`)
  return choices.length === 0 ? [] : [`${choices.join('; ')}.`]
}

function tableOfNames(properties) {
  const rows = Object.entries(properties).map(([name, { description }]) => `| \`${name}\` | ${description} |`)
  return ['| name | what |', '|---|---|', ...rows, ''].join('\n')
}

function rowAgain(whose, keys) {
  const names = keys.map(({ path, name }) => anchored(path, name)).join(', ')
  const [{ before }] = keys
  const where =
    whose === ''
      ? `its own, laid over [the project's](#${anchorOf(before.path.split('/').at(-1))}): mappings by key`
      : `as for [${code(whose)}](#${anchorOf(before.path)})`
  return `| ${names} | as there | ${whose === '' ? "the project's" : 'as there'} | ${where} |`
}

const anchored = (path, name) => `<a id="${anchorOf(path)}"></a>\`${name}\``

const code = (value) => `\`${inYaml(value)}\``

/** '"pair" or "group"' in code spans. */
const inCode = (takes) => takes.replace(/"([^"]*)"/g, '`$1`').replace(/\{[^}]*\}/g, '`$&`')

/** By name; of a name that several mappings have, each place. */
function index(told) {
  const byName = grouped(told)
  const names = [...byName.keys()].sort((a, b) => (a < b ? -1 : 1))
  return `${names.map((name) => entry(name, byName.get(name))).join(' · ')}\n`
}

const lastName = ({ path }) => path.split('.').at(-1)

function grouped(told) {
  const groups = new Map()
  for (const key of told) groups.set(lastName(key), [...(groups.get(lastName(key)) ?? []), key])
  return groups
}

const link = ({ path }, words) => `[${words}](#${anchorOf(path)})`

function entry(name, keys) {
  if (keys.length === 1) return link(keys[0], `\`${name}\``)
  return `\`${name}\` (${keys.map((key) => link(key, homeOf(key))).join(', ')})`
}

/** "sampling", "group", "ollama". */
function homeOf({ path }) {
  const home =
    path
      .replace(/\.\*|\[\]/g, '')
      .split('.')
      .slice(0, -1)
      .at(-1) ?? 'project'
  return { groups: 'group', sources: 'source', variants: 'variant' }[home] ?? home
}
