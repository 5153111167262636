/** Where does a line of the merged file come from? The merge is done once more, in memory, from the files of the groups as they are now. */
import { parseJson } from '../../base/json.js'
import type { RelPath } from '../../domain/path.js'
import { fusionId } from '../../domain/target.js'
import { type MergedLine, mergedLines, questionOf } from '../../targets/merge-lines.js'
import type { JudgedProject, JudgedTarget } from '../judge-project.js'

interface At {
  readonly path: RelPath
  readonly line: number
}

/** `undefined`: no group has this record any more. */
export function mergedLineAt(line: number, text: string, merged: JudgedTarget, project: JudgedProject): At | undefined {
  let [kept, isInOrder] = [0, true]
  let alike: At | undefined
  for (const each of linesNow(merged, project)) {
    if (each.fate === 'kept') kept += 1
    if (each.fate === 'kept' && kept === line) {
      if (each.text === text) return { path: each.path, line: each.line }
      isInOrder = false
    }
    if (each.text === text) alike ??= { path: each.path, line: each.line }
    if (!isInOrder && alike !== undefined) return alike // a group was made again since
  }
  return alike
}

/** Which record of the merged file has the question of this one. */
export function whereKept(text: string, merged: JudgedTarget, project: JudgedProject): At | undefined {
  const question = questionOf(text)
  for (const each of linesNow(merged, project))
    if (each.fate === 'kept' && each.question === question) return { path: each.path, line: each.line }
  return undefined
}

function linesNow(merged: JudgedTarget, { parts, targets }: JudgedProject): Iterable<MergedLine> {
  const { disk, log } = parts
  const outputs = new Map(
    targets.flatMap(({ target }) => (target.kind === 'fusion' ? [[target.group, target.output] as const] : [])),
  )
  const components = merged.last === undefined ? undefined : log.componentsOf(merged.last)
  const order = parseJson(components?.['config:order of the groups'] ?? '')
  const groups = Array.isArray(order) ? order.map(String) : [...outputs.keys()]
  const paths = groups.flatMap(
    (group) => outputs.get(group) ?? log.targets.get(fusionId(group))?.outputs[0]?.path ?? [],
  )
  return mergedLines(
    paths.filter((path) => disk.stat(path) !== undefined),
    (path) => disk.readChunks(path),
  )
}
