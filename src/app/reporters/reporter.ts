import type { BuildEvent } from '../../domain/event.js'
import type { WatchEvent } from '../../domain/watch.js'

/** A reader of the stream of events. It decides nothing. */
export interface Reporter {
  tell(event: WatchEvent): void
  /** Nothing is drawn any more, and no timer is left. May be called twice. */
  close(): void
}

/** What a watch and a preview tell beside their builds. */
export type OtherEvent = Exclude<WatchEvent, BuildEvent>

export type LinesOf<Event> = (event: Event) => readonly string[]
