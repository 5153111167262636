import { statfsSync } from 'node:fs'

/** What a disk has to have left, or nothing is stored. */
export const spareBytes = 2 * 1024 * 1024

/**
 * Throws ENOSPC, with `folder` as its path, where the disk has less than 2 MiB left. LMDB maps its files, and where a page of a map
 * finds no room the system ends the process with a signal: so it is asked before.
 */
export function mustHaveRoom(folder: string): void {
  if (!hasRoom(folder)) throw noRoomIn(folder)
}

/** Where nobody can tell, there is. */
export function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder)
    return blocks === 0 || bavail * bsize >= spareBytes // some disks do not say
  } catch {
    return true
  }
}

/** As node:fs would say it. */
export function noRoomIn(path: string): Error {
  return Object.assign(new Error(`ENOSPC: no room left for ${path}`), { code: 'ENOSPC', path })
}
