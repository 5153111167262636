import { defined } from '../base/defined.js'
import type { PinnedPair, PreviewSettings } from '../domain/project.js'
import type { Reading } from './reading.js'
import { child, childMap, childNumber, placeOf, textsOf } from './tree.js'

/** What the config says of previews; its shape is checked already. */
export function readPreview({ file, root }: Reading): PreviewSettings {
  const node = childMap(root, 'preview')
  const pairs = childNumber(node, 'pairs')
  const list = child(node, 'pinned')
  const items = list?.kind === 'list' ? list.items : []
  const pinned = items.flatMap((item): PinnedPair[] => {
    const [first, second] = textsOf(item)
    if (first === undefined || second === undefined) return []
    return [{ questions: [first, second], place: placeOf(file, item.span) }]
  })
  return { ...defined({ pairs }), seed: childNumber(node, 'seed') ?? 0, pinned }
}
