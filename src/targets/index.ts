import type { CutTarget, FusionTarget, MergedTarget, SourceTarget } from '../domain/target.js'
import { cut } from './cut.js'
import { fusion, type FusionParts } from './fusion.js'
import { merged } from './merged.js'
import { source } from './source.js'
import type { TargetKind } from './target-kind.js'

export interface TargetKinds {
  readonly source: TargetKind<SourceTarget>
  readonly cut: TargetKind<CutTarget>
  readonly fusion: TargetKind<FusionTarget>
  readonly merged: TargetKind<MergedTarget>
}

/** Adding a kind: a file beside this one, a line here. */
export function targetKinds(parts: FusionParts): TargetKinds {
  return { source, cut, fusion: fusion(parts), merged }
}
