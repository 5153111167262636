/** What can be wrong with a config as YAML, before anything is known about its keys. */
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import { mistake } from './mistake.js'

export function aliasBomb(name: string, place: Place): Diagnostic {
  return mistake(
    'alias-bomb',
    `With "*${name}", the aliases of this file repeat each other more than 100,000 times over.`,
    place,
    'Write out what is meant, with fewer aliases of aliases.',
  )
}

export function aliasOfItself(name: string, place: Place): Diagnostic {
  return mistake(
    'alias-of-itself',
    `"*${name}" stands inside of what "&${name}" names.`,
    place,
    'Use the alias elsewhere.',
  )
}

export function closingQuoteMissing(place: Place): Diagnostic {
  return mistake(
    'quote-open',
    'This quoted text is never closed.',
    place,
    'Close it with the quote that it begins with.',
  )
}

export function commentInText(place: Place): Diagnostic {
  return mistake(
    'comment-in-text',
    'This text ends at " #": YAML takes the rest of the line for a comment.',
    place,
    'Quote the text (a comment may stand behind the closing quote), or use |.',
  )
}

export function duplicateKey(key: string, firstLine: number, place: Place): Diagnostic {
  return mistake(
    'duplicate-key',
    `"${key}" stands here twice.`,
    place,
    `The first one is on line ${firstLine}. Keep one of the two.`,
  )
}

export function emptyConfig(path: string): Diagnostic {
  return {
    code: 'empty-config',
    severity: 'error',
    message: `"${path}" says nothing yet.`,
    place: { path },
    hint: smallest,
  }
}

const smallest =
  'The smallest config is:\n  version: 1\n  groups:\n    topics: { files: "dataset/question_groups/*.jsonl" }'

export function keyIsNoText(place: Place): Diagnostic {
  return mistake('key-is-no-text', 'A key is a name, not a list or a mapping.', place, 'If this is a text, quote it.')
}

export function lineHasNoValue(text: string, place: Place): Diagnostic {
  return mistake(
    'no-colon',
    `"${text}" is not followed by a colon and a value.`,
    place,
    text.includes(':')
      ? `Put a blank after the colon: ${text.replace(/:\s*/, ': ')}`
      : 'Write "key: value"; a text over several lines goes under "|".',
  )
}

export function mergeOfNoMapping(place: Place): Diagnostic {
  return mistake(
    'merge-of-no-mapping',
    '"<<" takes the keys of a mapping, and this is none.',
    place,
    'Name an anchor of a mapping.',
  )
}

export function misplacedIndent(place: Place): Diagnostic {
  return mistake(
    'indent',
    'This line is not indented like the lines that it belongs to.',
    place,
    'Keys of one mapping begin in the same column. A text over several lines goes under "|", or into quotes.',
  )
}

export function nestedUnderValue(place: Place): Diagnostic {
  return mistake(
    'indent',
    'The next line is indented deeper, and this key already has a value.',
    place,
    'Begin both keys in the same column, or take the value away. A text over several lines goes under "|".',
  )
}

export function notAMapping(place: Place): Diagnostic {
  return mistake('not-a-mapping', 'A config is a mapping: keys with values.', place, smallest)
}

export function secondDocument(place: Place): Diagnostic {
  return mistake(
    'second-document',
    'A second document begins here.',
    place,
    'A config is one document: take the "---" out.',
  )
}

export function tabIndent(place: Place): Diagnostic {
  return mistake('tab', 'This line is indented with a tab.', place, 'YAML indents with spaces: two a level.')
}

export function textBeginsWithSign(sign: string, place: Place): Diagnostic {
  return mistake('text-begins-with-sign', `A text that is not quoted cannot begin with ${sign}.`, place, 'Quote it.')
}

export function tooDeep(place: Place): Diagnostic {
  return mistake(
    'too-deep',
    'Lists and mappings are nested deeper here than any config is.',
    place,
    'Look for a bracket too many.',
  )
}

export function unclosedBracket(place: Place): Diagnostic {
  return mistake(
    'bracket-open',
    'A list or mapping in brackets is not closed before this.',
    place,
    'Close it with ] or }.',
  )
}

export function unknownAnchor(name: string, place: Place): Diagnostic {
  return mistake('unknown-anchor', `Nothing above is called "&${name}".`, place, `Quote it if "*${name}" is a text.`)
}

export function unknownEscape(escape: string, place: Place): Diagnostic {
  return mistake(
    'unknown-escape',
    `"${escape}" means nothing in double quotes.`,
    place,
    'Write the backslash twice, or use single quotes, where it stands for itself.',
  )
}

export function unknownTag(tag: string, place: Place): Diagnostic {
  return mistake(
    'unknown-tag',
    `The tag "${tag}" means nothing in a config.`,
    place,
    'Quote the text if the "!" belongs to it.',
  )
}

/** `name`: the key whose value it is. */
export function unquotedBraces(name: string | undefined, source: string, place: Place): Diagnostic {
  const what = name === undefined ? 'This text' : `"${name}"`
  return mistake(
    'unquoted-braces',
    `${what} begins with "{{" and is not quoted, so YAML reads a mapping.`,
    place,
    `Quote it: ${quoted(source)}, or use |.`,
  )
}

export function unquotedColon(source: string, place: Place): Diagnostic {
  return mistake(
    'unquoted-colon',
    'This text holds ": " and is not quoted, so YAML reads a mapping.',
    place,
    `Quote it: ${quoted(source)}, or use |.`,
  )
}

export function unreadableYaml(place: Place): Diagnostic {
  return mistake(
    'yaml',
    'YAML does not understand this line from here on.',
    place,
    'A text with signs such as : # { } [ ] , & * ! | > % @ is safe in quotes, or under |.',
  )
}

/** As a user would type it: in the quotes that the text does not hold itself. */
function quoted(source: string): string {
  const text = source.trim()
  return text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text.replaceAll('\\', '\\\\')}"`
}
