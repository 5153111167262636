/** Keeps the watch over files in accord with what the config names. */
import { basename } from 'node:path'
import type { Diagnostic } from '../domain/diagnostic.js'
import { filesArePolled } from '../messages/watch.js'
import { interestIn } from '../watch/interest.js'
import type { FileWatch } from '../watch/watch-files.js'
import type { LoadedConfig } from './load-project.js'
import { patternsOf } from './up-to-date.js'

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
  let open: FileWatch | undefined
  let isPolling = false
  let isClosed = false

  async function reopen(paths: readonly string[], patterns: readonly string[]): Promise<void> {
    const { watchFiles } = await import('../watch/watch-files.js')
    const next = await watchFiles(interestIn(root, paths, patterns), {
      hint,
      poll: isPolling,
      trouble: (error) => {
        if (isPolling || isClosed) return
        isPolling = true
        say(filesArePolled(error))
        following = undefined
        void reopen(paths, patterns)
      },
    })
    const last = open
    open = next
    await last?.close()
    if (isClosed) await next.close()
    hint() // what changed while the one took over from the other
  }

  return {
    follow: async (config, sought) => {
      const named = [basename(configFile), ...(config?.readFrom?.keys() ?? []), ...overridesIn(config), ...sought]
      const paths = [...new Set(named)]
      const patterns = config === undefined ? [] : patternsOf(config.project).flat()
      const key = JSON.stringify([paths, patterns])
      if (key === following || isClosed) return
      following = key
      await reopen(paths, patterns)
    },
    close: async () => {
      isClosed = true
      await open?.close()
    },
  }
}

const overridesIn = (config: LoadedConfig | undefined): readonly string[] =>
  config?.project.overrides === undefined ? [] : [config.project.overrides]
