/** What a watch tells of itself, around the events of the builds and previews that it runs. */
import type { Diagnostic, ExitCode } from './diagnostic.js'
import type { BuildEvent } from './event.js'
import type { Difference } from './explanation.js'
import type { Place } from './place.js'
import type { PreviewEvent } from './preview.js'

/** Something that says another thing than in the round before. */
export interface Edit {
  readonly subject: EditSubject
  /** Old against new; of a file none. */
  readonly differences: readonly Difference[]
  /** Where it stands now, where that is known. */
  readonly place?: Place
  /** Cells that may come out otherwise, of all; left out: not known before they are looked at. */
  readonly cells?: { readonly of: number; readonly all: number }
}

export type EditSubject =
  /** `parts`: "prompt", "system", "examples", "sampling", "model", "checks", …: of all these variants alike. */
  | { readonly kind: 'variants'; readonly variants: readonly string[]; readonly parts: readonly string[] }
  | { readonly kind: 'variants-added'; readonly variants: readonly string[] }
  | { readonly kind: 'variants-removed'; readonly variants: readonly string[] }
  /** A key of the config, as it is written there: "record", "groups.people.pairs". */
  | { readonly kind: 'setting'; readonly key: string }
  | {
      readonly kind: 'file'
      readonly path: string
      readonly change: 'added' | 'removed' | 'changed'
      /** Lines that are new there, and lines that are gone. Left out: nobody has counted them. */
      readonly lines?: { readonly added: number; readonly removed: number }
    }

export type RoundOutcome =
  /** `exitCode`: of the build. */
  | { readonly kind: 'built'; readonly exitCode: ExitCode }
  /** Only the preview was wanted; the build waits to be asked for. */
  | { readonly kind: 'previewed' }
  /** An edit came meanwhile: calls in flight are kept, and the next round goes on. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'aborted' }

export type WatchEvent =
  | BuildEvent
  | PreviewEvent
  | { readonly kind: 'watch-started'; readonly v: 1; readonly config: string }
  /** From 1. The first round has no edits. */
  | { readonly kind: 'round-started'; readonly round: number; readonly edits: readonly Edit[] }
  | { readonly kind: 'round-ended'; readonly round: number; readonly outcome: RoundOutcome }
  /** All that was wanted is done: it waits for an edit. `isPreviewOnly`: builds wait to be asked for. */
  | { readonly kind: 'watching'; readonly isPreviewOnly: boolean }
  /** The config cannot be used as it stands: the last good one stays in force. Said once for the same mistakes. */
  | { readonly kind: 'config-refused'; readonly diagnostics: readonly Diagnostic[] }
  /** It can be used again, and says what the last good one said. */
  | { readonly kind: 'config-mended' }
  | { readonly kind: 'watch-ended'; readonly exitCode: ExitCode }
