/**
 * How long a model takes that works on several calls at once: they share one batch (llama-server's continuous batching).
 *
 * A step gives each slot a token and takes 1000 / tgTokS × (1 + alpha × (b − 1)) ms with b busy slots; prompts share ppTokS.
 * Between two events (a call comes, goes, or ends its prompt) all speeds are constant, so it goes from event to event and not
 * from step to step. That differs from counting steps by less than one step for each event, and costs nothing per token.
 */
import { performance } from 'node:perf_hooks'

/** How fast a model is. */
export interface Timing {
  /** Prompt tokens that were not cached, per second, of all calls together. Default 1000. */
  readonly ppTokS?: number
  /** Answer tokens per second of a call that is alone. Default 50. */
  readonly tgTokS?: number
  /** What each further call adds to a step. Default 0.15; on the CPU 0.7. */
  readonly alpha?: number
  /** Tokens per second that are moved to the host's memory where a slot forgets them. Default: at once. */
  readonly saveTokS?: number
}

/** The tokens that a call costs. */
export interface Work {
  readonly saved: number
  readonly prompt: number
  readonly answer: number
}

export interface Batch {
  /** Resolves when the work is done or its client is gone: how long its prompt took, in ms. */
  run(work: Work, gone: AbortSignal): Promise<number>
}

interface Job {
  phase: keyof Work
  left: number
  promptEnd: number
  readonly work: Work
  readonly started: number
  done(promptMs: number): void
}

/** `scaled` turns simulated ms into those of this machine's clock. */
export function makeBatch(timing: Timing, onGpu: boolean, scaled: (ms: number) => number): Batch {
  const { ppTokS = 1000, tgTokS = 50, alpha = onGpu ? 0.15 : 0.7, saveTokS = Infinity } = timing
  const jobs = new Set<Job>()
  let at = 0
  let timer: NodeJS.Timeout | undefined

  function stepsOf(): Record<keyof Work, number> {
    let prompts = 0
    for (const { phase } of jobs) if (phase === 'prompt') prompts += 1
    return {
      saved: scaled(1000 / saveTokS),
      prompt: scaled((1000 / ppTokS) * prompts),
      answer: scaled((1000 / tgTokS) * (1 + alpha * (jobs.size - 1))),
    }
  }

  /** Works until now, event by event. */
  function advance(): void {
    clearTimeout(timer)
    const now = performance.now()
    if (jobs.size === 0) at = now
    while (jobs.size > 0) {
      const steps = stepsOf()
      let next = Infinity
      for (const { phase, left } of jobs) next = Math.min(next, at + left * steps[phase])
      const to = Math.min(next, now)
      for (const job of jobs) {
        const step = steps[job.phase]
        if (step > 0) job.left -= (to - at) / step
      }
      at = to
      for (const job of jobs) if (job.left * steps[job.phase] < 1e-6) nextPhase(job)
      if (next <= now) continue
      timer = setTimeout(advance, Math.ceil(next - now))
      return
    }
  }

  function nextPhase(job: Job): void {
    if (job.phase === 'prompt') job.promptEnd = at
    if (job.phase === 'answer') return end(job)
    job.phase = job.phase === 'saved' ? 'prompt' : 'answer'
    job.left = job.work[job.phase]
  }

  function end(job: Job): void {
    jobs.delete(job)
    job.done(job.promptEnd - job.started)
  }

  return {
    async run(work, gone) {
      if (gone.aborted) return 0
      advance()
      return new Promise((resolve) => {
        const job: Job = { phase: 'saved', left: work.saved, promptEnd: at, work, started: at, done: resolve }
        jobs.add(job)
        gone.addEventListener('abort', () => {
          advance()
          if (jobs.has(job)) end(job)
          advance()
        })
        advance()
      })
    },
  }
}
