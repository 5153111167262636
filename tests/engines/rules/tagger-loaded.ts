/** What of the English tagger is loaded, and when. */
import { createRequire } from 'node:module'
import type { Language } from '../../../src/domain/project.js'
import { openedEngine, someQuestions } from './asking.js'

/** The tagger and its model. */
export const taggerPackages: readonly string[] = ['wink-nlp', 'wink-eng-lite-web-model']

/** Which of them are loaded; they are CommonJS, and all such modules of a process are in one cache. */
function loadedNow(): readonly string[] {
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  return taggerPackages.filter((name) =>
    loaded.some((path) => path.replaceAll('\\', '/').includes(`/node_modules/${name}/`)),
  )
}

/** Needs a process that has asked nothing yet: with the light half alone, the engine open, then a pair asked in French, and one in English. */
export async function taggerByStages(): Promise<Readonly<Record<'light' | 'opened' | Language, readonly string[]>>> {
  const light = loadedNow()
  const ask = await openedEngine()
  const opened = loadedNow()
  const after = async (language: Language): Promise<readonly string[]> => {
    const [first = '', second = ''] = someQuestions[language]
    await ask({ first, second, style: 'yes_no', language, attempt: 1 })
    return loadedNow()
  }
  return { light, opened, fr: await after('fr'), en: await after('en') }
}
