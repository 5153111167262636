import type { CheckParameter } from '../checks/check.js'
import * as say from '../messages/config.js'
import type { GivenCheck } from './layer.js'
import type { Reading } from './reading.js'
import { placeOf } from './tree.js'

/** A check's parameter is tried out: a regular expression that does not compile is named, and not the whole list. */
export function checkPrepares(reading: Reading, name: string, { parameter, node }: GivenCheck): void {
  if (parameter === false) return
  const check = reading.input.catalogues.checks.find((one) => one.name === name)
  if (check === undefined) return
  const problem = (tried: CheckParameter): string | undefined => {
    try {
      check.prepare(tried)
      return undefined
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return inWords(error.message)
    }
  }
  const whole = problem(parameter)
  if (whole === undefined) return
  const wrong =
    node?.kind === 'list' ? node.items.find((item) => item.kind === 'scalar' && problem([String(item.value)])) : node
  const place = wrong ?? node
  const why = wrong?.kind === 'scalar' && Array.isArray(parameter) ? problem([String(wrong.value)]) : whole
  reading.report(
    say.checkParameter(name, why ?? whole, place === undefined ? undefined : placeOf(reading.file, place.span)),
  )
}

/** What the regular expression engine says, without its first half: "Invalid regular expression: /(/v: Unterminated group". */
function inWords(message: string): string {
  const why = message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /su, '')
  return /[.!?]$/.test(why) ? why : `${why}.`
}
