import { messageOf } from '../../base/message-of.js'
import { noRegularExpression } from '../../messages/patterns.js'

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
      throw new Error(noRegularExpression(pattern, messageOf(unicodeError)), { cause: unicodeError })
    }
  }
}
