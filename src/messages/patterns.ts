/** What is wrong with a regular expression of a config, in our words. */

/** `said`: what V8 says of it. */
export function noRegularExpression(pattern: string, said: string): string {
  const reason = reasons.find(([known]) => known.test(said))?.[1] ?? 'JavaScript cannot read it'
  return `"${pattern}" is not a regular expression: ${reason}.`
}

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
