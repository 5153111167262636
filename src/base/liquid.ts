/**
 * The larger templates: a fixed, pure subset of Liquid, on liquidjs. Loaded only where a template needs it.
 *
 * What liquidjs says is put into our words, with the place in the template's text. liquidjs overlooks leftovers
 * ("{{ first name }}" prints "first"), so every expression is checked once more after parsing.
 */
import { Context, Liquid, LiquidError, TypeGuards, Value, toValueSync } from 'liquidjs'
import type { Emitter, TagToken, Template, Token, Variable } from 'liquidjs'
import { nearest } from './nearest.js'
import { MissingValue, TemplateProblem, printed } from './template.js'
import type { Render, Scope } from './template.js'

/** The tags of the subset, as they open. */
export const liquidTags: readonly string[] = 'if unless case for break continue raw comment'.split(' ')
/** The filters of the subset: pure, the same everywhere and every day. */
export const liquidFilters: readonly string[] = (
  'abs append at_least at_most capitalize ceil compact concat default divided_by downcase first floor join last ' +
  'lstrip map minus modulo plus prepend remove remove_first remove_last replace replace_first replace_last reverse ' +
  'round rstrip size slice sort split squish strip strip_newlines sum times truncate truncatewords uniq upcase where'
).split(' ')
const innerTags = 'elsif else when endif endunless endcase endfor endraw endcomment'.split(' ')
/** Characters of a template and of what it renders; also what filters and ranges may allocate. */
const sizeLimit = 1_000_000
/** The last resort against loops that print nothing; no honest template comes near it. */
const renderLimitMs = 10_000

const engine = makeEngine()

function makeEngine(): Liquid {
  const made = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    parseLimit: sizeLimit,
    memoryLimit: 10 * sizeLimit,
    renderLimit: renderLimitMs,
  })
  for (const tag of Object.keys(made.tags)) if (!liquidTags.includes(tag)) delete made.tags[tag]
  for (const filter of Object.keys(made.filters)) if (!liquidFilters.includes(filter)) made.unregisterFilter(filter)
  return made
}

/** The dotted paths of the variables that a Liquid template reads. Throws TemplateProblem. */
export function liquidReads(text: string): readonly string[] {
  return [...new Set(variablesOf(text).map(({ path }) => path))].sort()
}

/** A render function for a Liquid template. Throws TemplateProblem. */
export function compileLiquid(text: string): Render {
  const templates = parse(text)
  const roots = [...new Set(variablesOf(text).map(({ path }) => path.split('.', 1)[0] ?? ''))]
  return (scope) => {
    const given = Object.fromEntries(roots.flatMap((root) => presentMember(scope, root)))
    const context = new Context(given, engine.options, { sync: true })
    context.liquid = engine
    try {
      return String(toValueSync(engine.renderer.renderTemplates(templates, context, new Printer())))
    } catch (error) {
      throw renderProblem(error, text)
    }
  }
}

/** See renameVariables. */
export function renameInLiquid(text: string, rename: (root: string) => string): string {
  let out = ''
  let end = 0
  for (const { offset, root } of variablesOf(text).sort((a, b) => a.offset - b.offset)) {
    if (offset < end || !text.startsWith(root, offset)) continue
    out += text.slice(end, offset) + rename(root)
    end = offset + root.length
  }
  return out + text.slice(end)
}

/** Collects what is printed, in the format of all templates. */
class Printer implements Emitter {
  buffer = ''

  write(value: unknown): void {
    const text = printed(value)
    if (text === undefined) throw new NothingToPrint()
    this.buffer += text
    if (this.buffer.length > sizeLimit) throw new TooMuch()
  }
}

class NothingToPrint extends Error {}
class TooMuch extends Error {}

/** A member without the nulls in it: to liquidjs null is a value, to us it is missing. */
function presentMember(scope: Scope, root: string): readonly (readonly [string, unknown])[] {
  const value = Object.hasOwn(scope, root) ? present(scope[root]) : undefined
  return value === undefined ? [] : [[root, value]]
}

function present(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.filter((item) => item !== null && item !== undefined).map(present)
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.keys(value).flatMap((key) => presentMember(value as Scope, key)))
}

function parse(text: string): Template[] {
  try {
    const templates = engine.parse(text)
    checkExpressions(templates)
    return templates
  } catch (error) {
    throw parseProblem(error, text)
  }
}

interface FoundVariable {
  readonly path: string
  readonly root: string
  readonly offset: number
}

function variablesOf(text: string): FoundVariable[] {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  const found = Object.values(engine.analyzeSync(parse(text), { partials: false }).globals).flat()
  return found.map((variable: Variable) => {
    const offset = (lineStarts[variable.location.row - 1] ?? 0) + variable.location.col - 1
    const root = variable.segments[0]
    if (typeof root !== 'string' || !/^(?:[\p{L}_]|\[\s*["'])/u.test(text.slice(offset, offset + 80))) {
      throw new TemplateProblem('A variable is named by the text of another one, or there is no variable here.', {
        offset,
        length: 1,
        hint: 'Start with the name of a variable: {{ row1[vars.field] }} is fine, {{ [vars.field] }} is not.',
      })
    }
    return { path: dottedPath(root, variable.segments.slice(1)), root, offset }
  })
}

/**
 * As far as the path is fixed: row1[group] reads all of row1. So do .size, .first and .last, which liquidjs computes,
 * and keys that a dotted path cannot say.
 */
function dottedPath(root: string, segments: Variable['segments']): string {
  let path = root
  for (const segment of segments) {
    const key = typeof segment === 'object' ? '.' : String(segment)
    if (key.includes('.') || ['size', 'first', 'last', 'length'].includes(key) || Number(key) < 0) break
    path += `.${key}`
  }
  return path
}

function checkExpressions(templates: readonly Template[]): void {
  for (const template of templates) {
    for (const argument of template.arguments?.() ?? []) {
      if (argument instanceof Value && !isWhole(argument)) {
        throw new TemplateProblem(`This is not one value: ${template.token.getText()}`, {
          ...spanOf(template.token),
          hint: 'A placeholder is one name with dots, {{ row1.level }}; a condition compares two values, {% if group == "law" %}.',
        })
      }
    }
    if (template.children !== undefined) checkExpressions(toValueSync(template.children(false, true)))
  }
}

/** Whether the operators of an expression use up its operands, and leave one value. */
function isWhole({ initial }: Value): boolean {
  let operands = 0
  for (const token of initial.postfix) {
    if (!TypeGuards.isOperatorToken(token)) operands += 1
    else if (token.operator === 'not') operands += operands < 1 ? Number.NaN : 0
    else operands += operands < 2 ? Number.NaN : -1
  }
  return operands === 1
}

function parseProblem(error: unknown, text: string): unknown {
  if (!LiquidError.is(error)) return tooBig(error, text)
  const { token } = error
  const unclosed = unclosedAt(error, text)
  if (unclosed !== undefined) return unclosed
  const filter = /^undefined filter: (\S+?)(?:,|$)/.exec(error.message)?.[1]
  if (filter !== undefined) return filterProblem(filter, token, text)
  if (TypeGuards.isTagToken(token)) return tagProblem(token.name, token, error.message)
  const isBlank = /^\s*-?[%}]?\}/.test(text.slice(token.begin))
  const message = isBlank
    ? 'A name is missing here.'
    : `This part of the template cannot be read: ${excerpt(text, token)}`
  return new TemplateProblem(message, {
    ...(isBlank ? { offset: token.begin, length: 1 } : spanOf(token)),
    hint: 'A placeholder is {{ name }}, {{ name.field }} or {{ name | filter: "text" }}.',
  })
}

function unclosedAt(error: LiquidError, text: string): TemplateProblem | undefined {
  const { token } = error
  if (!/ not closed(?:,|$)/.test(error.message)) return undefined
  const opener = /^\{[{%]/.exec(text.slice(token.begin))?.[0]
  const isRaw = error.message.startsWith('raw ')
  if (isRaw || TypeGuards.isTagToken(token)) {
    const name = isRaw ? 'raw' : (token as TagToken).name
    const offset = isRaw ? text.lastIndexOf('{%', token.begin - 1) : token.begin
    const length = (isRaw ? token.begin : token.end) - offset
    return new TemplateProblem(`"{% ${name} %}" is never closed.`, {
      offset,
      length,
      hint: `Close it with {% end${name} %}.`,
    })
  }
  if (opener === undefined) return undefined
  const closer = opener === '{{' ? '}}' : '%}'
  return new TemplateProblem(`"${opener}" is never closed.`, {
    offset: token.begin,
    length: 2,
    hint: `Close it with "${closer}" (and close the quotes before it); to write "${opener}" itself, put it between {% raw %} and {% endraw %}.`,
  })
}

function filterProblem(name: string, token: Token, text: string): TemplateProblem {
  const inside = text.slice(token.begin, token.end)
  const at = inside.search(new RegExp(`\\|\\s*${name.replace(/\W/g, '\\$&')}(?!\\w)`))
  const offset = at === -1 ? token.begin : token.begin + inside.indexOf(name, at)
  return new TemplateProblem(`No filter is called "${name}".`, {
    offset,
    length: at === -1 ? token.end - token.begin : name.length,
    hint: suggestion(name, liquidFilters, 'Filters'),
  })
}

function tagProblem(name: string, token: Token, message: string): TemplateProblem {
  const span = spanOf(token)
  if (innerTags.includes(name)) {
    const hint =
      'Each {% else %}, {% elsif %}, {% when %} and {% end… %} belongs to an {% if %}, {% unless %}, {% case %} or {% for %}.'
    return new TemplateProblem(`"{% ${name} %}" has no tag before it that it belongs to.`, { ...span, hint })
  }
  if (!liquidTags.includes(name)) {
    const hint = suggestion(name, [...liquidTags, ...innerTags], 'Tags', liquidTags)
    return new TemplateProblem(`No tag is called "${name}".`, { ...span, hint })
  }
  if (/\belse\b/.test(message)) {
    const hint = 'An {% if %} has one {% else %}, after every {% elsif %}.'
    return new TemplateProblem(`The branches of "{% ${name} %}" are out of order.`, { ...span, hint })
  }
  const hint = {
    for: 'It is {% for item in row1.list %} … {% endfor %}.',
    case: 'It is {% case group %}{% when "law" %} … {% endcase %}.',
  }[name]
  return new TemplateProblem(`"{% ${name} %}" cannot be read as it stands.`, {
    ...span,
    hint: hint ?? `It is {% ${name} group == "law" %} … {% end${name} %}.`,
  })
}

function suggestion(name: string, known: readonly string[], kinds: string, listed = known): string {
  const near = nearest(name, known)
  return `${near === undefined ? '' : `Did you mean "${near}"? `}${kinds} that there are: ${listed.join(', ')}.`
}

function renderProblem(error: unknown, text: string): unknown {
  if (!LiquidError.is(error)) return tooBig(error, text)
  const cause: unknown = error.originalError
  if (cause instanceof NothingToPrint) return new MissingValue(expressionOf(error.token))
  if (cause instanceof Error && 'variableName' in cause) return new MissingValue(String(cause.variableName))
  if (cause instanceof TooMuch || /limit exceeded/.test(error.message)) {
    return new TemplateProblem('This template renders more text, or loops longer, than a prompt can use.', {
      ...spanOf(error.token),
      hint: `A rendered template has at most ${sizeLimit} characters.`,
    })
  }
  return new TemplateProblem(`This cannot be worked out: ${excerpt(text, error.token)}`, {
    ...spanOf(error.token),
    hint: 'Look at the values that it gets: a filter was given something that it does not work on.',
  })
}

function tooBig(error: unknown, text: string): unknown {
  if (!(error instanceof Error) || !/limit exceeded/.test(error.message)) return error
  return new TemplateProblem(`A template has at most ${sizeLimit} characters.`, { offset: 0, length: text.length })
}

/** "list | first" of "{{ list | first }}". */
function expressionOf(token: Token): string {
  return token.getText().replace(/^\{\{-?\s*|\s*-?\}\}$/g, '')
}

function spanOf(token: Token): { readonly offset: number; readonly length: number } {
  return { offset: token.begin, length: Math.max(1, token.end - token.begin) }
}

function excerpt(text: string, token: Token): string {
  const line = text.slice(token.begin, Math.max(token.end, token.begin + 1)).split('\n', 1)[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}
