import type { FindSetting } from '../domain/place.js'
import { parseYaml } from './parse-yaml.js'
import { textFile } from './text-file.js'
import { type Entry, entriesOf, type Node, placeOf } from './tree.js'

/** Finds settings in the text of a config. One that cannot be read has none. */
export function settingFinder(path: string, text: string): FindSetting {
  const file = textFile(path, text)
  const { root } = parseYaml(file)
  return (ways) => {
    for (const keys of ways) {
      const entry = entryAt(root, keys)
      if (entry !== undefined) return placeOf(file, entry.keySpan)
    }
    return undefined
  }
}

function entryAt(root: Node | undefined, keys: readonly string[]): Entry | undefined {
  let node = root
  let entry: Entry | undefined
  for (const key of keys) {
    entry = new Map(entriesOf(node)).get(key)
    if (entry === undefined) return undefined
    node = entry.node
  }
  return entry
}
