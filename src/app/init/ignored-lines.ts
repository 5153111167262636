/** What git is to leave out of a project. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtIsIgnored, installedIsIgnored, stateIsIgnored } from '../../messages/init-files.js'
import { readIfThere } from '../load-project.js'

/** A comment, and the patterns below it. */
interface Block {
  readonly comment: string
  readonly patterns: readonly string[]
}

const ours: readonly Block[] = [
  { comment: stateIsIgnored, patterns: ['.fusionkit/'] },
  { comment: builtIsIgnored, patterns: ['dataset/fusion_datasets/', 'dataset/batch_fusion_generator/'] },
]

const installed: Block = { comment: installedIsIgnored, patterns: ['node_modules/'] }

/** What is to be in the .gitignore of the folder `root`, or is to be added to it; `undefined`: nothing is missing in it. */
export function ignoredIn(
  root: string,
): { readonly path: string; readonly text: string; readonly isAdded: boolean } | undefined {
  const path = '.gitignore'
  const was = readIfThere(join(root, path))?.toString('utf8')
  // who has a .gitignore has thought of what they installed
  const blocks = was === undefined && existsSync(join(root, 'node_modules')) ? [installed, ...ours] : ours
  const text = missingIn(was ?? '', blocks)
  return text === '' ? undefined : { path, text, isAdded: was !== undefined }
}

/** What is to stand behind `text`, so that all patterns are in it, written one way or another; empty: they are. */
function missingIn(text: string, blocks: readonly Block[]): string {
  const there = new Set(text.split(/\r?\n/).map(bare))
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const added = blocks.flatMap(({ comment, patterns }) => {
    const missing = patterns.filter((pattern) => !there.has(bare(pattern)))
    return missing.length === 0 ? [] : [[`# ${comment}`, ...missing].map((line) => line + end).join('')]
  })
  if (added.length === 0) return ''
  const closed = text === '' || text.endsWith('\n') ? '' : end
  return closed + (text === '' ? '' : end) + added.join(end)
}

/** ".fusionkit/", "/.fusionkit" and ".fusionkit" are one folder. */
function bare(line: string): string {
  return line.trim().replace(/^\/|\/$/g, '')
}
