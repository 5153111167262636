/** What the system refused, in words: a full disk, a folder where a file should be, no permission. */
import type { Diagnostic } from '../domain/diagnostic.js'

const whys: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read or written by you',
  EBUSY: 'something else is using it',
  EDQUOT: 'your share of the disk is used up',
  EEXIST: 'something else is in the way',
  EFBIG: 'the file would be larger than is allowed here',
  EIO: 'the disk does not answer as it should',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go round in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'the disk is full, or nearly so',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENOTEMPTY: 'it is a folder, and not empty',
  EPERM: 'the system does not allow it',
  EROFS: 'the disk cannot be written',
}

const isFull = new Set(['EDQUOT', 'EFBIG', 'ENOSPC'])

/** `undefined`: not a thing that the system refuses, but a bug of ours. */
export function systemRefuses(error: unknown): Diagnostic | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '', path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string }
  const why = whys[code]
  const name = dest ?? path
  if (why === undefined || name === undefined) return undefined
  return {
    code: 'system-refuses',
    severity: 'error',
    message: `"${name}" cannot be read or written: ${why} (${code}).`,
    hint: isFull.has(code)
      ? 'Make room there, and run the same command again: it goes on from there. What is stored is kept.'
      : 'Mend that, or name another path, and run the same command again: it goes on from there. What is stored is kept.',
  }
}
