import { messageOf } from './message-of.js'

/**
 * The regular expressions of a config: JavaScript's, in Unicode mode where they compile so,
 * with (?i), (?s) and (?m) at the start, as most other dialects write flags.
 */
export function compilePattern(pattern: string): RegExp {
  const [head = '', letters = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? []
  const source = pattern.slice(head.length)
  const flags = [...new Set(letters)].join('')
  try {
    return new RegExp(source, `${flags}u`)
  } catch (unicodeError) {
    try {
      // Some patterns escape more than Unicode mode allows: "\-" outside brackets. They mean what they say without it.
      return new RegExp(source, flags)
    } catch {
      throw new Error(`"${pattern}" is not a regular expression: ${reasonOf(unicodeError)}.`, { cause: unicodeError })
    }
  }
}

/** What V8 says, in our words. */
const reasons: readonly (readonly [said: RegExp, reason: string])[] = [
  [/Unterminated group/, 'a "(" is never closed'],
  [/Unmatched '\)'/, 'a ")" closes nothing'],
  [/Unterminated character class|Lone quantifier brackets/, 'a "[" or "{" is never closed, or closes nothing'],
  [/Nothing to repeat/, 'a "*", "+", "?" or "{…}" has nothing before it to repeat'],
  [/out of order/, 'a range runs backwards'],
  [/at end of pattern/, 'it ends in a single backslash'],
  [/property name/, 'it names a property \\p{…} that there is not'],
  [/Invalid group/, 'it has a "(?…" that JavaScript does not know; (?i), (?s) and (?m) stand at the very start'],
  [/capture group name/, 'a group has a name that is not one, or twice the same'],
  [/escape/i, 'a backslash stands before something that it does not escape'],
]

function reasonOf(error: unknown): string {
  const said = messageOf(error)
  return reasons.find(([pattern]) => pattern.test(said))?.[1] ?? 'JavaScript cannot read it'
}
