import { onAbort } from '../../base/abort.js'
import type { NativeSequence } from './native.js'

/** A sequence keeps the tokens of its last call: what begins alike need not be read again. */
export interface Sequences {
  /**
   * A free one: that whose tokens agree with these the longest, where that is worth speaking of; else the one that has lain idle the
   * longest, so that another beginning is still there for those who share it. Rejects with the signal's reason.
   */
  take(tokens: readonly number[], signal: AbortSignal): Promise<NativeSequence>
  giveBack(sequence: NativeSequence): void
}

/** The share of a prompt: all prompts begin with a few tokens of their template. */
const worthwhile = 0.5

/** All of them are free. */
export function makeSequences(all: readonly NativeSequence[]): Sequences {
  /** The one that was given back first comes first. */
  const free = [...all]
  const waiting: (() => void)[] = []

  function best(tokens: readonly number[]): NativeSequence | undefined {
    const shared = free.map((sequence) => sequence.compareContextTokens(tokens).firstDifferentIndex)
    const most = Math.max(...shared)
    return free.splice(most < tokens.length * worthwhile ? 0 : shared.indexOf(most), 1)[0]
  }

  async function freed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        forget()
        resolve()
      }
      const forget = onAbort(signal, () => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal.reason as Error)
      })
      waiting.push(go)
    })
  }

  return {
    take: async (tokens, signal) => {
      while (free.length === 0) await freed(signal)
      signal.throwIfAborted()
      const sequence = best(tokens)
      if (sequence === undefined) throw new Error('no sequence is free')
      return sequence
    },
    giveBack: (sequence) => {
      free.push(sequence)
      waiting.shift()?.()
    },
  }
}
