/**
 * The larger templates: a fixed, pure subset of Liquid, on liquidjs. Loaded only where a template needs it.
 *
 * liquidjs overlooks leftovers ("{{ first name }}" prints "first"), so every expression is checked once more after parsing. What is wrong
 * is found out by liquid-problems.ts.
 */
import { Context, Liquid, TypeGuards, Value, toValueSync } from 'liquidjs'
import type { Emitter, Template, Variable } from 'liquidjs'
import { NothingToPrint, parseProblem, renderProblem, spanOf, TooMuch } from './liquid-problems.js'
import { liquidFilters, liquidTags, sizeLimit } from './liquid-subset.js'
import { printed, TemplateProblem } from './template.js'
import type { Render, Scope } from './template.js'

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
      throw new TemplateProblem({ kind: 'name-is-computed' }, { offset, length: 1 })
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
        const part = template.token.getText()
        throw new TemplateProblem({ kind: 'not-one-value', part }, spanOf(template.token))
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
