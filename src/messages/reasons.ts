/** Why a target runs, in words: root causes first, repeats collapsed. */
import { unreachable } from '../base/unreachable.js'
import type { Reason } from '../domain/reason.js'
import { counted } from './numbers.js'
import { listed } from './phrases.js'

/** "prompts of "fluid", "complex" changed; 2 inputs changed: a.jsonl, b.jsonl" */
export function reasonsInWords(reasons: readonly Reason[]): string {
  const { variants, others } = wholeVariants(reasons)
  const { swap, left } = modelsSwapped(others)
  const groups = new Map<Reason['kind'], Reason[]>()
  for (const reason of withoutOrder(withoutContext(left)))
    groups.set(reason.kind, [...(groups.get(reason.kind) ?? []), reason])
  const whole = variants.length === 0 ? [] : [`variants changed: ${listed(variants.map((name) => `"${name}"`))}`]
  return [...swap, ...whole, ...[...groups.values()].map(sameKindInWords)].join('; ')
}

/** Groups that are new or gone change what there is an order of: that is one thing to say. */
function withoutOrder(reasons: readonly Reason[]): readonly Reason[] {
  if (!reasons.some(({ kind }) => kind === 'input-set-changed')) return reasons
  return reasons.filter((reason) => reason.kind !== 'config-changed' || reason.key !== 'order of the groups')
}

/** One model in place of another is one thing to say, and not one a variant. */
function modelsSwapped(reasons: readonly Reason[]): {
  readonly swap: readonly string[]
  readonly left: readonly Reason[]
} {
  const models = reasons.filter((reason) => reason.kind === 'model-changed')
  const [before, now] = [models.find(({ to }) => to === ''), models.find(({ from }) => from === '')]
  if (models.length !== 2 || before === undefined || now === undefined) return { swap: [], left: reasons }
  return {
    swap: [`model changed: ${before.model} → ${now.model}`],
    left: reasons.filter((reason) => !isOfModel(reason)),
  }
}

const isOfModel = (reason: Reason): boolean =>
  reason.kind === 'model-changed' || (reason.kind === 'config-changed' && reason.key.startsWith('model of '))

/** An engine without a model has no context: that is no change of its own. */
function withoutContext(reasons: readonly Reason[]): readonly Reason[] {
  const isOtherEngine = reasons.some((reason) => reason.kind === 'model-changed' && engineChange(reason) !== undefined)
  if (!isOtherEngine) return reasons
  return reasons.filter((reason) => reason.kind !== 'config-changed' || reason.key !== 'context_tokens')
}

/** A variant that is new, gone or renamed changes in all its parts: that is one thing to say, not four. */
export function wholeVariants(reasons: readonly Reason[]): {
  readonly variants: readonly string[]
  readonly others: readonly Reason[]
} {
  const keys = new Set(
    reasons.flatMap((reason) => (reason.kind === 'config-changed' ? [withoutLanguage(reason.key)] : [])),
  )
  const edited = reasons.flatMap((reason) =>
    reason.kind === 'template-changed' ? [withoutLanguage(reason.variant)] : [],
  )
  const variants = [...new Set(edited)].filter((name) =>
    ['checks', 'sampling', 'style'].every((part) => keys.has(`${part} of ${name}`)),
  )
  if (variants.length === 0) return { variants, others: reasons }
  const others = reasons.filter((reason) => {
    if (reason.kind === 'template-changed') return !variants.includes(withoutLanguage(reason.variant))
    if (reason.kind !== 'config-changed') return true
    return reason.key !== 'variants' && !variants.some((name) => withoutLanguage(reason.key).endsWith(` of ${name}`))
  })
  return { variants, others }
}

/** Without the language, where what changed has a value for each. */
export const withoutLanguage = (key: string): string => key.replace(/ \((?:en|fr)\)$/, '')

function sameKindInWords(reasons: readonly Reason[]): string {
  const [only] = reasons
  if (only === undefined) return ''
  if (reasons.length === 1) return reasonInWords(only)
  switch (only.kind) {
    case 'input-changed':
      return `${reasons.length} inputs changed: ${listed(reasons.flatMap((reason) => (reason.kind === 'input-changed' ? [reason.input] : [])))}`
    case 'template-changed':
      return `prompts of ${listed(reasons.flatMap((reason) => (reason.kind === 'template-changed' ? [`"${reason.variant}"`] : [])))} changed`
    case 'config-changed':
      return `config changed: ${listed(reasons.flatMap((reason) => (reason.kind === 'config-changed' ? [reason.key] : [])))}`
    default:
      return [...new Set(reasons.map(reasonInWords))].join(', ')
  }
}

function reasonInWords(reason: Reason): string {
  switch (reason.kind) {
    case 'never-built':
      return 'never built'
    case 'input-changed':
      return `${reason.input} changed`
    case 'input-set-changed':
      return [...named('new', reason.added), ...named('gone', reason.removed)].join(', ')
    case 'config-changed':
      return `config changed: ${reason.key}`
    case 'template-changed':
      return `prompt of "${reason.variant}" changed`
    case 'model-changed':
      return modelInWords(reason)
    case 'semantics-changed':
      return semanticsInWords(reason)
    case 'output-missing':
      return `${reason.path} is missing`
    case 'output-modified':
      return `${reason.path} was changed by hand`
    case 'incomplete':
      if (reason.isPartial === true)
        return `partial: ${counted(reason.failedCells, 'cell')} ${reason.failedCells === 1 ? 'was' : 'were'} missing last time`
      return reason.failedCells === 0
        ? 'may hold answers that were dropped'
        : `${counted(reason.failedCells, 'cell')} got no answer last time`
    case 'forced':
      return 'forced'
    default:
      return unreachable(reason)
  }
}

/** A version that was not there, or is no longer, is of a thing that the config did not ask for then, or does not now. */
function semanticsInWords({ what, from, to }: Extract<Reason, { kind: 'semantics-changed' }>): string {
  if (from === '') return `${what} is new`
  return to === '' ? `${what} is no longer used` : `fusionkit's rules for ${what} changed (${from} → ${to})`
}

function modelInWords({ model, from, to }: ModelChanged): string {
  const engine = engineChange({ from, to })
  if (engine !== undefined) return `engine changed: ${engine}`
  if (from === '') return `model ${model} is new`
  return to === '' ? `model ${model} is no longer used` : `model ${model} changed`
}

type ModelChanged = Extract<Reason, { kind: 'model-changed' }>

/** Who answers begins with the name of its engine. "rules → ollama" */
function engineChange({ from, to }: Pick<ModelChanged, 'from' | 'to'>): string | undefined {
  const [before = '', now = ''] = [from, to].map((identity) => identity.split(' ', 1)[0])
  return before === '' || now === '' || before === now ? undefined : `${before} → ${now}`
}

const named = (what: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${what}: ${listed(names)}`]
