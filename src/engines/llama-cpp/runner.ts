/**
 * The process that llama.cpp runs in, seen from outside: a native crash is then an error of the calls in flight, and not the end of the build.
 *
 * It ends with us (its channel breaks, however we end), writes nothing on our streams, and is killed when it is done with: whatever it
 * holds, the GPU's memory too, is then given back.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onAbort } from '../../base/abort.js'
import { shortened } from '../../base/shortened.js'
import {
  type Answered,
  type AnswerOrder,
  type Loaded,
  type LoadOrder,
  type NotLoadedReason,
  type Order,
  type Report,
  reportIn,
} from './protocol.js'
import { makeLastWords } from './last-words.js'

export interface Runner {
  /** The process has ended. */
  readonly isGone: boolean
  /** Resolves when the model is loaded. Rejects with `NotLoaded` or `Crashed`. */
  readonly loaded: Promise<Loaded>
  /** Rejects with `Crashed`, with `AnswerFailed`, or with the signal's reason. */
  answer(order: AnswerOrder, signal: AbortSignal): Promise<Answered>
  /** Ends the process. Resolves when it is gone. */
  end(): Promise<void>
}

/** The process is gone, and nobody told it to go. */
export class Crashed extends Error {
  override readonly name = 'Crashed'
  /** It had ended before the call, or we ended it since it listened no more: nothing says that the prompt is at fault. */
  readonly isBlameless: boolean

  constructor(said: string, isBlameless = false) {
    super(said)
    this.isBlameless = isBlameless
  }
}

/** The process runs, and the model could not be loaded. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded'
  readonly why: NotLoadedReason

  constructor(why: NotLoadedReason, said: string) {
    super(said)
    this.why = why
  }
}

/** The process runs, and node-llama-cpp threw: nothing that the model did. */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed'
}

/** Between two batches of tokens it looks whether it is to stop. One that does not for so long hangs in native code. */
const longestStopMs = 60_000
/** Its last words are read before it is called gone, but a process of its own may hold its pipes. */
const lastWordsMs = 1_000

interface Waiting {
  resolve(answer: Answered): void
  reject(reason: unknown): void
  forget(): void
}

/** Starts a process, and has it load a model. `stopMs`: how long it may take to stop a call. */
export function startRunner(order: LoadOrder, stopMs = longestStopMs): Runner {
  const child = forkChild()
  const calls = makeCalls(child, stopMs)
  let isEnded = false
  const gone = whenGone(child, makeLastWords(child.stderr))
  const loaded = new Promise<Loaded>((resolve, reject) => {
    const end = (crash: Crashed) => {
      reject(crash)
      calls.end(crash)
      child.kill('SIGKILL')
    }
    child.on('message', (message) => {
      const report = reportIn(message)
      if (report === undefined || report.kind === 'seen')
        end(new Crashed(`it sent ${shortened(JSON.stringify(message), 100)}`, true))
      else if (report.kind === 'loaded') resolve(report)
      else if (report.kind === 'not-loaded') reject(new NotLoaded(report.why, report.said))
      else calls.take(report)
    })
    void gone.then((how) => end(new Crashed(how, isEnded || calls.isStuck())))
  })
  loaded.catch(() => {}) // whoever waits for it is told
  send(child, { kind: 'load', ...order })
  return {
    get isGone() {
      return calls.isOver()
    },
    loaded,
    answer: calls.answer,
    end: async () => {
      isEnded = true
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** The process, with streams of its own: what native code prints is not for our users. */
export function forkChild(): ChildProcess {
  return fork(fileURLToPath(new URL('child.js', import.meta.url)), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

/** The channel may be gone already: that it ended is told elsewhere. */
export function send(child: ChildProcess, order: Order): void {
  if (child.connected) child.send(order, () => {})
}

/** Resolves with how it ended when it has, and all that it said was read. */
export async function whenGone(child: ChildProcess, lastWords: () => string): Promise<string> {
  return new Promise((resolve) => {
    let how = 'it could not be started'
    const tell = () => resolve([how, lastWords()].filter((part) => part !== '').join(': '))
    child.once('error', (error) => resolve(`${how}: ${error.message}`))
    child.once('exit', (code, signal) => {
      how = signal === null ? `exit code ${code}` : signal
      setTimeout(tell, lastWordsMs).unref()
    })
    child.once('close', tell)
  })
}

/** The calls that a process has in hand. */
function makeCalls(child: ChildProcess, stopMs: number) {
  const waiting = new Map<number, Waiting>()
  /** Told to stop, and not stopped yet. */
  const stopping = new Map<number, NodeJS.Timeout>()
  let over: Crashed | undefined
  let isStuck = false
  let last = 0

  /** Whoever asked is not kept waiting. Its place in there is free when it says so, or when the process is. */
  function stop(id: number): void {
    send(child, { kind: 'stop', id })
    const late = () => {
      isStuck = true
      child.kill('SIGKILL')
    }
    stopping.set(id, setTimeout(late, stopMs).unref())
  }

  async function answer(order: AnswerOrder, signal: AbortSignal): Promise<Answered> {
    if (over !== undefined) throw new Crashed(over.message, true)
    signal.throwIfAborted()
    const id = (last += 1)
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        waiting.delete(id)
        stop(id)
        reject(signal.reason as Error)
      })
      waiting.set(id, { resolve, reject, forget })
      send(child, { kind: 'complete', id, ...order })
    })
  }

  return {
    isOver: () => over !== undefined,
    /** It was told to stop, did not, and was ended. */
    isStuck: () => isStuck,
    answer,
    take: (report: Extract<Report, { readonly id: number }>) => {
      clearTimeout(stopping.get(report.id))
      stopping.delete(report.id)
      const call = waiting.get(report.id)
      if (call === undefined) return // it was stopped
      waiting.delete(report.id)
      call.forget()
      if (report.kind === 'answered') call.resolve(report)
      else call.reject(new AnswerFailed(report.kind === 'failed' ? report.said : 'it stopped by itself'))
    },
    end: (crash: Crashed) => {
      over ??= crash
      for (const timer of stopping.values()) clearTimeout(timer)
      for (const { reject, forget } of waiting.values()) {
        forget()
        reject(over)
      }
      waiting.clear()
    },
  }
}
