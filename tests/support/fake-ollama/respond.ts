/**
 * What the fake model says: one believable question, a pure function of the messages and the seed.
 *
 * Two questions in the prompt are merged, one is rephrased. A prompt that says how to begin (`Begin with "…"`) is obeyed; else
 * the instruction decides the wording, so that ten styles of one question give ten texts.
 */
import { digestOfJson } from '../../../src/base/hash.js'
import type { ChatBody } from './protocol.js'

/** What the model does: a text, or a text with more to it. */
export type Response = string | { readonly content: string; readonly thinking?: string; readonly done_reason?: string }
export type Respond = (body: ChatBody) => Response

export const respond: Respond = ({ messages, options }) => {
  const prompt = messages.at(-1)?.content ?? ''
  const { instruction, questions } = readPrompt(prompt)
  const isFrench = /\b(cette|ces|écris|fusionne|reformule|transforme|raccourcis|question à|française?)\b/i.test(
    instruction,
  )
  const words = isFrench ? french : english
  const seed = JSON.stringify(options?.['seed'] ?? 0)
  const opening = openingIn(instruction)
  const [first = 'What is it', second] = questions.map(bare)
  if (second !== undefined && opening === undefined) return `${first}${words.and}${lowered(second)}${words.end}`
  if (second !== undefined) return `${words.compare(lowered(first), lowered(second), isFirstOpening(seed))}${words.end}`
  const asked = lowered(first)
  const tail = pick(words.tails, `${instruction} ${seed}`)
  if (opening !== undefined) return `${words.begin[opening]?.(asked) ?? `${opening} ${asked}`}${tail}${words.end}`
  const style = styles.findIndex((pattern) => pattern.test(instruction))
  const lead = style >= 0 ? words.leads[style] : pick(words.leads.slice(styles.length), instruction)
  return `${lead ?? ''} ${asked}${tail}${words.end}`
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

/** The first of the openings that the instruction offers in quotes. */
function openingIn(instruction: string): string | undefined {
  return /(?:begin with|commence par)\s+["«“]\s*([^"»”]+?)\s*["»”]/i.exec(instruction)?.[1]
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
  readonly leads: readonly string[]
  readonly tails: readonly string[]
  readonly begin: Readonly<Record<string, (asked: string) => string>>
  readonly compare: (first: string, second: string, plain: boolean) => string
}

const english: Words = {
  and: ', and ',
  end: '?',
  leads: [
    'In everyday words,',
    'Given that both matters deserve to be looked at together and in full,',
    'Briefly,',
    'From a scholarly point of view,',
    'In very easy words,',
    'As it is generally known,',
    'Put another way,',
    'To be exact,',
    'Seen from the other side,',
    'For a curious reader,',
    'All in all,',
    'Just to be sure,',
    'On reflection,',
    'Simply put,',
  ],
  tails: ['', ' exactly', ' in the end', ' after all', ' in fact', ' to the best of our knowledge'],
  begin: {
    How: (asked) => `How would one go about explaining ${asked}`,
    Why: (asked) => `Why is it worth knowing ${asked}`,
    'Do you know': (asked) => `Do you know ${asked}`,
    'Once we know': (asked) => `Once we know ${asked}, what follows from it`,
  },
  compare: (first, second, plain) =>
    plain
      ? `How does one part, ${first}, compare with the other, ${second}`
      : `What do these have in common: ${first}, and ${second}`,
}

const french: Words = {
  and: ' et ',
  end: ' ?',
  leads: [
    'En mots de tous les jours,',
    'Puisque les deux points méritent d’être examinés ensemble et en entier,',
    'En bref,',
    'D’un point de vue savant,',
    'Avec des mots très faciles,',
    'Comme il est généralement admis,',
    'Autrement dit,',
    'Pour être exact,',
    'Vu de l’autre côté,',
    'Pour un lecteur curieux,',
    'Au fond,',
    'Pour en être sûr,',
    'À la réflexion,',
    'Tout simplement,',
  ],
  tails: ['', ' exactement', ' en fin de compte', ' après tout', ' en fait', ' autant qu’on le sache'],
  begin: {
    Comment: (asked) => `Comment expliquer ceci : ${asked}`,
    Pourquoi: (asked) => `Pourquoi est-il utile de savoir ${asked}`,
    'Savez-vous': (asked) => `Savez-vous ${asked}`,
    "Une fois que l'on sait": (asked) => `Une fois que l'on sait ${asked}, qu'est-ce qui s'ensuit`,
  },
  compare: (first, second, plain) =>
    plain
      ? `En quoi ces deux points diffèrent-ils : ${first}, et ${second}`
      : `Quels points communs y a-t-il ici : ${first}, et ${second}`,
}

function isFirstOpening(seed: string): boolean {
  return pick(['first', 'second'], seed) === 'first'
}

function pick(from: readonly string[], by: string): string {
  return from[Number.parseInt(digestOfJson(by).slice(0, 8), 16) % from.length] ?? ''
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
