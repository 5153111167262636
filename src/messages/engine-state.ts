/** What is said about who answers, alphabetical. */
import type { Diagnostic } from '../domain/diagnostic.js'

export function modelMoved(model: string, before: string, now: string): Diagnostic {
  return {
    code: 'model-moved',
    severity: 'error',
    message: `The model "${model}" is another one than when this build began: ${before} then, ${now} now.`,
    hint: 'Run `fusionkit build` again: it starts with the new one.',
  }
}

export function modelUnchecked(models: readonly string[], why: string): Diagnostic {
  return {
    code: 'model-unchecked',
    severity: 'warning',
    message: `${why} The last known ${models.length === 1 ? 'digest' : 'digests'} of ${models.map((model) => `"${model}"`).join(', ')} stood in.`,
  }
}

/** A server stopped answering in mid-build. `minutes`: how long it is waited for; left out: others answer meanwhile. */
export function serverAway(server: string, minutes: number | undefined): Diagnostic {
  return {
    code: 'server-away',
    severity: 'warning',
    message: `${server} does not answer any more.`,
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

/** One of several servers cannot answer: the others go on. */
export function serverLeftOut({ message, hint }: Diagnostic): Diagnostic {
  return {
    code: 'server-left-out',
    severity: 'warning',
    message: `${message} The other hosts go on without it.`,
    ...(hint === undefined ? {} : { hint }),
  }
}

/** `concurrency: auto` has found out how many calls a server works on at once. */
export function slotsFound(server: string, slots: number): Diagnostic {
  return {
    code: 'slots-found',
    severity: 'note',
    message: `${server} works on ${slots} ${slots === 1 ? 'call' : 'calls'} at once.`,
    ...(slots === 1
      ? {
          hint: 'If there is memory for more, start the server with OLLAMA_NUM_PARALLEL=4: several calls at once are answered faster.',
        }
      : {}),
  }
}
