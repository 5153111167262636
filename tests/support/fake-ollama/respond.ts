/**
 * What the fake model says: one believable question, a pure function of the messages and the seed.
 *
 * Two questions in the prompt are merged, one is rephrased. A prompt that says how to begin (`Begin with "…"`) is obeyed; else
 * the instruction decides the wording, so that ten styles of one question give ten texts.
 */
import { digestOf } from '../../../src/base/hash.js'
import type { ChatBody } from './protocol.js'

/** What the model does: a text, or a text with more to it. */
export type Response = string | Said
export interface Said {
  readonly content: string
  readonly thinking?: string
  readonly done_reason?: string
  /** The grammar of a `format` did not force it into its form, as happens (ollama/ollama#14645). */
  readonly isFree?: true
}
export type Respond = (body: ChatBody) => Response

export const respond: Respond = ({ messages, options }) => {
  const { instruction, questions } = readPrompt(messages.at(-1)?.content ?? '')
  const words = isFrench(instruction, questions) ? french : english
  const seed = JSON.stringify(options?.['seed'] ?? 0)
  const openings = openingsIn(instruction)
  const [first = 'What is it', second] = questions.map(bare)
  if (second !== undefined) {
    if (openings.length === 0) return `${first}${words.and}${lowered(second)}${words.end}`
    return `${pick(words.compare, seed)(lowered(first), lowered(second))}${words.end}`
  }
  const asked = lowered(first)
  if (openings.length > 0) {
    const opening = pick(openings, seed)
    return `${words.begin[opening]?.(asked) ?? `${opening} ${asked}`}${words.end}`
  }
  const style = styles.findIndex((pattern) => pattern.test(instruction))
  return `${pick(words.leads[style] ?? pick(words.others, instruction), seed)} ${asked}${words.end}`
}

/** By the instruction's small words; where it has none, by the blank before a question's mark. */
function isFrench(instruction: string, questions: readonly string[]): boolean {
  if (/\b(the|this|these|with|it)\b/i.test(instruction)) return false
  return (
    /(^|\s)(le|la|les|des|une|cette|ces|que|qui)\s/.test(instruction) || questions.some((text) => /\s\?$/.test(text))
  )
}

function readPrompt(prompt: string): { instruction: string; questions: string[] } {
  const tagged = [...prompt.matchAll(/<(\w+)>([\s\S]*?)<\/\1>/g)].map((match) => match[2]?.trim() ?? '')
  if (tagged.length > 0)
    return { instruction: prompt.replace(/<(\w+)>[\s\S]*?<\/\1>/g, ' '), questions: tagged.slice(0, 2) }
  const colon = prompt.indexOf(':')
  const rest = prompt.slice(colon + 1)
  const questions = rest.match(/[^?/\n]*[^?/\s][^?/\n]*\?/g) ?? [rest.trim().split('\n').at(-1) ?? '']
  return { instruction: colon < 0 ? '' : prompt.slice(0, colon), questions: questions.slice(0, 2) }
}

/** The openings that the instruction offers in quotes: `Begin with "How", "Why" or "In what ways"`. */
function openingsIn(instruction: string): string[] {
  const offer = /(?:begin with|commence par)\s+(["«“].*?)(?:[.;]|$)/im.exec(instruction)?.[1] ?? ''
  return [...offer.matchAll(/["«“]\s*([^"»”]+?)\s*["»”]/g)].map((match) => match[1] ?? '')
}

/** The instructions of the built-in styles, told apart by a word: each has a lead of its own. */
const styles = [
  /natural|fluent|naturel|fluide/i,
  /subordinate|complex|subordonnée/i,
  /shorten|concise|raccourcis/i,
  /academic|professor|universitaire/i,
  /child|enfant/i,
  /passive/i,
]

interface Words {
  readonly and: string
  readonly end: string
  /** For each of `styles`, what a rephrasing may begin with. */
  readonly leads: readonly (readonly string[])[]
  /** For instructions of any other kind. */
  readonly others: readonly (readonly string[])[]
  readonly begin: Readonly<Record<string, (asked: string) => string>>
  readonly compare: readonly ((first: string, second: string) => string)[]
}

const english: Words = {
  and: ', and ',
  end: '?',
  leads: [
    ['In everyday words,', 'If somebody asked you,', 'So tell me,'],
    ['Given that both points deserve to be looked at together,', 'Considering that one hardly goes without the other,'],
    ['Briefly,', 'In short,'],
    ['From a scholarly point of view,', 'According to the literature,'],
    ['In very easy words,', 'For a child to understand,'],
    ['As far as it has been recorded,', 'As it is generally known,'],
  ],
  others: [
    ['Put another way,', 'In other words,'],
    ['To be exact,', 'To be precise,'],
    ['Seen from the other side,', 'Looked at differently,'],
    ['For a curious reader,', 'For those who wonder,'],
    ['All in all,', 'Taken together,'],
    ['Just to be sure,', 'To leave no doubt,'],
    ['On reflection,', 'Come to think of it,'],
    ['Simply put,', 'In plain terms,'],
  ],
  begin: {
    How: (asked) => `How would one go about explaining ${asked}`,
    Why: (asked) => `Why is it worth knowing ${asked}`,
    'In what ways': (asked) => `In what ways can one explain ${asked}`,
    'Once we know': (asked) => `Once we know ${asked}, what follows from it`,
  },
  compare: [
    (first, second) => `How does one matter, ${first}, compare with the other, ${second}`,
    (first, second) => `What do these have in common: ${first}, and ${second}`,
  ],
}

const french: Words = {
  and: ' et ',
  end: ' ?',
  leads: [
    ['En mots de tous les jours,', 'Au juste,', 'Dis-moi,'],
    ['Puisque les deux points méritent d’être examinés ensemble,', 'Étant donné que l’un ne va guère sans l’autre,'],
    ['En bref,', 'En résumé,'],
    ['D’un point de vue savant,', 'Selon les ouvrages de référence,'],
    ['Avec des mots très faciles,', 'Pour qu’un enfant comprenne,'],
    ['Pour autant que cela ait été consigné,', 'Comme il est généralement admis,'],
  ],
  others: [
    ['Autrement dit,', 'En d’autres mots,'],
    ['Pour être exact,', 'Précisément,'],
    ['Vu de l’autre côté,', 'Vu autrement,'],
    ['Pour un lecteur curieux,', 'Pour qui se le demande,'],
    ['Au fond,', 'Tout bien pesé,'],
    ['Pour en être sûr,', 'Pour lever le doute,'],
    ['À la réflexion,', 'Maintenant que j’y pense,'],
    ['Tout simplement,', 'En clair,'],
  ],
  begin: {
    Comment: (asked) => `Comment expliquer ceci : ${asked}`,
    Pourquoi: (asked) => `Pourquoi est-il utile de savoir ${asked}`,
    'En quoi': (asked) => `En quoi est-il intéressant de savoir ${asked}`,
    "Une fois que l'on sait": (asked) => `Une fois que l'on sait ${asked}, qu'est-ce qui s'ensuit`,
  },
  compare: [
    (first, second) => `En quoi ces deux points diffèrent-ils : ${first}, et ${second}`,
    (first, second) => `Quels points communs y a-t-il ici : ${first}, et ${second}`,
  ],
}

function pick<Of>(from: readonly Of[], by: string): Of {
  return from[Number.parseInt(digestOf(by).slice(0, 8), 16) % from.length] as Of
}

function bare(question: string): string {
  return question.trim().replace(/[\s?.!]+$/u, '')
}

/** "Who invented…" → "who invented…"; a name keeps its capital. */
function lowered(question: string): string {
  return /^(\p{Lu}\p{Ll}+[' ’-])/u.test(question) && starters.test(question)
    ? question.charAt(0).toLowerCase() + question.slice(1)
    : question
}

const starters =
  /^(who|what|which|where|when|why|how|whose|whom|in|at|on|is|are|was|were|do|does|did|can|could|has|have|by|for|from|qui|que|quoi|quel|quelle|quels|quelles|où|quand|pourquoi|comment|combien|dans|en|à|de|depuis|par|sur|est-ce|qu)(?![\p{L}\d])/iu
