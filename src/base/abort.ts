/** What is to be done when a signal is aborted. One listener a signal, since thousands of calls may hang on the one of a build. */
const reactions = new WeakMap<AbortSignal, Set<{ readonly run: () => void }>>()

/**
 * Runs `react` when the signal is aborted: at once where it already is. Returns what takes it back.
 * Unlike listeners of the signal itself, these cost the same to take back however many there are, and Node sees no leak in more than ten.
 */
export function onAbort(signal: AbortSignal, react: () => void): () => void {
  if (signal.aborted) {
    react()
    return () => {}
  }
  const all = reactions.get(signal) ?? listenTo(signal)
  const reaction = { run: react }
  all.add(reaction)
  return () => void all.delete(reaction)
}

/**
 * A controller that is aborted with the first of these signals, for its reason, and may be aborted for another reason before.
 * `forget`: it follows them no longer. (`AbortSignal.any` cannot be taken back: on a signal of a build it would pile up.)
 */
export function following(signals: readonly AbortSignal[]): {
  readonly controller: AbortController
  readonly forget: () => void
} {
  const controller = new AbortController()
  const undo = signals.map((signal) => onAbort(signal, () => controller.abort(signal.reason)))
  return {
    controller,
    forget: () => {
      for (const one of undo) one()
    },
  }
}

/** As `promise`, but rejects with the signal's reason as soon as that is aborted: what is waited for goes on without us. */
export async function endedOrAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(signal.reason as Error))
    void promise.then(resolve, reject).finally(forget)
  })
}

function listenTo(signal: AbortSignal): Set<{ readonly run: () => void }> {
  const all = new Set<{ readonly run: () => void }>()
  reactions.set(signal, all)
  signal.addEventListener(
    'abort',
    () => {
      for (const { run } of all) run()
      all.clear()
    },
    { once: true },
  )
  return all
}
