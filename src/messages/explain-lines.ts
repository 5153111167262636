/** What `explain` says of targets. */
import type { Cause, Change, Difference, ExplainedTarget, Explanation } from '../domain/explanation.js'
import type { Place } from '../domain/place.js'
import type { Reason } from '../domain/reason.js'
import { unreachable } from '../base/unreachable.js'
import { differenceLines, shortDigests } from './difference-lines.js'
import { explainedFileLines } from './explain-file-lines.js'
import { explainedRecordLines } from './explain-record-lines.js'
import { counted, grouped, tallied, timeInWords } from './numbers.js'
import { listed } from './phrases.js'
import { printable } from './printable.js'
import { reasonsInWords, wholeVariants } from './reasons.js'
import { lastTryInWords } from './status-lines.js'

/** As many inputs, outputs and causes as are told one by one. */
const few = 8

export function explanationLines(explanation: Explanation): readonly string[] {
  switch (explanation.kind) {
    case 'targets':
      return setsAlike(explanation.targets).flatMap((set, index) => [...(index === 0 ? [] : ['']), ...targetLines(set)])
    case 'file':
      return explainedFileLines(explanation.file)
    case 'record':
      return explainedRecordLines(explanation.record)
    default:
      return unreachable(explanation)
  }
}

function setsAlike(targets: readonly ExplainedTarget[]): readonly (readonly ExplainedTarget[])[] {
  const sets = new Map<string, ExplainedTarget[]>()
  for (const target of targets) {
    const { state, changes, causes, lastTry } = target
    const key = JSON.stringify([state, changes, causes, lastTry])
    sets.set(key, [...(sets.get(key) ?? []), target])
  }
  return [...sets.values()]
}

function targetLines(set: readonly ExplainedTarget[]): readonly string[] {
  const [first, ...others] = set
  if (first === undefined) return []
  const { state, changes, causes, lastTry } = first
  const told: Told = new Set()
  return [
    `${printable(listed(set.map(({ target }) => target)))}: ${state}${meaning(first)}`,
    ...indented(changesLines(changes, told)),
    ...indented(causes.flatMap((cause) => causeLines(cause, told))),
    ...(lastTry === undefined ? [] : [`  ${lastTryInWords(lastTry)}`]),
    ...(others.length > 0 ? [] : indented(madeLines(first))),
  ]
}

/** What a state says that does not say all. */
function meaning({ state, changes, lastBuilt, causes }: ExplainedTarget): string {
  switch (state) {
    case 'fresh':
      return lastBuilt === undefined ? '' : ', since nothing that it is made from has changed since it was built'
    case 'maybe':
      return changes.length > 0
        ? ', made when what it reads is there'
        : ', made again if what it reads comes out otherwise'
    case 'blocked':
      return `, not made before all of ${listed(causes.flatMap(({ targets }) => targets))} is there`
    case 'failed':
      return ', and tried again by the next build'
    case 'stale':
      return ''
    default:
      return unreachable(state)
  }
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`)

/** What was told already in this explanation. */
type Told = Set<string>

/** Root causes first; what changed alike in many places is told once. */
function changesLines(changes: readonly Change[], told: Told): readonly string[] {
  const { variants, others } = wholeVariants(changes.flatMap((change) => (isEdited(change) ? [] : [change.reason])))
  const kept = new Set(others)
  const rest = changes.filter((change) => isEdited(change) || kept.has(change.reason))
  const whole = variants.map((name) => wholeVariantLine(name, changes))
  return [...whole, ...changesAlike(rest).flatMap((set) => changeLines(set, told))]
}

/** It is new, or gone. */
const isWhole = (differences: readonly Difference[]): boolean => differences.some(({ part }) => part === '')

const isEdited = ({ reason, differences }: Change): boolean =>
  reason.kind === 'template-changed' && !isWhole(differences)

/** New, or gone, with all that belongs to it. */
function wholeVariantLine(name: string, changes: readonly Change[]): string {
  const change = changes.find(
    ({ reason }) => reason.kind === 'template-changed' && reason.variant.split(' ', 1)[0] === name,
  )
  const [first] = change?.differences ?? []
  return `variant "${name}" ${first?.to === undefined ? 'is gone' : `is new${placeInWords(first.place)}`}`
}

function changesAlike(changes: readonly Change[]): readonly (readonly Change[])[] {
  const sets = new Map<string, Change[]>()
  for (const change of changes) {
    const { reason, differences } = change
    const likeness =
      reason.kind === 'config-changed'
        ? [reason.kind, differences.map(({ part, from, to }) => [part, from, to])]
        : reason.kind === 'input-changed' && changes.length > few
          ? [reason.kind]
          : reason
    const key = JSON.stringify(likeness)
    sets.set(key, [...(sets.get(key) ?? []), change])
  }
  return [...sets.values()]
}

function changeLines(set: readonly Change[], told: Told): readonly string[] {
  const [first] = set
  if (first === undefined) return []
  const place = set.flatMap(({ differences }) => differences.flatMap(({ place: at }) => at ?? []))[0]
  const words = reasonsInWords(set.map(({ reason }) => reason))
  const { kind } = first.reason
  const isToldInWords = kind === 'semantics-changed' || (set.length > 1 && kind !== 'config-changed')
  const details = isToldInWords ? [] : first.differences.flatMap(differenceLines)
  const head = `${printable(words)}${placeInWords(place)}${adviceFor(first.reason)}`
  const key = JSON.stringify([head, details])
  if (details.length > 0 && told.has(key)) return [`${head}: as above`]
  told.add(key)
  return [head, ...indented(details)]
}

function placeInWords(place: Place | undefined): string {
  if (place === undefined) return ''
  return `  (${printable(place.path)}${place.line === undefined ? '' : `:${place.line}`})`
}

function adviceFor(reason: Reason): string {
  if (reason.kind === 'config-changed' && reason.key === 'something')
    return ': what it was made from is not on record any more'
  return ''
}

function causeLines({ targets, state, changes, causes }: Cause, told: Told): readonly string[] {
  return [
    `${printable(listed(targets))}: ${state}`,
    ...indented(changesLines(changes, told)),
    ...indented(causes.flatMap((cause) => causeLines(cause, told))),
  ]
}

/** What it was made from and what came out, as far as that is on record. */
function madeLines({ state, inputs, outputs, models, lastBuilt }: ExplainedTarget): readonly string[] {
  if (lastBuilt === undefined) return []
  const { at, tally } = lastBuilt
  const rejected = tallied(tally.rejected)
  const asked = tally.cells === 0 ? '' : `; ${grouped(tally.calls)} asked, ${grouped(tally.reused)} reused`
  const built = `last built  ${at === undefined ? 'nobody knows when' : timeInWords(at)}${asked}${rejected === '' ? '' : `; rejected: ${rejected}`}`
  if (state !== 'fresh') return [built]
  return [
    ...capped(
      inputs.map(({ path, digest }) => `reads       ${printable(path)}  ${digest.slice(0, 8)}`),
      'input',
    ),
    ...Object.entries(models).map(([model, id]) => `asks        ${printable(model)}  ${shortDigests(printable(id))}`),
    ...capped(
      outputs.map(
        ({ path, written, records }) =>
          `wrote       ${printable(path)}  ${written.slice(0, 8)}, ${counted(records, 'line')}`,
      ),
      'output',
    ),
    built,
  ]
}

function capped(lines: readonly string[], what: string): readonly string[] {
  return lines.length <= few + 1
    ? lines
    : [...lines.slice(0, few), `            and ${counted(lines.length - few, `more ${what}`)}`]
}
