/** What `fusionkit init` asks in a terminal. */
import type { FoundModels } from '../domain/beginning.js'
import type { Choice, Question } from '../domain/choice.js'
import type { ListedModel } from '../domain/listed-model.js'
import type { Language } from '../domain/project.js'
import { bytesInWords } from './numbers.js'
import { printable } from './printable.js'

export const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'French' }

/** `usual`: what is meant by Enter alone. */
export function whichLanguage(usual: Language): Question {
  const languages = (Object.keys(languageNames) as Language[]).toSorted(
    (a, b) => Number(b === usual) - Number(a === usual),
  )
  return {
    asks: 'Which language are your questions in?',
    choices: languages.map((value) => ({ value, label: languageNames[value] })),
  }
}

export function whoAnswers(choices: readonly Choice[]): Question {
  return { asks: 'Who shall answer? (One line of the config: change it at any time.)', choices }
}

export function modelChoice(value: string, { name, sizeBytes }: ListedModel, { engine, place }: FoundModels): Choice {
  const size = sizeBytes === undefined ? '' : `${bytesInWords(sizeBytes)}, `
  return { value, label: printable(name), hint: printable(`${size}${engine} at ${place}`) }
}

export const rulesChoice: Choice = {
  value: 'rules',
  label: 'rules',
  hint: 'no model: fixed sentences, to try things out',
}

/** No model of Ollama is there. */
export function laterChoice(model: string): Choice {
  return { value: 'later', label: `ollama, with ${model}`, hint: 'once it runs, and the model is pulled' }
}
