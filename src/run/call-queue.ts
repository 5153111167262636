/**
 * Which call is next? All of a model before the next model, and inside a model those that begin alike one after the other.
 *
 * Never touches: servers, time. Within one beginning it is first come, first served; what is put back goes first, where it may go.
 * A beginning is left only when no call with it waits, and then the call that has waited longest decides: the window of pairs is
 * bounded, so none waits for ever.
 */
export interface Waiting {
  readonly model: string
  /** Calls of the same prefix begin alike. */
  readonly prefix: string
}

export interface CallQueue<Call extends Waiting> {
  readonly size: number
  add(call: Call): void
  /** As the next one of its model. */
  putBack(call: Call): void
  /** The next call, of this model where one waits; `isBound`: of no other. `mayGo` is asked of what was put back. */
  take(model: string | undefined, isBound: boolean, mayGo?: MayGo<Call>): Call | undefined
  /** Returns whether it waited. */
  remove(call: Call): boolean
  /** All that wait, and none waits any more. */
  drain(): readonly Call[]
}

/** What waits for one model. Sets keep the order of arrival, and are cheap to leave from the middle. */
interface OfModel<Call> {
  readonly putBack: Set<Call>
  readonly byPrefix: Map<string, Set<Call>>
  current: string | undefined
}

type MayGo<Call> = (call: Call) => boolean

/** An empty one. */
export function makeCallQueue<Call extends Waiting>(): CallQueue<Call> {
  const byModel = new Map<string, OfModel<Call>>()
  /** Call → the number of its arrival. */
  const arrivals = new Map<Call, number>()
  let arrived = 0

  function arrive(call: Call): OfModel<Call> {
    arrivals.set(call, (arrived += 1))
    const known = byModel.get(call.model)
    if (known !== undefined) return known
    const made: OfModel<Call> = { putBack: new Set(), byPrefix: new Map(), current: undefined }
    byModel.set(call.model, made)
    return made
  }

  function remove(call: Call): boolean {
    const all = byModel.get(call.model)
    if (all === undefined || !arrivals.delete(call)) return false
    leave(call, all)
    if (all.putBack.size === 0 && all.byPrefix.size === 0) byModel.delete(call.model)
    return true
  }

  return {
    get size() {
      return arrivals.size
    },
    add: (call) => {
      const { byPrefix } = arrive(call)
      const alike = byPrefix.get(call.prefix)
      if (alike === undefined) byPrefix.set(call.prefix, new Set([call]))
      else alike.add(call)
    },
    putBack: (call) => void arrive(call).putBack.add(call),
    take: (model, isBound, mayGo = () => true) => {
      const own = model === undefined ? undefined : byModel.get(model)
      const from = own ?? (isBound ? undefined : oldestModel(byModel.values(), arrivals, mayGo))
      const call = from && firstOf(from, arrivals, mayGo)
      if (from === undefined || call === undefined) return undefined
      from.current = call.prefix
      remove(call)
      return call
    },
    remove,
    drain: () => {
      const all = [...arrivals.keys()]
      arrivals.clear()
      byModel.clear()
      return all
    },
  }
}

type Arrivals<Call> = ReadonlyMap<Call, number>

function leave<Call extends Waiting>(call: Call, { putBack, byPrefix }: OfModel<Call>): void {
  const alike = byPrefix.get(call.prefix)
  putBack.delete(call)
  alike?.delete(call)
  if (alike?.size === 0) byPrefix.delete(call.prefix)
}

function firstOf<Call>(
  { putBack, byPrefix, current }: OfModel<Call>,
  arrivals: Arrivals<Call>,
  mayGo: MayGo<Call>,
): Call | undefined {
  const alike = current === undefined ? undefined : byPrefix.get(current)
  return (
    first(putBack, mayGo) ??
    first(alike ?? []) ??
    oldest(
      [...byPrefix.values()].map((calls) => first(calls)),
      arrivals,
    )
  )
}

function oldestModel<Call>(
  models: Iterable<OfModel<Call>>,
  arrivals: Arrivals<Call>,
  mayGo: MayGo<Call>,
): OfModel<Call> | undefined {
  const firsts = new Map([...models].map((all) => [firstOf(all, arrivals, mayGo), all] as const))
  return firsts.get(oldest(firsts.keys(), arrivals))
}

function oldest<Call>(calls: Iterable<Call | undefined>, arrivals: Arrivals<Call>): Call | undefined {
  const age = (call: Call | undefined): number => (call === undefined ? undefined : arrivals.get(call)) ?? Infinity
  let found: Call | undefined
  for (const call of calls) if (age(call) < age(found)) found = call
  return found
}

function first<Item>(items: Iterable<Item>, isMeant: (item: Item) => boolean = () => true): Item | undefined {
  for (const item of items) if (isMeant(item)) return item
  return undefined
}
