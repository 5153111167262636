/** How long does what asks live? As long as one build, or from one build of a watch to the next. */
import type { BuildParts } from '../run/parts.js'
import type { Asking } from './asking.js'
import type { Identities } from './identities.js'
import type { Surroundings } from './surroundings.js'

/** Where a build gets what asks, and where it leaves it. */
export interface AskingLifetime {
  /** What asks for a build of these parts. */
  take(parts: BuildParts, identities: Identities): Promise<Asking>
  /** The build that took it last has ended. Resolves when nothing of it is under way that nobody else will wait for. */
  leave(): Promise<void>
}

/** Opened for one build, and closed at its end. `signal`: ends it. */
export function forOneBuild(root: string, surroundings: Surroundings, signal: AbortSignal): AskingLifetime {
  let asking: Asking | undefined
  return {
    take: async (parts, identities) => {
      const { openAsking } = await import('./asking.js')
      return (asking ??= openAsking(root, parts, identities, surroundings, signal))
    },
    leave: async () => asking?.close(),
  }
}

export interface SharedLifetime extends AskingLifetime {
  /** Resolves when nothing is under way: what came is kept. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Kept from one build to the next, as long as they ask the same engine in the same way. `signal`: ends them all. */
export function forManyBuilds(root: string, surroundings: Surroundings, signal: AbortSignal): SharedLifetime {
  const one = () => forOneBuild(root, surroundings, signal)
  let current: { readonly lifetime: AskingLifetime; readonly asking: Asking } | undefined
  const close = async () => {
    const last = current
    current = undefined
    await last?.lifetime.leave()
  }
  return {
    take: async (parts, identities) => {
      if (current !== undefined && !current.asking.serves(parts, identities)) await close()
      if (current === undefined) {
        const lifetime = one()
        current = { lifetime, asking: await lifetime.take(parts, identities) }
      }
      return current.asking
    },
    leave: async () => {},
    idle: async () => current?.asking.idle(),
    close,
  }
}
