/** What the style for children may add to two questions: words that a child of eight says every day, and few of them. */
import type { Language } from '../../../src/domain/project.js'

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

export const wordsForChildren: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: set(`
    a an the this that these those it them you your i me my we us our they
    and or then also too now first next last again when if whether who what which where why how
    is are was were do does did have has can could will would let s ll d
    about to of for in on with at out
    one two both things thing question questions answer answers
    ask asked find guess help know like look say tell think try want find learn read remember play
    hard here there well please
  `),
  fr: set(`
    un une le la les l ce c cela ça ces des du de d à au aux y en
    je j tu t te toi me m moi on nous il elle ils elles se s
    et ou puis aussi alors maintenant ensuite encore enfin d’abord abord bien si que qu qui quoi quel quelle quels quelles où quand comment combien pourquoi
    est sont était a ont peut peux faut sais veux voudrais dois vas va fais
    deux les chose choses question questions réponse réponses
    aide aider cherche chercher demande dire dis dit devine deviner réfléchis réfléchir réponds répondre savoir trouve trouver penses essaie lis rappelles
    avec pour dans sur ensemble voici propos
  `),
}
