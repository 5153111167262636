/** Events of the file system, as hints: something that is of interest was added, changed, or went away. */
import { watch } from 'chokidar'
import type { Interest } from './interest.js'

export interface FileWatch {
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
 * Resolves when what is there is watched: whatever changes from then on is hinted at. Editors save in several steps, and each of
 * them may be hinted at.
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
  watcher.on('error', (error) => trouble(error instanceof Error ? error : new Error(String(error))))
  await new Promise<void>((resolve) => void watcher.once('ready', resolve))
  return { close: () => watcher.close() }
}
