/**
 * JSON that tells whether it is as it was written: `{"check":"<digest of the value's text>","value":…}`.
 *
 * A flipped bit leaves most JSON readable and wrong: another prompt, another file's digest. Nothing of that is believed.
 */
import { digestOf } from './hash.js'

const digits = 16
const head = '{"check":"'
const middle = '","value":'
const start = head.length + digits + middle.length

/** One line, whatever the value holds. */
export function sealedJson(value: unknown): string {
  const text = JSON.stringify(value)
  return `${head}${checkOf(text)}${middle}${text}}`
}

export function isSealed(text: string): boolean {
  return text.startsWith(head)
}

/** `undefined`: damaged, or not sealed. */
export function unsealedJson(text: string): unknown {
  if (!isSealed(text)) return undefined
  const value = text.slice(start, -1)
  if (text !== `${head}${checkOf(value)}${middle}${value}}`) return undefined
  return JSON.parse(value)
}

function checkOf(text: string): string {
  return digestOf(text).slice(0, digits)
}
