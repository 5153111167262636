import type { PromptSet } from '../prompt-set.js'
import { en1 } from './en-1.js'
import { fr1 } from './fr-1.js'

/**
 * The built-in prompt sets, by the name that `prompts` in a config gives.
 *
 * Adding one: a file beside this, a line here. A set that was released is never edited (it would ask everybody's questions
 * again): a better one gets the next number.
 */
export const promptSets: Readonly<Record<string, PromptSet>> = { 'en-1': en1, 'fr-1': fr1 } as const
