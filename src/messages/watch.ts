/** What is said of a watch itself. */
import type { Diagnostic } from '../domain/diagnostic.js'

/** The system has no more room for watches (`ENOSPC`, `EMFILE`). */
export function filesArePolled(error: Error): Diagnostic {
  const { code = error.message } = error as NodeJS.ErrnoException
  return {
    code: 'files-are-polled',
    severity: 'warning',
    message: `The system tells no more changes of files (${code}): they are looked at four times a second instead.`,
    hint:
      code === 'ENOSPC'
        ? 'On Linux, raise the limit: `sudo sysctl fs.inotify.max_user_watches=524288`.'
        : 'Close what else watches many files, or raise the limit of open files (`ulimit -n`).',
  }
}
