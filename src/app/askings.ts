/** Where builds get what asks, and where they leave it. */
import type { BuildParts } from '../run/parts.js'
import type { Asking } from './asking.js'
import type { Identities } from './identities.js'
import type { Surroundings } from './surroundings.js'

export interface Askings {
  /** What asks for a build of these parts. */
  take(parts: BuildParts, identities: Identities): Promise<Asking>
  /** The build that took it last has ended. Resolves when nothing of it is under way that nobody else will wait for. */
  leave(): Promise<void>
}

/** Opened for one build, and closed at its end. `signal`: ends it. */
export function ofOneBuild(root: string, surroundings: Surroundings, signal: AbortSignal): Askings {
  let asking: Asking | undefined
  return {
    take: async (parts, identities) => {
      const { openAsking } = await import('./asking.js')
      return (asking ??= openAsking(root, parts, identities, surroundings, signal))
    },
    leave: async () => asking?.close(),
  }
}

export interface SharedAskings extends Askings {
  /** Resolves when nothing is under way: what came is kept. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Kept from one build to the next, as long as they ask the same engine in the same way. `signal`: ends them all. */
export function ofManyBuilds(root: string, surroundings: Surroundings, signal: AbortSignal): SharedAskings {
  const one = () => ofOneBuild(root, surroundings, signal)
  let current: { readonly askings: Askings; readonly asking: Asking } | undefined
  const close = async () => {
    const last = current
    current = undefined
    await last?.askings.leave()
  }
  return {
    take: async (parts, identities) => {
      if (current !== undefined && !current.asking.serves(parts, identities)) await close()
      if (current === undefined) {
        const askings = one()
        current = { askings, asking: await askings.take(parts, identities) }
      }
      return current.asking
    },
    leave: async () => {},
    idle: async () => current?.asking.idle(),
    close,
  }
}
