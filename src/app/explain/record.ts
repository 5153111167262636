/** Which pair, variant and prompt made a line, and how it is mended. Nothing but what makes that very line is told. */
import { join } from 'node:path'
import { defined } from '../../base/defined.js'
import { realDisk } from '../../base/disk.js'
import { linesOf } from '../../base/lines.js'
import { isJsonObject, type JsonValue, parseJson } from '../../base/json.js'
import type { Completion } from '../../domain/completion.js'
import { UserError } from '../../domain/diagnostic.js'
import type { Contradiction, ExplainedRecord, FoundRecord, UnknownRecord } from '../../domain/explanation.js'
import type { RelPath } from '../../domain/path.js'
import type { FusionTarget, MergedTarget } from '../../domain/target.js'
import type { MemoEntry } from '../../fusion/memo.js'
import { pairIn } from '../../fusion/rejected-list.js'
import { noSuchLine, outputIsNotThere } from '../../messages/explain.js'
import { findRecord, findRejected } from '../../run/find-record.js'
import { openStore } from '../../store/completion-store.js'
import { explainedCells } from './cell.js'
import type { JudgedProject, JudgedTarget } from '../judge-project.js'
import { storeFolder } from '../layout.js'
import type { LoadedConfig } from '../load-project.js'
import { mergedLineAt, whereKept } from './merged-line.js'
import { recipeAsBuilt } from '../recipe-as-built.js'

/** A file whose lines can be explained. */
export interface Dataset {
  readonly judged: JudgedTarget
  readonly target: FusionTarget | MergedTarget
  readonly holds: 'records' | 'rejected'
}

export interface LineAt {
  readonly path: RelPath
  /** From 1. */
  readonly line: number
}

/** `undefined`: the lines of that file cannot be explained. */
export function datasetAt(path: RelPath, { targets }: JudgedProject): Dataset | undefined {
  for (const judged of targets) {
    const { target } = judged
    if (target.kind !== 'fusion' && target.kind !== 'merged') continue
    if (target.output === path) return { judged, target, holds: 'records' }
    if (target.rejectedOutput === path) return { judged, target, holds: 'rejected' }
  }
  return undefined
}

/** Throws `UserError` where the file is not there, or has no such line. */
export async function explainLine(at: LineAt, project: JudgedProject, config: LoadedConfig): Promise<ExplainedRecord> {
  const dataset = datasetAt(at.path, project)
  if (dataset === undefined) throw new UserError([outputIsNotThere(at.path)])
  const text = textOfLine(at, project)
  const { judged } = dataset
  const line = { ...at, text, target: judged.target.id, state: judged.state }
  if (dataset.target.kind === 'fusion') {
    const found = await foundIn(dataset.target, dataset, { ...at, text }, project, config)
    return { ...line, found }
  }
  if (dataset.holds === 'rejected') return { ...line, found: contradictionOf(text, dataset, project) }
  const takenFrom = mergedLineAt(at.line, text, judged, project)
  const group = takenFrom === undefined ? undefined : datasetAt(takenFrom.path, project)
  if (takenFrom === undefined || group?.target.kind !== 'fusion')
    return { ...line, found: { kind: 'unknown', why: 'merged-before' } }
  const found = await foundIn(group.target, group, { ...takenFrom, text }, project, config)
  return { ...line, takenFrom, target: group.target.id, state: group.judged.state, found }
}

function textOfLine({ path, line }: LineAt, { parts: { disk } }: JudgedProject): string {
  if (disk.stat(path) === undefined) throw new UserError([outputIsNotThere(path)])
  let count = 0
  for (const text of linesOf(disk.readChunks(path))) {
    count += 1
    if (count === line) return text
  }
  throw new UserError([noSuchLine(path, line, count)])
}

async function foundIn(
  target: FusionTarget,
  { judged, holds }: Dataset,
  { line, text }: LineAt & { readonly text: string },
  project: JudgedProject,
  config: LoadedConfig,
): Promise<FoundRecord | UnknownRecord> {
  const store = openStore<Completion, MemoEntry>(join(config.root, storeFolder), { readOnly: true })
  try {
    const asBuilt = await recipeAsBuilt(target, judged, project.parts, realDisk(config.root, 0))
    let isAllStored = true
    const stored = {
      ...asBuilt,
      lookup: store.completions.get,
      resolutions: store.resolutions,
      lacks: () => (isAllStored = false),
    }
    const found =
      holds === 'records'
        ? await findRecord(line, text, stored)
        : await findRejected({ pair: pairIn(memberOf(text, 'pair')), text }, stored)
    if (found === undefined) {
      const isEdited = judged.found.has(target.output)
      const why = asBuilt.haveQuestionsChanged ? 'questions-changed' : isAllStored ? 'edited' : 'answers-gone'
      return { kind: 'unknown', why: isEdited ? 'edited' : why }
    }
    return explainedCells(found, { ...asBuilt, lookup: store.completions.get, project: project.parts.project })
  } finally {
    await store.close()
  }
}

const memberOf = (text: string, name: string): JsonValue | undefined => {
  const row = parseJson(text)
  return isJsonObject(row) ? row[name] : undefined
}

function contradictionOf(text: string, { judged }: Dataset, project: JudgedProject): Contradiction {
  const record = memberOf(text, 'record')
  const keptFrom = record === undefined ? undefined : whereKept(JSON.stringify(record), judged, project)
  return { kind: 'contradiction', ...defined({ keptFrom }) }
}
