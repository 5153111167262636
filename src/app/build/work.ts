import type { BuildEvent } from '../../domain/event.js'
import { storeIsDamaged } from '../../messages/targets.js'
import type { Budget } from '../../run/budget.js'
import { makeFailFast } from '../../run/fail-fast.js'
import type { JoinedAsking } from '../asking.js'
import { type AskingLifetime, forOneBuild } from '../asking-lifetime.js'
import type { BuildOptions, Composed } from '../compose.js'
import type { LoadedConfig } from '../load-project.js'
import type { Surroundings } from '../surroundings.js'
import type { OpenWorkshop } from '../workshop.js'

/** What a build works with: opened when the first target is to be made, or what earlier builds left pending is to be judged. */
export interface Work {
  open(): Promise<OpenWorkshop>
  readonly workshop: OpenWorkshop | undefined
  readonly joined: JoinedAsking | undefined
  /** Waits for what is in flight. May be called twice. */
  close(): Promise<void>
}

interface WorkRun {
  readonly emit: (event: BuildEvent) => void
  readonly signal: AbortSignal
  readonly budget: Budget | undefined
  /** Left out: it asks for itself alone. */
  readonly lifetime: AskingLifetime | undefined
}

export function workOf(
  config: LoadedConfig,
  options: BuildOptions,
  { parts, identities }: Composed,
  surroundings: Surroundings,
  run: WorkRun,
): Work {
  const failFast = options.failFast === true ? makeFailFast() : undefined
  const limits = { budget: run.budget, keepsGoing: options.keepGoing ?? false, failFast }
  const lifetime = run.lifetime ?? forOneBuild(config.root, surroundings, run.signal)
  let workshop: OpenWorkshop | undefined
  let joined: JoinedAsking | undefined
  let isClosed = false
  async function opened(): Promise<OpenWorkshop> {
    const [{ openWorkshop }, asking] = await Promise.all([import('../workshop.js'), lifetime.take(parts, identities)])
    joined = asking.join(parts, limits)
    return (workshop = openWorkshop(parts, joined, limits))
  }
  let opening: Promise<OpenWorkshop> | undefined
  return {
    open: async () => {
      const open = await (opening ??= opened())
      await joined?.ready()
      return open
    },
    get workshop() {
      return workshop
    },
    get joined() {
      return joined
    },
    close: async () => {
      if (joined === undefined || isClosed) return
      isClosed = true
      const damaged = joined.store.damaged
      if (damaged > 0) run.emit({ kind: 'diagnostic', diagnostic: storeIsDamaged(damaged) })
      await joined.leave()
      await lifetime.leave()
    },
  }
}
