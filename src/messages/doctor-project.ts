/** What `doctor` says of the project: its config, its questions, its state, its lock. */
import type { Check } from '../domain/check-up.js'
import { type Diagnostic, errorsOf } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import type { LockHolder } from '../domain/status.js'
import { counted, timeInWords } from './numbers.js'
import { printable } from './printable.js'

export function configIsFine(config: string): Check {
  return { id: 'config', status: 'ok', summary: `${config} has no mistakes.` }
}

/** The first of several mistakes or warnings. `seeAll`: the command that shows all of them. */
export function firstOfConfig(found: readonly Diagnostic[], seeAll: string): Check {
  return firstOf('config', found, seeAll)
}

/** The same of question files. */
export function firstOfQuestions(found: readonly Diagnostic[], seeAll: string): Check {
  return firstOf('questions', found, seeAll)
}

function firstOf(id: 'config' | 'questions', found: readonly Diagnostic[], seeAll: string): Check {
  const errors = errorsOf(found)
  const [first] = errors.length > 0 ? errors : found
  const others = (errors.length > 0 ? errors : found).length - 1
  const word = errors.length > 0 ? 'mistake' : 'warning'
  return {
    id,
    status: errors.length > 0 ? 'error' : 'warning',
    summary: `${first === undefined ? '' : `${position(first.place)}${first.message}`}${others > 0 ? ` And ${counted(others, `more ${word}`)}.` : ''}`,
    ...(first?.hint === undefined ? {} : { detail: firstLine(first.hint) }),
    fix: seeAll,
  }
}

function position(place: Place | undefined): string {
  if (place === undefined) return ''
  const { path, line, column } = place
  return `${[path, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')}: `
}

/** Without what announces the lines below. */
const firstLine = (text: string): string => (text.split('\n')[0] ?? '').replace(/ [^.]*:$/, '')

export interface Counts {
  readonly groups: number
  readonly questions: number
  readonly pairs: number
  readonly cells: number
}

export function questionsCounted({ groups, questions, pairs, cells }: Counts): Check {
  return {
    id: 'questions',
    status: 'ok',
    summary: `${counted(groups, 'group')} of ${counted(questions, 'question')}: ${counted(pairs, 'pair')}, ${counted(cells, 'cell')}.`,
  }
}

/** There are too many to be read in passing. */
export function questionsNotCounted(groups: number, size: string, plan: string): Check {
  return {
    id: 'questions',
    status: 'ok',
    summary: `${counted(groups, 'group')}, with ${size} of questions: too many to be counted in passing. \`${plan}\` counts them.`,
  }
}

export interface StoreWords {
  readonly completions: number | undefined
  readonly size: string
  readonly leftovers: readonly string[]
}

export function nothingStored(): Check {
  return { id: 'store', status: 'ok', summary: 'No answer is stored yet.' }
}

/** `how`: in-use and cut-off were not closed; they were looked through, and are whole. */
export function storeIsSound(
  { completions, size, leftovers }: StoreWords,
  how: 'closed' | 'in-use' | 'cut-off',
): Check {
  const count =
    completions === undefined ? 'Answers are' : `${counted(completions, 'answer')} ${completions === 1 ? 'is' : 'are'}`
  return {
    id: 'store',
    status: 'ok',
    summary: `${count} stored (${size})${openWords[how]}.`,
    ...(leftovers.length === 0
      ? {}
      : { detail: `Damaged files of earlier times may be deleted: ${leftovers.join(', ')} in .fusionkit/store.` }),
  }
}

const openWords = {
  closed: '',
  'in-use': ', in use just now',
  'cut-off': '. The last build was cut off, or the folder was copied; what is stored is whole',
} as const

/** It is not opened for this. */
export function storeNotRead(size: string): Check {
  return {
    id: 'store',
    status: 'ok',
    summary: `The stored answers (${size}) were not closed properly: the next build looks through them before it uses them.`,
  }
}

export function storeIsDamaged(): Check {
  return {
    id: 'store',
    status: 'warning',
    summary:
      'The file of stored answers is damaged: what is whole in it is taken over by the next build, the rest is asked again.',
    detail: 'A copy of .fusionkit/store that you have somewhere saves these calls: put it in place first.',
    fix: 'fusionkit build',
  }
}

export function neverBuilt(): Check {
  return { id: 'last-build', status: 'ok', summary: 'Nothing was built here yet.' }
}

/** `at`: ISO 8601; left out: nobody knows. */
export function lastBuilt(targets: number, at: string | undefined): Check {
  const when = at === undefined ? '' : `, the last one at ${timeInWords(at)}`
  return {
    id: 'last-build',
    status: 'ok',
    summary: `${counted(targets, 'target')} ${targets === 1 ? 'was' : 'were'} built${when}.`,
  }
}

export function lastBuildIncomplete(unmade: number, error: string | undefined, build: string): Check {
  return {
    id: 'last-build',
    status: 'warning',
    summary: `The last build left ${counted(unmade, 'target')} undone${error === undefined ? '.' : `: ${printable(error)}`}`,
    fix: build,
  }
}

export function logOfOtherVersion(build: string): Check {
  return {
    id: 'last-build',
    status: 'warning',
    summary: 'The build log is of another version of fusionkit: everything is assembled again, from stored answers.',
    fix: build,
  }
}

export function lockIsFree(): Check {
  return { id: 'lock', status: 'ok', summary: 'Nobody is at work in the folder.' }
}

export function lockWasLeft(holder: LockHolder): Check {
  return {
    id: 'lock',
    status: 'ok',
    summary: `Nobody is at work in the folder: ${inWords(holder)} was cut off, and the next build takes its place.`,
  }
}

export function lockIsHeld(holder: LockHolder): Check {
  return {
    id: 'lock',
    status: 'warning',
    summary: `${inWords(holder)} is at work in the folder: others have to wait.`,
    fix: 'fusionkit build --wait',
  }
}

/** Nobody here can tell whether it still runs. */
export function lockCannotBeSeen(holder: LockHolder, path: string): Check {
  return {
    id: 'lock',
    status: 'warning',
    summary: `${inWords(holder)} has the lock, and whether it still runs cannot be seen from here.`,
    detail: 'If it does, wait for its end. If it does not, delete the lock.',
    fix: `rm ${path}`,
  }
}

function inWords({ pid, command, host, since }: LockHolder): string {
  const what = command === undefined ? '' : `\`${printable(command)}\` (`
  const where = host === undefined ? '' : ` on ${printable(host)}`
  const when = since === undefined ? '' : `, since ${timeInWords(since)}`
  return `${what}process ${pid}${where}${when}${what === '' ? '' : ')'}`
}
