/**
 * Undoing an inversion: « peut-il » is « il peut » where « il » is the subject, and « peut » where the subject stands before it.
 */
import type { Clause } from './clause.js'
import { joined } from './elision.js'
import { clitics } from './words.js'

const hyphened = /^(\p{L}+)-(?:t-)?(il|elle|ils|elles|on|ce|je|tu|nous|vous)$/u
/** No verbs, though they look like one with its pronoun. */
const compounds: ReadonlySet<string> = new Set(['rendez-vous', 'chez-nous', 'chez-vous', 'entre-nous'])
/** The verbs that are inverted with « je ». */
const withJe: ReadonlySet<string> = new Set(
  'puis dois suis ai vais peux veux sais fais pourrais devrais pourrai devrai serai serais aurai aurais avais étais risque dispose'.split(
    ' ',
  ),
)
const withCe: ReadonlyMap<string, string> = new Map([
  ['est', 'c’est'],
  ['était', 'c’était'],
  ['sont', 'ce sont'],
  ['fut', 'ce fut'],
  ['sera', 'ce sera'],
  ['serait', 'ce serait'],
])

export interface Inversion {
  /** Where the verb is, and where it starts: its clitics belong to it. */
  readonly at: number
  readonly start: number
  readonly verb: string
  readonly pronoun: string
  /** The verb and the mark behind it, alone. */
  readonly alone: string
  /** Pronoun, clitics and verb in order: « j’ai », « on ne peut »; `undefined` where this verb takes another form. */
  readonly straight: string | undefined
}

/** The clause's inversions. « est-ce » is one where it asks nothing: « est-ce légal ». */
export function inversionsOf(clause: Clause): Inversion[] {
  const { bare } = clause
  return bare.flatMap((word, at) => {
    if (word === 'est-ce' && /^(que|qu'|qui)$/.test(bare[at + 1] ?? '')) return []
    return hyphened.test(word) && !compounds.has(word) ? [inversionAt(clause, at)] : []
  })
}

function inversionAt({ words, bare }: Clause, at: number): Inversion {
  const [, verb = '', pronoun = ''] = hyphened.exec(bare[at] ?? '') ?? []
  const mark = /[,;]$/.exec(words[at] ?? '')?.[0] ?? ''
  let start = at
  while (start > 0 && clitics.has(bare[start - 1] ?? '')) start -= 1
  const before = words.slice(start, at).map((word, index) => (start + index === 0 ? word.toLowerCase() : word))
  const straight = straightened(joined([...before, verb]), verb, pronoun, before.length)
  return { at, start, verb, pronoun, alone: verb + mark, straight: straight && straight + mark }
}

function straightened(group: string, verb: string, pronoun: string, clitic: number): string | undefined {
  if (pronoun === 'ce') return clitic === 0 ? withCe.get(verb) : undefined
  if (pronoun !== 'je') return `${pronoun} ${group}`
  if (!withJe.has(verb)) return undefined
  const own = verb === 'puis' ? group.replace(/puis$/, 'peux') : group
  return /^[aeéiouyh]/.test(own) ? `j’${own}` : `je ${own}`
}

/** « faut-il », « y a-t-il », « s’agit-il »: « il » stands for nothing, whatever comes before. */
export function isImpersonal({ verb, pronoun, at }: Inversion, { bare }: Clause): boolean {
  if (pronoun !== 'il') return false
  const before = bare[at - 1]
  return (
    /^(faut|faudra|faudrait|fallait|pleut|neige)$/.test(verb) ||
    (before === 'y' && /^(a|avait|aura|eut)$/.test(verb)) ||
    (before === "s'" && verb.startsWith('agi'))
  )
}

/** Verbs whose « il » stands for nothing unless there is a subject: « Combien d’espèces de requins existe-t-il ». */
export function mayBeImpersonal({ verb, pronoun }: Inversion): boolean {
  return pronoun === 'il' && /^(existe|reste|manque|suffit|subsiste)$/.test(verb)
}
