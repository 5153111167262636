/** Resolves after so many ms, or when the signal aborts; Infinity waits for the signal alone. */
export async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms <= 0 || gone.aborted) return
  await new Promise<void>((resolve) => {
    const timer = ms === Infinity ? undefined : setTimeout(end, ms)
    gone.addEventListener('abort', end)
    function end(): void {
      clearTimeout(timer)
      gone.removeEventListener('abort', end)
      resolve()
    }
  })
}
