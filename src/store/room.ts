import { statfsSync } from 'node:fs'

const spareBytes = 2 * 1024 * 1024

/**
 * Throws ENOSPC, with `folder` as its path, where the disk has less than 2 MiB left. LMDB maps its files, and where a page of a map
 * finds no room the system ends the process with a signal: so it is asked before.
 */
export function mustHaveRoom(folder: string): void {
  const { bavail, bsize, blocks } = statfsSync(folder)
  if (blocks === 0 || bavail * bsize >= spareBytes) return // some disks do not say
  throw Object.assign(new Error(`ENOSPC: no room left in ${folder}`), { code: 'ENOSPC', path: folder })
}
