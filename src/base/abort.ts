import { setMaxListeners } from 'node:events'

/**
 * Runs `react` when the signal is aborted: at once where it already is. Returns what takes it back.
 * One signal serves a whole build and may have thousands that listen: Node's warning of a leak at ten is switched off for it.
 */
export function onAbort(signal: AbortSignal, react: () => void): () => void {
  if (signal.aborted) {
    react()
    return () => {}
  }
  setMaxListeners(0, signal)
  signal.addEventListener('abort', react, { once: true })
  return () => signal.removeEventListener('abort', react)
}
