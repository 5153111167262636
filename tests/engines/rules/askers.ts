/**
 * What a question asks for, and whether it says no: lost, the words may all be there and still ask something else.
 *
 * A noun phrase may stand for the question word: "the reason" for "why", « le nombre » for « combien ».
 */
import type { Language } from '../../../src/domain/project.js'
import type { Cell } from './asking.js'

/** Question word → what may stand for it. "What", "which", « que » and « quel » are carried by the noun or the verb. */
const standIns: Readonly<Record<Language, Readonly<Record<string, RegExp>>>> = {
  en: {
    who: /\b(who|person|people|name|identity|one)\b/iu,
    whose: /\b(whose|owner)\b/iu,
    whom: /\b(whom|who|person|people)\b/iu,
    when: /\b(when|date|time|year|day|moment|period)\b/iu,
    where: /\b(where|place|location|city|country|site)\b/iu,
    why: /\b(why|reasons?|causes?)\b/iu,
    how: /\b(how|way|ways|manner|method|process|number|amount|price|cost|height|length|duration|time|distance|age|frequency|depth|speed|weight|size|share|quantity)\b/iu,
  },
  fr: {
    qui: /(?<!\p{L})(qui|personne|personnes|nom|auteur|celui|celle)(?!\p{L})/iu,
    quand: /(?<!\p{L})(quand|date|moment|année|jour|époque)(?!\p{L})/iu,
    où: /(?<!\p{L})(où|lieu|endroit|ville|pays)(?!\p{L})/iu,
    pourquoi: /(?<!\p{L})(pourquoi|raisons?|causes?)(?!\p{L})/iu,
    comment: /(?<!\p{L})(comment|façon|manière|moyen|nom)(?!\p{L})/iu,
    combien: /(?<!\p{L})(combien|nombre|prix|durée|quantité|temps|poids|montant)(?!\p{L})/iu,
  },
}

const says: Readonly<Record<Language, RegExp>> = { en: /\bnot\b|n['’]t\b|\bno\b/iu, fr: /(?<!\p{L})pas(?!\p{L})/iu }

/** "Who was the first tsar": the noun itself is who. */
const isCarriedByNoun = /^\W*(who(['’]s| is| was| are| were)|qui (est|sont|était|étaient|fut|furent)) /iu

/** The first question word of each source that nothing in the text stands for, and a "not" that is gone. */
export function askedNoMore({ text, first, second, language }: Cell): readonly string[] {
  return [first, second].flatMap((question) => {
    const words = question.toLowerCase().match(/\p{L}+/gu) ?? []
    const asker = isCarriedByNoun.test(question)
      ? undefined
      : words.find((word) => Object.hasOwn(standIns[language], word))
    const standsIn = asker === undefined ? undefined : standIns[language][asker]
    return [
      ...(standsIn && !standsIn.test(text) ? [`"${asker}"`] : []),
      ...(says[language].test(question) && !says[language].test(text) ? ['"not"'] : []),
    ]
  })
}
