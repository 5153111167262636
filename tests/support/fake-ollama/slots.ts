/**
 * The slots of a loaded model: as many calls at once as there are, the others wait in line, and each slot keeps the tokens it
 * worked on last (llama.cpp, server-context.cpp, get_available_slot).
 */
import { noTokens, sharedLength, type Tokens } from './tokens.js'

/** A slot that a call holds. */
export interface Held {
  /** How many of the prompt's tokens were there already. At least one is always worked on. */
  readonly cached: number
  /** Tokens that are moved to the host's memory first, because most of them are of no use to this call. */
  readonly saved: number
  /** `tokens`: what the slot remembers. A slot that `leaks` is not free again before the model is reloaded. */
  giveBack(tokens: Tokens, leaks?: boolean): void
}

export interface Slots {
  readonly count: number
  /** Slots that calls hold. */
  readonly busy: number
  /** Waits for a slot, first come, first served. Undefined where `gone` came first. */
  take(prompt: Tokens, gone: AbortSignal): Promise<Held | undefined>
  /** Forgets what was worked on, and slots that leaked. */
  forget(): void
}

interface Slot {
  isHeld: boolean
  tokens: Tokens
  usedAt: number
}

/** `queued` is told +1 for a call that begins to wait, and -1 for one that waits no more. */
export function makeSlots(count: number, queued: (change: 1 | -1) => void): Slots {
  const all = Array.from({ length: count }, (): Slot => ({ isHeld: false, tokens: noTokens, usedAt: 0 }))
  const line = new Set<() => void>()
  let uses = 0
  let busy = 0
  let leaked: Slot[] = []

  function hold(prompt: Tokens): Held {
    const { slot, shared } = choose(all, prompt)
    const isKept = shared > 0 && shared >= slot.tokens.length / 2
    const saved = isKept ? 0 : slot.tokens.length
    slot.isHeld = true
    return {
      cached: Math.max(0, Math.min(shared, prompt.length - 1)),
      saved,
      giveBack(tokens, leaks = false) {
        slot.tokens = tokens
        slot.usedAt = uses += 1
        busy -= 1
        if (leaks) leaked.push(slot)
        else free(slot)
      },
    }
  }

  /** The next in line gets its slot before anybody who comes later. */
  function free(slot: Slot): void {
    slot.isHeld = false
    const [next] = line
    if (!next) return
    line.delete(next)
    busy += 1
    next()
  }

  return {
    count,
    get busy() {
      return busy
    },
    async take(prompt, gone) {
      if (gone.aborted) return undefined
      if (busy + leaked.length < count) {
        busy += 1
        return hold(prompt)
      }
      queued(1)
      return new Promise((resolve) => {
        const leave = () => {
          if (!line.delete(start)) return
          queued(-1)
          resolve(undefined)
        }
        const start = () => {
          gone.removeEventListener('abort', leave)
          queued(-1)
          resolve(hold(prompt))
        }
        line.add(start)
        gone.addEventListener('abort', leave)
      })
    },
    forget() {
      for (const slot of all) slot.tokens = noTokens
      const found = leaked
      leaked = []
      for (const slot of found) free(slot)
    },
  }
}

/** The free slot that shares most of the prompt, if that is more than a tenth; else the one that was not used for longest. */
function choose(all: readonly Slot[], prompt: Tokens): { slot: Slot; shared: number } {
  let best: { slot: Slot; shared: number } | undefined
  let oldest: Slot | undefined
  for (const slot of all) {
    if (slot.isHeld) continue
    if (!oldest || slot.usedAt < oldest.usedAt) oldest = slot
    const shared = sharedLength(slot.tokens, prompt)
    if (shared > prompt.length / 10 && shared > (best?.shared ?? 0)) best = { slot, shared }
  }
  if (best) return best
  if (!oldest) throw new Error('a call was let in although no slot is free')
  return { slot: oldest, shared: sharedLength(oldest.tokens, prompt) }
}
