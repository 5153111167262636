/** Finds out of what liquidjs says of a template what is wrong in it, and where in its text. */
import { LiquidError, TypeGuards } from 'liquidjs'
import type { Token } from 'liquidjs'
import { innerTags, liquidTags } from './liquid-subset.js'
import { MissingValue, TemplateProblem } from './template.js'
import type { FaultSpan, TemplateFault } from './template-fault.js'

/** A render met a value that has no text. */
export class NothingToPrint extends Error {}
/** A render came to more text than a prompt can use. */
export class TooMuch extends Error {}

/** A `TemplateProblem` for an error of a template that cannot be read; an error that is none of the template is itself. */
export function parseProblem(error: unknown, text: string): unknown {
  if (!LiquidError.is(error)) return tooBig(error, text)
  const { token } = error
  const unclosed = unclosedAt(error, text)
  if (unclosed !== undefined) return unclosed
  const filter = /^undefined filter: (\S+?)(?:,|$)/.exec(error.message)?.[1]
  if (filter !== undefined) return filterProblem(filter, token, text)
  if (TypeGuards.isTagToken(token)) return new TemplateProblem(tagFault(token.name, error.message), spanOf(token))
  const isBlank = /^\s*-?[%}]?\}/.test(text.slice(token.begin))
  return isBlank
    ? new TemplateProblem({ kind: 'name-is-missing' }, { offset: token.begin, length: 1 })
    : new TemplateProblem({ kind: 'not-readable', part: firstLineOf(text, token) }, spanOf(token))
}

function unclosedAt(error: LiquidError, text: string): TemplateProblem | undefined {
  const { token } = error
  if (!/ not closed(?:,|$)/.test(error.message)) return undefined
  if (error.message.startsWith('raw ')) {
    const offset = text.lastIndexOf('{%', token.begin - 1)
    return new TemplateProblem({ kind: 'tag-not-closed', tag: 'raw' }, { offset, length: token.begin - offset })
  }
  if (TypeGuards.isTagToken(token)) {
    const span = { offset: token.begin, length: token.end - token.begin }
    return new TemplateProblem({ kind: 'tag-not-closed', tag: token.name }, span)
  }
  const opener = (['{{', '{%'] as const).find((each) => text.startsWith(each, token.begin))
  return opener && new TemplateProblem({ kind: 'not-closed', opener }, { offset: token.begin, length: 2 })
}

function filterProblem(name: string, token: Token, text: string): TemplateProblem {
  const inside = text.slice(token.begin, token.end)
  const at = inside.search(new RegExp(`\\|\\s*${name.replace(/\W/g, '\\$&')}(?!\\w)`))
  const offset = at === -1 ? token.begin : token.begin + inside.indexOf(name, at)
  const length = at === -1 ? token.end - token.begin : name.length
  return new TemplateProblem({ kind: 'no-such-filter', name }, { offset, length })
}

function tagFault(name: string, message: string): TemplateFault {
  if (innerTags.includes(name)) return { kind: 'stray-tag', tag: name }
  if (!liquidTags.includes(name)) return { kind: 'no-such-tag', name }
  return { kind: /\belse\b/.test(message) ? 'branches-out-of-order' : 'tag-not-readable', tag: name }
}

/** The same of a template that could not be rendered: a value is missing (`MissingValue`), or it is no text. */
export function renderProblem(error: unknown, text: string): unknown {
  if (!LiquidError.is(error)) return tooBig(error, text)
  const cause: unknown = error.originalError
  if (cause instanceof NothingToPrint) return new MissingValue(expressionOf(error.token))
  if (cause instanceof Error && 'variableName' in cause) return new MissingValue(String(cause.variableName))
  const isTooMuch = cause instanceof TooMuch || /limit exceeded/.test(error.message)
  return new TemplateProblem(
    isTooMuch ? { kind: 'renders-too-much' } : { kind: 'not-workable', part: firstLineOf(text, error.token) },
    spanOf(error.token),
  )
}

function tooBig(error: unknown, text: string): unknown {
  if (!(error instanceof Error) || !/limit exceeded/.test(error.message)) return error
  return new TemplateProblem({ kind: 'too-long' }, { offset: 0, length: text.length })
}

/** "list | first" of "{{ list | first }}". */
function expressionOf(token: Token): string {
  return token.getText().replace(/^\{\{-?\s*|\s*-?\}\}$/g, '')
}

/** Where a token stands in the template's text; at least one character. */
export function spanOf(token: Token): FaultSpan {
  return { offset: token.begin, length: Math.max(1, token.end - token.begin) }
}

function firstLineOf(text: string, token: Token): string {
  return text.slice(token.begin, Math.max(token.end, token.begin + 1)).split('\n', 1)[0] ?? ''
}
