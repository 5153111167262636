/** What is said about who answers, alphabetical. */
import { defined } from '../base/defined.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { counted } from './numbers.js'
import { listed } from './phrases.js'

/** Answers of a build that was cut off before it was known whose they are. `dropped`: how many, 0 where that is not known. */
export function answersDropped(model: string, before: string, now: string, dropped: number): Diagnostic {
  return {
    code: 'answers-dropped',
    severity: 'warning',
    message:
      `The model "${model}" was replaced during or after the last build: ${before} then, ${now} now. ` +
      `${dropped === 0 ? 'The last answers' : counted(dropped, 'answer')} of that build, not yet confirmed to be the old one's, ` +
      `${dropped === 1 ? 'is' : 'are'} dropped.`,
  }
}

/** `dropped`: how many answers came since it was last the same. */
export function modelMoved(model: string, before: string, now: string, dropped: number): Diagnostic {
  return {
    code: 'model-moved',
    severity: 'error',
    message:
      `The model "${model}" is another one than when this build began: ${before} then, ${now} now. ` +
      (dropped === 0
        ? 'All that is kept was confirmed before.'
        : `${counted(dropped, 'answer')} that came since it was last checked ${dropped === 1 ? 'is' : 'are'} dropped; what came before is kept.`),
    hint: 'Run `fusionkit build` again: it starts with the new one. To keep to the old one, put it back first.',
  }
}

export function modelUnchecked(models: readonly string[], why: string): Diagnostic {
  return {
    code: 'model-unchecked',
    severity: 'warning',
    message: `${why} The last known ${models.length === 1 ? 'digest' : 'digests'} of ${models.map((model) => `"${model}"`).join(', ')} stood in.`,
    hint: `What is stored counts as ${models.length === 1 ? 'its answers' : 'their answers'}, as if nothing had been pulled or created anew since.`,
  }
}

/** `variants`: those whose prompts were edited. */
export function promptsNotRead(engine: string, variants: readonly string[]): Diagnostic {
  const edits = variants.length === 1 ? 'the edit' : 'the edits'
  return {
    code: 'prompts-not-read',
    severity: 'note',
    message: `The engine "${engine}" reads no prompts: ${edits} of ${listed(variants.map((name) => `"${name}"`))} ${variants.length === 1 ? 'changes' : 'change'} no text.`,
    hint: 'A model reads them: `--engine ollama`, or `engine: ollama` in the config.',
  }
}

/** A server does not answer in mid-build. `minutes`: how long it is waited for; left out: others answer meanwhile. */
export function serverAway(server: string, minutes: number | undefined): Diagnostic {
  return {
    code: 'server-away',
    severity: 'warning',
    message: `${server} does not answer.`,
    hint:
      minutes === undefined
        ? 'Its calls go to the others; it is asked again as soon as it is back.'
        : `It is waited for, up to ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} (outage_minutes). What was answered is kept.`,
  }
}

/** A server that was away answers again. */
export function serverBack(server: string, awayMs: number): Diagnostic {
  return {
    code: 'server-back',
    severity: 'note',
    message: `${server} answers again, after ${Math.max(1, Math.round(awayMs / 1_000))} s.`,
  }
}

/** One of several servers is there, and fails call after call. `said`: its last words. */
export function serverFails(server: string, said: string): Diagnostic {
  return {
    code: 'server-fails',
    severity: 'warning',
    message: `${server} fails call after call: ${said}`,
    hint: 'The other hosts answer in its place. It is asked less and less, until it answers again.',
  }
}

/** One of several servers cannot answer: the others go on. */
export function serverLeftOut({ message, hint }: Diagnostic): Diagnostic {
  return {
    code: 'server-left-out',
    severity: 'warning',
    message: `${message} The other hosts go on without it.`,
    ...defined({ hint }),
  }
}

/** `concurrency: auto` has found out how many calls a server works on at once. */
export function slotsFound(server: string, slots: number): Diagnostic {
  return {
    code: 'slots-found',
    severity: 'note',
    message: `${server} seems to work on ${slots} ${slots === 1 ? 'call' : 'calls'} at once.`,
    ...(slots === 1
      ? {
          hint: 'If there is memory for more, start Ollama with OLLAMA_NUM_PARALLEL=4, another server with its own word for that: several calls at once are answered faster.',
        }
      : {}),
  }
}
