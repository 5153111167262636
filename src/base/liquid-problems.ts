/** Puts what liquidjs says of a template into our words, with the place in the template's text. */
import { LiquidError, TypeGuards } from 'liquidjs'
import type { TagToken, Token } from 'liquidjs'
import { innerTags, liquidFilters, liquidTags, sizeLimit } from './liquid-subset.js'
import { nearest } from './nearest.js'
import { MissingValue, TemplateProblem } from './template.js'

/** A render met a value that has no text. */
export class NothingToPrint extends Error {}
/** A render came to more text than a prompt can use. */
export class TooMuch extends Error {}

/** What is wrong in a template that cannot be read, in our words and with its place; an error that is none of the template is itself. */
export function parseProblem(error: unknown, text: string): unknown {
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

/** The same of a template that could not be rendered: a value is missing (`MissingValue`), or it is no text. */
export function renderProblem(error: unknown, text: string): unknown {
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

/** Where a token stands in the template's text; at least one character. */
export function spanOf(token: Token): { readonly offset: number; readonly length: number } {
  return { offset: token.begin, length: Math.max(1, token.end - token.begin) }
}

function excerpt(text: string, token: Token): string {
  const line = text.slice(token.begin, Math.max(token.end, token.begin + 1)).split('\n', 1)[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}
