import { cut } from './cut.js'
import { fusion, type FusionParts } from './fusion.js'
import { merged } from './merged.js'
import { source } from './source.js'
import type { TargetKinds } from './target-kind.js'

/** Adding a kind: a file beside this one, a line here. */
export function targetKinds(parts: FusionParts): TargetKinds {
  return { source, cut, fusion: fusion(parts), merged }
}
