/** Events of the file system, as hints: something that is of interest was added, changed, or went away. */
import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import type { Interest } from './interest.js'

export interface FileWatch {
  /** Whether a folder is not the one any more that is watched: another one took its place, or none. Then watch anew, after `close`. */
  isOutdated(): boolean
  close(): Promise<void>
}

export interface FileWatchPorts {
  hint(): void
  /** The system gives no more events (too many watches, or files): what `poll` would still see. */
  trouble(error: Error): void
  /** Look at the files again and again, for file systems that tell no events. */
  readonly poll?: boolean
}

/**
 * Resolves when what is there is watched, or cannot be: whatever changes from then on is hinted at. Editors save in several steps, and
 * each of them may be hinted at.
 */
export async function watchFiles({ roots, covers }: Interest, ports: FileWatchPorts): Promise<FileWatch> {
  const { hint, trouble, poll = false } = ports
  const watcher = watch([...roots], {
    ignored: (path, stats) => !covers(path, stats?.isFile()),
    ignoreInitial: true,
    ignorePermissionErrors: true,
    atomic: false,
    ...(poll ? { usePolling: true, interval: 250 } : {}),
  })
  watcher.on('all', hint)
  // a folder in the place of another one is no event to chokidar: it has the name that was there before
  watcher.on('raw', (event, name, about) => {
    if (isOfInterest(event, name, about, covers)) hint()
  })
  const hasBegun = new Promise<void>((resolve) => {
    watcher.once('ready', resolve)
    watcher.on('error', (error) => {
      trouble(error instanceof Error ? error : new Error(String(error)))
      resolve()
    })
  })
  const folders = foldersOf(watcher)
  await hasBegun
  folders.note()
  return { isOutdated: folders.areOthers, close: () => watcher.close() }
}

/** What the system says, as it says it: of an entry of a watched folder, or of that folder itself. */
function isOfInterest(event: string, name: unknown, about: unknown, covers: Interest['covers']): boolean {
  const folder = (about as { readonly watchedPath?: unknown } | undefined)?.watchedPath
  if (typeof name !== 'string' || typeof folder !== 'string' || name === basename(folder)) return true
  return covers(join(folder, name), event === 'change' ? true : undefined)
}

/** Which folders are watched. The system watches what was at a path when that began, whatever is there now. */
function foldersOf(watcher: FSWatcher) {
  const known = new Map<string, string | undefined>()
  watcher.on('addDir', (path) => known.set(path, folderAt(path)))
  watcher.on('unlinkDir', (path) => known.delete(path))
  return {
    note: () => {
      for (const path of Object.keys(watcher.getWatched())) known.set(path, folderAt(path))
    },
    areOthers: () => [...known].some(([path, was]) => folderAt(path) !== was),
  }
}

/** `undefined`: there is none. A number may be given to another one when the first is gone, so its time of birth is looked at, too. */
function folderAt(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? undefined : `${stat.dev} ${stat.ino} ${stat.birthtimeNs}`
}
