/** A question's first word as it stands inside a sentence. */
import type { Tagger } from './tagger.js'
import type { Words } from './word.js'
import { openers } from './words.js'

/** "A Tale of Two Cities", "To Kill a Mockingbird", "Will Smith", "May 1968": titles and names open with such words, too. */
const opensNames =
  /^(A|An|To|Of|All|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Will|May|Mark|No|Some|My|Our|His|Her|Into|About|Like|Once|Second|First|Last|Every|Another|Any|Both|Each)$/

/** The body with its first letter in lower case, unless it is a name's; `undefined`: it may be one or not. */
export function insideSentence(body: string, words: Words, tagger: Tagger | undefined): string | undefined {
  const [first = '', second = ''] = body.split(' ', 2)
  const word = first.replace(/[,;]$/, '')
  if (!/^\p{Lu}/u.test(word) || /^I(['’]\w+)?$/.test(word)) return /^[^\p{L}\p{N}]/u.test(word) ? undefined : body
  if (!/^\p{Lu}[\p{Ll}’'-]*$/u.test(word)) return body
  const plain = word.toLowerCase().replaceAll('’', "'")
  const beforeName = /^\p{Lu}/u.test(second)
  const lowered = body.charAt(0).toLowerCase() + body.slice(1)
  if (!openers.has(plain))
    return (tagger && unlisted(plain, lowered, beforeName, words, tagger)) ?? (beforeName ? body : undefined)
  if (beforeName && opensNames.test(word)) return undefined
  if (/^(May|March|Mark)$/.test(word) && /^\d/.test(second)) return undefined
  return lowered
}

/** A plural before a verb is hardly ever a name; nor is an adjective before a noun. */
function unlisted(
  plain: string,
  lowered: string,
  beforeName: boolean,
  words: Words,
  tagger: Tagger,
): string | undefined {
  if (beforeName) return undefined
  const tags = tagger.tokens(lowered).map(({ tag }) => tag)
  // known as a name even in lower case: "madagascar"
  if (tags[0] === 'PROPN') return `${lowered.charAt(0).toUpperCase()}${lowered.slice(1)}`
  const next = words[1]?.letter ?? ''
  const isPlural = /[^s'i]s$/.test(plain) && tags[0] === 'NOUN' && /^(?:are|were|have|do)$/.test(words[1]?.plain ?? '')
  const isAdjective = (tags[0] === 'ADJ' || tags[0] === 'ADV') && /[NSARP,]/.test(next)
  return isPlural || isAdjective || common.test(plain) ? lowered : undefined
}

/** Endings that names do not have. */
const common = /.{4}(?:tion|sion|ment|ness|ity|ism|ology|ance|ence|ship|ics|phy|lly)$/
