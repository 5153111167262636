import type { LiveArea, Screen } from '../../base/live-area.js'

/** The terminal behind stderr. */
export interface LiveScreen extends Screen {
  /**
   * While it is lent, all else that is written goes above the area, and `resized` is called when its size has changed; when the process
   * ends, the area is cleared. Returns what ends that.
   */
  lend(area: LiveArea, resized: () => void): () => void
}
