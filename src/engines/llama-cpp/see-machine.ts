import { makeLastWords } from './last-words.js'
import type { LookOrder, Seen } from './protocol.js'
import { reportIn } from './protocol.js'
import { Crashed, forkChild, NotLoaded, send, whenGone } from './runner.js'

/**
 * What llama.cpp sees of this machine: looked at in a process of its own, which is gone afterwards, since native code may end it. Rejects
 * with `NotLoaded` or `Crashed`, and with the latter where it takes longer than `deadlineMs`.
 */
export async function seeMachine(order: LookOrder, deadlineMs: number): Promise<Seen> {
  const child = forkChild()
  const gone = whenGone(child, makeLastWords(child.stderr))
  let late: NodeJS.Timeout | undefined
  try {
    return await new Promise<Seen>((resolve, reject) => {
      late = setTimeout(() => reject(new Crashed(`nothing within ${deadlineMs / 1_000} s`)), deadlineMs)
      child.on('message', (message) => {
        const report = reportIn(message)
        if (report?.kind === 'seen') resolve(report)
        else if (report?.kind === 'not-loaded') reject(new NotLoaded(report.why, report.said))
      })
      void gone.then((how) => reject(new Crashed(how)))
      send(child, { kind: 'look', ...order })
    })
  } finally {
    clearTimeout(late)
    child.kill('SIGKILL')
    await gone
  }
}
