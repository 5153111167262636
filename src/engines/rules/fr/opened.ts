/** A question that opens with its question word: « De quel instrument John Lennon jouait-il ». */
import { type Clause, endsInComma, isName, part } from './clause.js'
import { definition } from './definition.js'
import { joined, lowered, startsWithVowel } from './elision.js'
import type { Indirect } from './indirect.js'
import { type Inversion, inversionsOf, isImpersonal, mayBeImpersonal } from './inversion.js'
import { betweenAsker, ownWords } from './subject.js'
import { clitics, determiners, isInfinitive, plainAskers, pronouns, verbs } from './words.js'

/** The indirect form of a clause whose question word is at `asker`. */
export function opened(clause: Clause, asker: number): Indirect | undefined {
  const { bare, words } = clause
  if (/^\p{Lu}{2}/u.test(words[0] ?? '')) return undefined
  const rest = bare.slice(asker + 1)
  if (rest.some((_word, at) => isSecondAsker(clause, asker, asker + 1 + at))) return undefined
  const inversions = inversionsOf(clause)
  if (endsInComma(clause, asker)) return bare[asker] === 'qui' && inversions.length === 0 ? whole(clause) : undefined
  const estCe = bare.findIndex((word, at) => word === 'est-ce' && /^(que|qu'|qui)$/.test(bare[at + 1] ?? ''))
  if (estCe !== -1) return inversions.length === 0 ? withoutEstCe(clause, asker, estCe) : undefined
  const [inversion] = inversions
  if (inversions.length > 1) return undefined
  return inversion ? straightened(clause, asker, inversion) : asItIs(clause, asker)
}

/** « Qui, dans la fable, perd son fromage »: nothing moves. */
function whole({ words }: Clause): Indirect {
  return { head: lowered(words[0] ?? ''), tail: joined(words.slice(1)), isParted: false }
}

/** « Qui a écrit Emma et quand est-il mort »: two questions. « celui qui dort et qui rêve » is none of them. */
function isSecondAsker(clause: Clause, asker: number, at: number): boolean {
  const { bare } = clause
  const word = bare[at] ?? ''
  const joins = /^(et|ou|mais)$/.test(bare[at - 1] ?? '')
  if (plainAskers.has(word)) return joins || endsInComma(clause, at - 1)
  return joins && /^(qui|que|qu'|où|quand|est-ce)$/.test(word) && !bare.slice(asker + 1, at).includes(word)
}

/** « Où est-ce que Paris … » → « où Paris … »; « Qu’est-ce qui … » → « ce qui … ». */
function withoutEstCe(clause: Clause, asker: number, at: number): Indirect | undefined {
  const { bare } = clause
  const isNext = at === asker + 1
  const link = bare[at + 1] ?? ''
  if (!isNext && at > asker + 1 + ownWords(bare, asker) + 2) return undefined
  if (endsInComma(clause, at + 1)) return undefined
  const tail = joined(clause.words.slice(at + 2))
  if (tail === '') return undefined
  if (bare[asker] === 'que' || bare[asker] === "qu'") {
    if (!isNext) return undefined
    return link === 'qui' ? { head: 'ce qui', tail, isParted: true } : definition(part(clause, at + 2))
  }
  if (link === 'qui' && bare[asker] !== 'qui') return undefined
  return { head: opening(clause, at), tail, isParted: isNext }
}

/** Undoes the one inversion of a question that opens with its question word. */
function straightened(clause: Clause, asker: number, inversion: Inversion): Indirect | undefined {
  const { words, bare } = clause
  const start = Math.max(inversion.start, asker + 1)
  const after = words.slice(inversion.at + 1)
  const own = ownWords(bare, asker)
  const head = asker + 1 + own
  const between = betweenAsker(clause, asker, start, inversion.pronoun)
  const isOwnSubject =
    /^(ce|je|tu|nous|vous|on)$/.test(inversion.pronoun) ||
    isImpersonal(inversion, clause) ||
    (between === 'unclear' && mayBeImpersonal(inversion)) ||
    between === 'nothing'
  if (isOwnSubject) {
    if (inversion.straight === undefined || start < head) return undefined
    const happening = happens(clause, inversion)
    if (happening) return { head: 'ce qui', tail: joined([happening, ...after]), isParted: true }
    const isParted = start === head
    return { head: headOf(clause, asker, start), tail: joined([inversion.straight, ...after]), isParted }
  }
  if (between !== 'subject') return undefined
  const kept = [...words.slice(inversion.start, inversion.at), inversion.alone, ...after]
  const isParted = own === 0 || isName(clause, head) || isHeadCertain(clause, head)
  const subject = isParted ? head : start
  return {
    head: headOf(clause, asker, subject),
    tail: joined([...words.slice(subject, inversion.start), ...kept]),
    isParted,
  }
}

/** « Que se passe-t-il »: what happens is the subject. */
function happens({ bare, words }: Clause, { start, at, verb, pronoun }: Inversion): string | undefined {
  const isAlone = /^(que|qu')$/.test(bare[0] ?? '') && start === 1 && pronoun === 'il'
  const said = bare.slice(start, at + 1).join(' ')
  const isHappening = isAlone && /^(se passe|se passera|se produit|s' est|arrive|advient)/.test(said)
  if (!isHappening || (verb === 'est' && !/^(passé|produit)$/.test(bare[at + 1] ?? ''))) return undefined
  return joined([...words.slice(start, at), verb])
}

/** No inversion: a subject question, or a noun subject behind its verb, which may stay there. */
function asItIs(clause: Clause, asker: number): Indirect | undefined {
  const { words, bare } = clause
  const word = bare[asker] ?? ''
  if (words.length < asker + 2 || (word === 'quoi' && asker === 0)) return undefined
  if (word === 'que' || word === "qu'") return afterQue(clause, asker)
  if (word.startsWith('quel') && isVerbless(clause, asker)) return asker === 0 ? withVerb(clause) : undefined
  const head = asker + 1 + ownWords(bare, asker)
  const isParted = head === asker + 1 || isHeadCertain(clause, head)
  const from = isParted ? head : asker + 1
  return { head: headOf(clause, asker, from), tail: joined(words.slice(from)), isParted }
}

/** « Que signifie … » → « ce que signifie … »; « Que faire » → « ce qu’il faut faire ». */
function afterQue(clause: Clause, asker: number): Indirect | undefined {
  const { words, bare } = clause
  const next = bare[asker + 1] ?? ''
  const tail = joined(words.slice(asker + 1))
  if (determiners.has(next) && !clitics.has(next)) return undefined
  if ((pronouns.has(next) && !clitics.has(next)) || isName(clause, asker + 1)) return undefined
  const isOpen = isInfinitive(next) || (clitics.has(next) && isInfinitive(bare[asker + 2] ?? ''))
  return { head: 'ce que', tail: isOpen ? `il faut ${tail}` : tail, isParted: true }
}

/** « Quelle formalité auprès de la CNIL », « Quels risques »: no clause at all. */
function isVerbless({ bare }: Clause, asker: number): boolean {
  const rest = bare.slice(asker + 2)
  if (rest.length === 0 || oneComplement.test(rest.join(' '))) return true
  const isPurpose = rest[0] === 'pour' || (rest[0] === 'avant' && /^(de|d')$/.test(rest[1] ?? ''))
  return isPurpose && !rest.some((word) => verbs.has(word) || /(ent|ait)$/.test(word))
}

const oneComplement =
  /^(?:(?:à|pour|contre|avec|dans|sur|auprès (?:de|d')) (?:(?:la|le|les|l') )?|(?:au|aux|auprès du|auprès des) )[^ ]+$/

/** « Quelles formalités à la CNIL » → « quelles sont les formalités à la CNIL ». */
function withVerb({ words, bare }: Clause): Indirect | undefined {
  const [asker = '', noun = ''] = bare
  if (words.some((word) => word.endsWith(',')) || noun === '') return undefined
  const tail = joined(words.slice(1))
  if (asker.endsWith('s')) return { head: `${asker} sont`, tail: `les ${tail}`, isParted: true }
  if (noun.startsWith('h')) return undefined
  const article = startsWithVowel(noun) ? 'l’' : asker === 'quel' ? 'le ' : 'la '
  return { head: `${asker} est`, tail: article + tail, isParted: true }
}

/** Whether what ends before `at` certainly is all that the question word takes along. */
function isHeadCertain({ bare }: Clause, at: number): boolean {
  const word = bare[at] ?? ''
  const isAfterVerb = bare[at - 2]?.startsWith('quel') && verbs.has(bare[at - 1] ?? '')
  return determiners.has(word) || (!isAfterVerb && (verbs.has(word) || /^(se|s'|ne|n')$/.test(word)))
}

function headOf(clause: Clause, asker: number, to: number): string {
  return /^(que|qu')$/.test(clause.bare[asker] ?? '') ? 'ce que' : opening(clause, to)
}

/** The first words, in the lower case that question words and prepositions have. */
function opening({ words }: Clause, to: number): string {
  return lowered(joined(words.slice(0, to)))
}
