import { parseDocument } from 'yaml'
import type { Diagnostic } from '../domain/diagnostic.js'
import * as say from '../messages/config-yaml.js'
import { buildTree } from './build-tree.js'
import { placeIn, type TextFile } from './text-file.js'
import type { MapNode } from './tree.js'
import { yamlProblems } from './yaml-problems.js'

export interface ParsedYaml {
  /** `undefined`: it cannot be read any further; `problems` says why. */
  readonly root: MapNode | undefined
  readonly problems: readonly Diagnostic[]
}

export function parseYaml(file: TextFile): ParsedYaml {
  try {
    const document = parseDocument(file.text, { prettyErrors: false, uniqueKeys: false })
    const problems = yamlProblems(file, document)
    if (problems.length > 0) return { root: undefined, problems }
    if (document.contents === null) return { root: undefined, problems: [say.emptyConfig(file.path)] }
    return rootOf(file, buildTree(file, document.contents))
  } catch (error) {
    // the parser recurses: thousands of nested brackets end its stack
    if (error instanceof RangeError) return { root: undefined, problems: [say.tooDeep(placeIn(file, 0))] }
    throw error
  }
}

function rootOf(file: TextFile, { root, problems }: ReturnType<typeof buildTree>): ParsedYaml {
  if (root?.kind === 'map') return { root, problems }
  if (root?.kind === 'scalar' && root.value === null) return { root: undefined, problems: [say.emptyConfig(file.path)] }
  if (root === undefined) return { root, problems }
  return { root: undefined, problems: [...problems, say.notAMapping(placeIn(file, root.span.start, root.span.end))] }
}
