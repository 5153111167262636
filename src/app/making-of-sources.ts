import { bug } from '../base/unreachable.js'
import type { Workshop } from '../run/make-doer.js'
import { checkData } from '../targets/check-data.js'

/** The workshop of those who build nothing: sources and cuts ask nobody, so they are really made, on a disk that forgets. */
export async function makingOfSources(): Promise<Workshop> {
  const { targetKinds } = await import('../targets/index.js')
  const indexes = () => ({ ofFusion: never, recordsOf: never, indexRecords: never })
  return { check: checkData, indexes, kinds: targetKinds({ compile: never, resolve: never }) }
}

const never = () => bug('nothing is fused here')
