import type { Brand } from '../base/brand.js'

/** A path inside the project, relative to its folder, with "/" on every system. Made only by `relPath`. */
export type RelPath = Brand<'RelPath'>

/** Normalises separators, "." and inner ".."; a result that starts with ".." lies outside the project (the caller judges). */
export function relPath(path: string): RelPath {
  if (isNormal.test(path)) return path as RelPath
  const parts: string[] = []
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/') as RelPath
}

/** Nearly every path, and a build with nothing to do meets thousands: no part that begins with a dot, "/" between parts alone. */
const isNormal = /^[^/\\.][^/\\]*(?:\/[^/\\.][^/\\]*)*$/
