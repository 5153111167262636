/** What is wrong in a template, in words: of a prompt, of a record's column, of a source's question. */
import { innerTags, liquidFilters, liquidTags, sizeLimit } from '../base/liquid-subset.js'
import { shortened } from '../base/shortened.js'
import type { TemplateFault } from '../base/template-fault.js'
import { didYouMean } from './phrases.js'

export interface FaultWords {
  /** A sentence. */
  readonly message: string
  /** What to do; left out: the sentence says so. */
  readonly hint?: string
}

/** Characters of a template's part: enough to know it by. */
const mostOfPart = 60

const placeholderForm = 'A placeholder is {{ name }}, {{ name.field }} or {{ name | filter: "text" }}.'

export function faultInWords(fault: TemplateFault): FaultWords {
  return (faultWords[fault.kind] as (fault: TemplateFault) => FaultWords)(fault)
}

/** A value that a template prints is not there. `path`: "row1.level". */
export const hasNoValue = (path: string): string => `"${path}" has no value`

type Words = {
  readonly [Kind in TemplateFault['kind']]: (fault: TemplateFault & { readonly kind: Kind }) => FaultWords
}

const faultWords: Words = {
  'branches-out-of-order': ({ tag }) => ({
    message: `The branches of "{% ${tag} %}" are out of order.`,
    hint: 'An {% if %} has one {% else %}, after every {% elsif %}.',
  }),
  'name-is-computed': () => ({
    message: 'A variable is named by the text of another one, or there is no variable here.',
    hint: 'Start with the name of a variable: {{ row1[vars.field] }} is fine, {{ [vars.field] }} is not.',
  }),
  'name-is-missing': () => ({ message: 'A name is missing here.', hint: placeholderForm }),
  'no-such-filter': ({ name }) => ({
    message: `No filter is called "${name}".`,
    hint: suggestion(name, liquidFilters, 'Filters'),
  }),
  'no-such-tag': ({ name }) => ({
    message: `No tag is called "${name}".`,
    hint: suggestion(name, [...liquidTags, ...innerTags], 'Tags', liquidTags),
  }),
  'not-closed': ({ opener }) => {
    const closer = opener === '{{' ? '}}' : '%}'
    return {
      message: `"${opener}" is never closed.`,
      hint: `Close it with "${closer}" (and close the quotes before it); to write "${opener}" itself, put it between {% raw %} and {% endraw %}.`,
    }
  },
  'not-one-value': ({ part }) => ({
    message: `This is not one value: ${part}`,
    hint: 'A placeholder is one name with dots, {{ row1.level }}; a condition compares two values, {% if group == "law" %}.',
  }),
  'not-readable': ({ part }) => ({
    message: `This part of the template cannot be read: ${shortened(part, mostOfPart)}`,
    hint: placeholderForm,
  }),
  'not-workable': ({ part }) => ({
    message: `This cannot be worked out: ${shortened(part, mostOfPart)}`,
    hint: 'Look at the values that it gets: a filter was given something that it does not work on.',
  }),
  'renders-too-much': () => ({
    message: 'This template renders more text, or loops longer, than a prompt can use.',
    hint: `A rendered template has at most ${sizeLimit} characters.`,
  }),
  'stray-tag': ({ tag }) => ({
    message: `"{% ${tag} %}" has no tag before it that it belongs to.`,
    hint: 'Each {% else %}, {% elsif %}, {% when %} and {% end… %} belongs to an {% if %}, {% unless %}, {% case %} or {% for %}.',
  }),
  'tag-not-closed': ({ tag }) => ({
    message: `"{% ${tag} %}" is never closed.`,
    hint: `Close it with {% end${tag} %}.`,
  }),
  'tag-not-readable': ({ tag }) => ({
    message: `"{% ${tag} %}" cannot be read as it stands.`,
    hint: tagForms[tag] ?? `It is {% ${tag} group == "law" %} … {% end${tag} %}.`,
  }),
  'too-long': () => ({ message: `A template has at most ${sizeLimit} characters.` }),
}

const tagForms: Readonly<Record<string, string>> = {
  for: 'It is {% for item in row1.list %} … {% endfor %}.',
  case: 'It is {% case group %}{% when "law" %} … {% endcase %}.',
}

function suggestion(name: string, known: readonly string[], kinds: string, shown = known): string {
  return didYouMean(name, known, `${kinds} that there are: ${shown.join(', ')}.`)
}
