import { defined } from '../base/defined.js'
import type { JsonValue } from '../base/json.js'
import type { Difference } from '../domain/explanation.js'
import type { Place } from '../domain/place.js'

/** A difference for people. `part`: the dotted way to it, "": all of it. `from`, `to`: `undefined` where there was nothing, or is. */
export function differenceAt(
  part: string,
  { from, to }: { readonly from?: JsonValue | undefined; readonly to?: JsonValue | undefined },
  place?: Place,
): Difference {
  return {
    part,
    ...defined({ from, to, place }),
  }
}
