/** Is there room, may it be written to, and is it a disk of this machine? Nothing is written to find that out. */
import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Check } from '../../domain/check-up.js'
import {
  enoughRoom,
  littleRoom,
  mayNotWrite,
  mayWrite,
  memoryFileSystem,
  networkFileSystem,
  noRoom,
  plainFileSystem,
  type WhyNot,
} from '../../messages/doctor-machine.js'
import { spareBytes } from '../../store/room.js'
import { stateRoot, storeFolder } from '../layout.js'
import type { DiskSpace, Looking } from './looking.js'

/** `outputs`: paths that a build writes, or has written. */
export async function checkDisk(outputs: readonly string[], looking: Looking): Promise<readonly Check[]> {
  return [...(await checkWriting(outputs, looking)), ...(await checkSpace(outputs, looking))]
}

/** More than so many are not told. */
const mostTold = 3

async function checkWriting(outputs: readonly string[], { root }: Looking): Promise<readonly Check[]> {
  const folders = [...new Set([root, join(root, storeFolder), ...outputs.map((path) => dirname(join(root, path)))])]
  const found = await Promise.all(folders.map(async (folder) => whyNot(folder)))
  const inTheWay = new Map(found.flatMap((each) => (each === undefined ? [] : [[each.path, each.why] as const])))
  const told = [...inTheWay].slice(0, mostTold)
  return told.length === 0 ? [mayWrite(folders.length)] : told.map(([path, why]) => mayNotWrite(shown(path, root), why))
}

/** The folder, or the nearest one above it that is there: the others are made by a build. */
async function whyNot(folder: string): Promise<{ readonly path: string; readonly why: WhyNot } | undefined> {
  for (let path = folder; ; path = dirname(path)) {
    try {
      if (!(await stat(path)).isDirectory()) return { path, why: 'file' }
      await access(path, constants.W_OK)
      return undefined
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EROFS') return { path, why: 'read-only' }
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path)
        return { path, why: await deniedBy(path) }
    }
  }
}

async function deniedBy(path: string): Promise<WhyNot> {
  const owner = await stat(path).catch(() => undefined)
  return owner !== undefined && process.getuid !== undefined && owner.uid !== process.getuid() ? 'foreign' : 'denied'
}

/** As a command line in the project's folder takes it. */
const shown = (path: string, root: string): string =>
  path.startsWith(root + sep) ? relative(root, path).replaceAll(sep, '/') : path

/** Below this a disk counts as nearly full, whatever is built. */
const fewBytes = 100e6

async function checkSpace(outputs: readonly string[], { root, machine }: Looking): Promise<readonly Check[]> {
  const space = await spaceAt(join(root, storeFolder), machine)
  if (space === undefined) return []
  const [stateBytes, outputBytes] = await Promise.all([bytesUnder(join(root, stateRoot)), bytesOf(outputs, root)])
  return [roomIn(space, { stateBytes, outputBytes }, root), kindOf(space)]
}

/** Of the nearest folder that is there. `undefined`: nobody can tell. */
async function spaceAt(folder: string, { statfs }: Looking['machine']): Promise<DiskSpace | undefined> {
  for (let path = folder; ; path = dirname(path)) {
    try {
      return await statfs(path)
    } catch {
      if (dirname(path) === path) return undefined
    }
  }
}

function roomIn(
  { bavail, bsize, blocks, files, ffree }: DiskSpace,
  taken: { readonly stateBytes: number; readonly outputBytes: number },
  root: string,
): Check {
  const room = { freeBytes: bavail * bsize, ...taken }
  const isTold = blocks > 0 // some disks do not say
  if (isTold && room.freeBytes < spareBytes) return noRoom('bytes', root)
  if (files > 0 && ffree === 0) return noRoom('files', root)
  const isLittle = room.freeBytes < Math.max(fewBytes, taken.stateBytes + taken.outputBytes)
  return isTold && isLittle ? littleRoom(room, root) : enoughRoom(room)
}

function kindOf({ type }: DiskSpace): Check {
  if (type === inMemory) return memoryFileSystem()
  const kind = ofNetworks.get(type)
  return kind === undefined ? plainFileSystem() : networkFileSystem(kind, '.')
}

/** statfs(2), Linux; on other systems these numbers mean other things, and none of those. */
const inMemory = 0x01021994
const ofNetworks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'a network (NFS)'],
  [0x517b, 'a network (SMB)'],
  [0xff534d42, 'a network (CIFS)'],
  [0xfe534d42, 'a network (SMB)'],
  [0x5346414f, 'a network (AFS)'],
  [0x00c36400, 'a network (Ceph)'],
  [0x0bd00bd3, 'a network (Lustre)'],
  [0x47504653, 'a network (GPFS)'],
  [0x01021997, 'a folder of another system (9P: WSL, or a virtual machine)'],
  [0x65735546, 'a disk that a program makes up (FUSE: often a network)'],
])

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  return summed(files.map((entry) => join(entry.parentPath, entry.name)))
}

async function bytesOf(paths: readonly string[], root: string): Promise<number> {
  return summed([...new Set(paths)].map((path) => join(root, path)))
}

/** What went away meanwhile takes no room. */
async function summed(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map(async (path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
