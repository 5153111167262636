const signals = 'it sends signals, and Windows ends a process at any of them, unheard'
const deaths = 'it kills itself with SIGKILL and looks for that, which Windows does not tell'

/** Test files that no other system can run → why. Cases that need a terminal or a real server say so themselves. */
const reasons: Readonly<Record<string, string>> = {
  'cli/interrupt.test.js': signals,
  'cli/watch.test.js': signals,
  'engines/fake-ollama-serve.test.js': signals,
  'engines/llama-cpp-crash.test.js': `${signals}; and it sends one to a whole group of processes`,
  'projects/crash.test.js': signals,
  'projects/every-change.test.js': deaths,
  'projects/outage.test.js': signals,
  'store/completion-store.test.js': deaths,
  'store/confirmations.test.js': deaths,
  'store/damaged-store.test.js': deaths,
}

export const unixOnly: readonly string[] = Object.keys(reasons)

/** Why a file is left out on this system; `undefined`: it is not. */
export function reasonToLeaveOut(file: string, platform: NodeJS.Platform): string | undefined {
  return platform === 'win32' ? reasons[file] : undefined
}
