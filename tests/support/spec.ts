import { suite } from 'uvu'
import { isSoak } from './soak.js'

type Check = () => void | Promise<void>

interface Ways {
  readonly deadlineMs: number
}

interface It {
  (sentence: string, check: Check, options?: Ways): void
  /** Leaves a case out, saying why; the runner prints the reason. */
  skip(sentence: string, reason: string): void
}

/** Far more than any case takes on a slow and busy machine: a deadline is there to catch what hangs, and measures nothing. */
const usualDeadlineMs = isSoak ? 3_600_000 : 60_000

/** Reasons of the cases that were left out, for the runner to print. */
export const skipped: string[] = []

/**
 * A uvu suite that cannot be forgotten: it runs itself, every case has a deadline, and there are no hooks
 * (a uvu hook that throws drops cases silently). Set-up belongs into the case, through a function that both share.
 */
export function spec(subject: string, cases: (it: It) => void, deadlineMs = usualDeadlineMs): void {
  const run = suite(subject)
  const it: It = Object.assign(
    (sentence: string, check: Check, options?: Ways) => {
      run(sentence, async () => withDeadline(check, options?.deadlineMs ?? deadlineMs))
    },
    {
      skip: (sentence: string, reason: string) => {
        run.skip(sentence)
        skipped.push(`${subject}: ${sentence} (${reason})`)
      },
    },
  )
  cases(it)
  run.run()
}

async function withDeadline(check: Check, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`still running after ${deadlineMs} ms`)), deadlineMs)
  })
  const done = (async () => check())() // a synchronous throw must become a rejection, too
  await Promise.race([done, late]).finally(() => clearTimeout(timer))
}
