import { suite } from 'uvu'

type Check = () => void | Promise<void>

interface It {
  (sentence: string, check: Check, options?: { readonly deadlineMs: number }): void
  /** Leaves a case out, saying why; the runner prints the reason. */
  skip(sentence: string, reason: string): void
}

/** Reasons of the cases that were left out, for the runner to print. */
export const skipped: string[] = []

/**
 * A uvu suite that cannot be forgotten: it runs itself, every case has a deadline, and there are no hooks
 * (a uvu hook that throws drops cases silently). Set-up belongs into the case, through a function that both share.
 */
export function spec(subject: string, cases: (it: It) => void, deadlineMs = 5_000): void {
  const run = suite(subject)
  const it: It = Object.assign(
    (sentence: string, check: Check, options?: { readonly deadlineMs: number }) => {
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
