/** The catalogue of checks, in the order in which they are made: the first reason that is found is the one that is told. */
import type { Check } from './check.js'
import { cutOff } from './cut-off.js'
import { echo } from './echo.js'
import { empty } from './empty.js'
import { endsWith } from './ends-with.js'
import { keepsBoth } from './keeps-both.js'
import { markup } from './markup.js'
import { matches } from './matches.js'
import { maxWords } from './max-words.js'
import { notMatches } from './not-matches.js'
import { oneQuestion } from './one-question.js'
import { refusal } from './refusal.js'

/** Adding a check: a file beside this one, a line here. */
export const checkCatalogue: readonly Check[] = [
  empty,
  cutOff,
  refusal,
  markup,
  echo,
  endsWith,
  oneQuestion,
  maxWords,
  matches,
  notMatches,
  keepsBoth,
]
