/** Keeps the watch over files in accord with what the config names. */
import { basename } from 'node:path'
import type { Diagnostic } from '../../domain/diagnostic.js'
import { filesArePolled } from '../../messages/watch.js'
import { type Interest, interestIn } from '../../watch/interest.js'
import type { FileWatch } from '../../watch/watch-files.js'
import type { LoadedConfig } from '../load-project.js'
import { questionPatterns } from '../question-patterns.js'

export interface WatchedFiles {
  /**
   * Resolves when whatever the config names is watched. `config`: the last one that could be read; left out: there was none. `sought`:
   * what the config looks for as it is now, and what it may lack.
   */
  follow(config: LoadedConfig | undefined, sought: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface WatchedFilesPorts {
  readonly root: string
  /** Absolute. */
  readonly configFile: string
  hint(): void
  say(diagnostic: Diagnostic): void
}

export function watchedFiles({ root, configFile, hint, say }: WatchedFilesPorts): WatchedFiles {
  let following: string | undefined
  let wanted: Interest | undefined
  let open: FileWatch | undefined
  let isPolling = false
  let isClosed = false
  let last: Promise<void> | undefined

  /** One after the other, and each begins when the one before has ended: two of them at a time would share what the system watches. */
  async function reopen(): Promise<void> {
    return (last = reopenAfter(last))
  }

  async function reopenAfter(before: Promise<void> | undefined): Promise<void> {
    await before
    const { watchFiles } = await import('../../watch/watch-files.js')
    await open?.close()
    open = undefined
    if (wanted === undefined || isClosed) return
    open = await watchFiles(wanted, { hint, poll: isPolling, trouble })
    hint() // what changed while nothing was watched
  }

  function trouble(error: Error): void {
    if (isPolling || isClosed) return
    isPolling = true
    say(filesArePolled(error))
    void reopen()
  }

  return {
    follow: async (config, sought) => {
      const named = [basename(configFile), ...(config?.readFrom?.keys() ?? []), ...overridesIn(config), ...sought]
      const paths = [...new Set(named)]
      const patterns = config === undefined ? [] : questionPatterns(config.project).flat()
      const key = JSON.stringify([paths, patterns])
      if (isClosed || (key === following && open?.isOutdated() !== true)) return
      following = key
      wanted = interestIn(root, paths, patterns)
      await reopen()
    },
    close: async () => {
      isClosed = true
      await reopen()
    },
  }
}

const overridesIn = (config: LoadedConfig | undefined): readonly string[] =>
  config?.project.overrides === undefined ? [] : [config.project.overrides]
