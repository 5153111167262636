/** `plan` does a target by noting it, and counts what it would ask at the end; sources and cuts are really made, on a disk that forgets. */
import { errorsOf, hasErrors, UserError } from '../domain/diagnostic.js'
import type { PlannedTarget } from '../domain/plan.js'
import type { FusionTarget, TargetId } from '../domain/target.js'
import { loadFusion } from '../targets/fusion.js'
import type { MakeTools } from '../targets/target-kind.js'
import { type CellCounts, cellsOf, countCells, type Counted, type CountParts } from './count-cells.js'
import { makeDoer, type Workshop } from './make-doer.js'
import { readerOf } from './make-tools.js'
import type { BuildParts } from './parts.js'
import type { Doer } from './stages.js'

/** A target that would run, or may have to. */
export interface Counting extends CellCounts {
  readonly planned: Pick<PlannedTarget, 'target' | 'kind' | 'state' | 'reasons'>
}

export interface CountDoer {
  readonly doer: Doer
  /** What was met, in the order in which it was; once the stages have run. `parts`: called where there are cells to count. */
  counted(parts: () => Promise<CountParts>): Promise<readonly Counting[]>
}

/** So many cells are looked at one by one, in about a second; where there are more, some speak for all. */
const mostCells = 200_000

/** `workshop`: for what is really made. `most`: so many cells are looked at one by one. */
export function countDoer(parts: BuildParts, workshop: () => Promise<Workshop>, most = mostCells): CountDoer {
  const maker = makeDoer({ ...parts, emit: () => {} }, workshop)
  const load = loaderOf(readerOf(parts))
  const met: { readonly planned: Counting['planned']; readonly fusion?: FusionTarget }[] = []
  let cells = 0
  return {
    doer: {
      preflight: async (targets) => {
        const found = []
        for (const target of targets)
          found.push(...(target.kind === 'fusion' ? (await load(target)).diagnostics : await maker.preflight([target])))
        return errorsOf(found)
      },
      stop: () => {},
      run: async (target, reasons) => {
        const planned = { target: target.id, kind: target.kind, state: 'stale', reasons } as const
        if (target.kind !== 'fusion') {
          met.push({ planned })
          return target.kind === 'merged' ? { kind: 'planned' } : maker.run(target, reasons)
        }
        const loaded = await load(target)
        if (hasErrors(loaded.diagnostics)) throw new UserError(loaded.diagnostics)
        cells += cellsOf(loaded)
        met.push({ planned, fusion: target })
        return { kind: 'planned' }
      },
      wait: (target, on) => {
        met.push({ planned: { target: target.id, kind: target.kind, state: 'maybe', reasons: [] } })
        return { kind: 'waiting', for: on }
      },
    },
    counted: async (countParts) => {
      const counted: Counting[] = []
      for (const { planned, fusion } of met) {
        parts.signal.throwIfAborted()
        const { counts, callsOf } =
          fusion === undefined ? nothing : await countCells(await load(fusion), most / cells, await countParts())
        counted.push({ planned, counts, callsOf })
      }
      return counted
    },
  }
}

const nothing: CellCounts = { counts: { cells: 0, cached: 0, toAsk: 0, calls: 0 }, callsOf: new Map() }

type Loaded = Counted & Pick<Awaited<ReturnType<typeof loadFusion>>, 'diagnostics'>

/** So many questions are kept; groups beyond them are read again when they are counted. */
const mostKept = 100_000

/** A group is looked at three times: for its mistakes, for its size, for its cells. */
function loaderOf(read: MakeTools['read']): (target: FusionTarget) => Promise<Loaded> {
  const kept = new Map<TargetId, Loaded>()
  let questions = 0
  return async (target) => {
    const known = kept.get(target.id)
    if (known !== undefined) return known
    const loaded = { target, ...(await loadFusion(target, read)) }
    questions += loaded.group.questions.length
    if (questions <= mostKept) kept.set(target.id, loaded)
    return loaded
  }
}
