/** The answer as a noun phrase: "the capital of France", "the year in which …", "the number of planets that …". */
import type { NounPhrase } from '../reading.js'
import { askedProperties, lengths, naming, personal } from './asked-nouns.js'
import { type Clause, withoutComma } from './clause.js'
import { core, isModified, isNounPhrase } from './noun-phrase.js'
import type { Ask, Parts } from './parts.js'
import { lettersOf, said, type Word, type Words } from './word.js'

const longest = 22

/** `undefined` where none is certain. */
export function answerNounOf(parts: Parts | undefined, clause: Clause | undefined): NounPhrase | undefined {
  const found =
    (parts && nounItself(parts)) ??
    (clause && !isHalfClause(clause) ? (byAsker[clause.ask.asker] ?? nothing)(clause) : undefined)
  if (found === undefined || /[,;:()]/.test(found.text) || found.text.split(' ').length > longest) return undefined
  const front = clause?.front ?? parts?.front ?? []
  return front.length === 0 ? found : { ...found, text: `${found.text} ${said(withoutComma(front))}` }
}

type Make = (clause: Clause) => NounPhrase | undefined

/** "which directive mentioned was …", "what album called …": it did not mention or call anything. */
const isHalfClause = ({ words, shape }: Clause): boolean =>
  shape === 'subject' && (/^R*E[^wTC,]*[bhm]/.test(lettersOf(words)) || naming.has(words[0]?.plain ?? ''))

const nothing: Make = () => undefined
const one = (text: string, lost: readonly string[]): NounPhrase => ({ text, lost, isPlural: false })

const byAsker: Readonly<Record<string, Make>> = {
  who: (clause) => person(clause),
  where: (clause) => circumstance(clause, 'the place where'),
  when: (clause) => circumstance(clause, 'the time when'),
  why: (clause) => circumstance(clause, 'the reason why'),
  how: (clause) => measure(clause),
  what: (clause) => (clause.ask.of.length === 0 ? whatAlone(clause) : thing(clause)),
  which: (clause) => (clause.ask.of.length === 0 ? nothing(clause) : thing(clause)),
  whom: ({ ask, words, lost }) =>
    ask.preposition && one(`the person ${ask.preposition.plain} whom ${said(words)}`, lost),
}

const timeThat = new RegExp(`^D[AM]*N(?:P+|O|D${core}|${core})[FE]`)

/** "What is the capital of France". */
function nounItself(parts: Parts): NounPhrase | undefined {
  const { ask, auxiliary, rest, letters } = parts
  if (auxiliary?.letter !== 'b' || ask.of.length > 0 || !/^(?:what|who|when)$/.test(ask.asker)) return undefined
  if (rest.length < 2 || !isDefinite(parts) || naming.has(rest.at(-1)?.plain ?? '') || /CI?w/.test(letters))
    return undefined
  const isWhole = ask.asker === 'when' ? rest[1]?.plain === 'last' : isNounPhrase(letters) || isModified(letters)
  const hasClause = timeThat.test(letters) && (ask.asker === 'when' || isTime(rest))
  if (ask.asker === 'when' ? !(isWhole && hasClause) : !(isWhole || hasClause)) return undefined
  return { text: said(rest), lost: [ask.asker, 's'], isPlural: /^(?:are|were)$/.test(auxiliary.plain) }
}

/** "the capital", "Emma's father", "her name". */
function isDefinite({ rest, letters }: Parts): boolean {
  if (/^(?:the|his|her|its|their|our)$/.test(rest[0]?.plain ?? '')) return true
  const isOwned = /^(?:D[AMNSP]*|[AMNSP]*)H[AMNSPR]*[NSP]/.test(letters)
  return isOwned && !/^(?:some|any|an?|no|every|each)$/.test(rest[0]?.plain ?? '')
}

function isTime(rest: Words): boolean {
  return /^(?:time|year|day|date|place)$/.test(rest.find(({ letter }) => letter === 'N')?.plain ?? '')
}

/** "name | the three Fates". */
export function orderedNoun([verb, ...rest]: Words): NounPhrase | undefined {
  if (verb === undefined || rest[0]?.plain !== 'the' || !isNounPhrase(lettersOf(rest))) return undefined
  return { text: said(rest), lost: ['can', 'you', verb.plain], isPlural: isPluralHead(rest) }
}

function circumstance({ ask, words, lost }: Clause, noun: string): NounPhrase | undefined {
  if (words[0]?.letter === 't') return undefined
  return one(`${noun} ${said(words)}`, [...lost, ask.asker])
}

/** "the person who wrote …", "the identity of Emma Noether". */
function person({ ask, words, shape, lost }: Clause): NounPhrase | undefined {
  if (shape === 'is' && lettersOf(words).startsWith('P'))
    return one(`the identity of ${said(words.slice(0, -1))}`, [...lost, 'who'])
  if (shape !== 'subject' || ask.asker !== 'who') return undefined
  const [verb] = words
  if (verb?.plain === "'s") return undefined
  const isPlural = /^(?:are|were|have)$/.test(verb?.plain ?? '')
  return { text: `the ${isPlural ? 'people' : 'person'} who ${said(words)}`, lost, isPlural }
}

/** "how", "how many planets", "how tall". */
function measure(clause: Clause): NounPhrase | undefined {
  const { ask, words, shape, lost } = clause
  const [first, ...counted] = ask.of
  if (first === undefined)
    return shape === 'moved' && words[0]?.letter !== 't'
      ? one(`the way in which ${said(words)}`, [...lost, 'how'])
      : undefined
  const gone = [...lost, 'how', first.plain]
  if (/^(?:many|much|few)$/.test(first.plain)) return number(clause, first.plain, counted, gone)
  const noun = lengths.get(first.plain)
  if (counted.length > 0) return undefined
  if (first.plain === 'often') return one(`the frequency with which ${said(words)}`, gone)
  if (shape === 'is') return noun === undefined ? undefined : one(`the ${noun} of ${said(words.slice(0, -1))}`, gone)
  return first.plain === 'long' && shape === 'moved' ? one(`the length of time that ${said(words)}`, gone) : undefined
}

function number(
  { words, shape }: Clause,
  howMany: string,
  counted: Words,
  lost: readonly string[],
): NounPhrase | undefined {
  const noun = howMany === 'much' ? 'amount' : 'number'
  if (counted.length === 0)
    return noun === 'amount' && shape === 'moved' ? one(`the amount that ${said(words)}`, lost) : undefined
  const linked = counted[0]?.letter === 'o' ? `the ${noun} ${said(counted)}` : `the ${noun} of ${said(counted)}`
  return one(`${linked} ${words[0]?.plain === 'there' ? '' : 'that '}${said(words)}`, lost)
}

/** "what … means", "what … is called". */
function whatAlone({ words, shape, lost }: Clause): NounPhrase | undefined {
  if (shape !== 'moved') return undefined
  const at = words.findIndex(({ plain }) => /^means?t?$/.test(plain) || plain === 'mean')
  if (at > 0 && lost.includes('mean') && isNounPhrase(lettersOf(words.slice(0, at))))
    return one(`the meaning of ${said([...words.slice(0, at), ...words.slice(at + 1)])}`, [...lost, 'what'])
  const last = words.at(-1)?.plain
  const subject = words.slice(0, -2)
  if (last === 'called' && isNounPhrase(lettersOf(subject)))
    return one(`the name of ${said(subject)}`, [...lost, 'what', 'called'])
  return undefined
}

/** "which river", "in what year". */
function thing({ ask, words, shape, lost }: Clause): NounPhrase | undefined {
  if (/^[oDO]|H/.test(lettersOf(ask.of)) || words[0]?.letter === 't') return undefined
  const noun = `the ${said(ask.of)}`
  const head = headOf(ask.of)?.plain ?? ''
  const isPropertyOf = shape === 'is' && ask.of.length === 1 && askedProperties.has(head)
  const text = isPropertyOf
    ? `${noun} of ${said(words.slice(0, -1))}`
    : `${noun} ${relativeFor(ask, head, shape, lettersOf(words), words.at(-1)?.plain ?? '')} ${said(words)}`
  return { text, lost: [...lost, ask.asker], isPlural: isPluralHead(ask.of) }
}

/** "that", "in which": what joins the noun to the rest of the question. */
function relativeFor(ask: Ask, head: string, shape: Clause['shape'], letters: string, last: string): string {
  if (ask.preposition !== undefined) return `${ask.preposition.plain} which`
  if (shape === 'subject') return isPerson(head) ? 'who' : 'that'
  if (shape === 'is') return 'that'
  const isOpen = /[Io](?:$|K)/.test(letters)
  if (!isOpen && times.has(head)) return times.get(head) ?? ''
  if (/bR*E$/.test(letters) && !naming.has(last)) return 'where'
  return isPerson(head) ? 'whom' : 'that'
}

const times: ReadonlyMap<string, string> = new Map([
  ['year', 'in which'],
  ['years', 'in which'],
  ['month', 'in which'],
  ['century', 'in which'],
  ['decade', 'in which'],
  ['season', 'in which'],
  ['day', 'on which'],
  ['date', 'on which'],
  ['weekday', 'on which'],
  ['time', 'at which'],
])

function isPerson(head: string): boolean {
  return personal.has(head) || /(?:ist|man|men|woman|women|person|people|ian|actor|actress)$/.test(head)
}

/** The noun that "of …" and "in …" belong to. */
function headOf(of: Ask['of']): Word | undefined {
  const at = of.findIndex(({ letter }) => letter === 'o' || letter === 'I')
  return of[at === -1 ? of.length - 1 : at - 1]
}

function isPluralHead(of: Ask['of']): boolean {
  const head = headOf(of)
  return (
    head === undefined ||
    !(head.letter === 'N' || head.letter === 'M' || (head.letter === 'P' && !head.plain.endsWith('s'))) ||
    /C/.test(lettersOf(of))
  )
}
