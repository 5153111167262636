/**
 * A disk that fails, or a process that dies, at the n-th change: what `node:fs` does to files under a folder is counted, and one of
 * these calls is met by what `Fault` says.
 *
 * It stands in for the system, not for our code: every writer is met, also one that is written tomorrow. In a process of its own
 * (fault-preload.ts) the death is a real SIGKILL. In this process it is a refusal of everything that comes after it, since `finally`
 * blocks run here that would not run there. LMDB writes in native code: fault-lmdb.ts counts what it is given in such a process, and
 * in this one it passes by.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What happens at a change. `torn`: half of the bytes of a write are there; of any other change it is `before`. */
export type Fault =
  | { readonly kind: 'dies'; readonly when: 'before' | 'torn' | 'after' }
  /** `lasts`: every later change that would need the same is refused, too, as by a disk that stays full. */
  | { readonly kind: 'refuses'; readonly code: RefusalCode; readonly lasts: boolean }

export type RefusalCode = 'ENOSPC' | 'EIO' | 'EROFS' | 'EACCES' | 'EDQUOT' | 'EFBIG'

/** One call that changes the disk, in the order of the calls. */
export interface Change {
  readonly call: string
  /** From the watched folder; process ids and serial numbers are left out of it. */
  readonly path: string
}

export interface FaultyDisk {
  readonly changes: readonly Change[]
  /** Whether the fault came. */
  readonly isMet: boolean
  /** A change that somebody else makes, and that may take a while. */
  meetLater<Result>(call: string, path: string, run: () => Promise<Result>): Promise<Result>
  /** Files are as they are again. */
  restore(): void
}

export interface FaultPlan {
  readonly folder: string
  /** Number of the change, from 1; left out: nothing goes wrong, all is counted. */
  readonly at?: number
  readonly fault?: Fault
  /** Ends the process; left out: it is one that is only said to be dead. */
  readonly die?: () => void
}

/** What the changes after a death in this process come to. */
export class Dead extends Error {
  readonly code = 'DEAD'
}

type Call = (...args: unknown[]) => unknown

/** Every function that may change something under a path (or two), by the place of the path that counts. */
const pathCalls: Readonly<Record<string, number>> = {
  appendFile: 0,
  chmod: 0,
  copyFile: 1,
  cp: 1,
  link: 1,
  mkdir: 0,
  mkdtemp: 0,
  open: 0,
  rename: 1,
  rm: 0,
  rmdir: 0,
  symlink: 1,
  truncate: 0,
  unlink: 0,
  utimes: 0,
  writeFile: 0,
}
const descriptorCalls = ['close', 'fchmod', 'fdatasync', 'fsync', 'ftruncate', 'futimes', 'write', 'writev'] as const
const writes = new Set(['write', 'writev', 'writeFile', 'appendFile'])
const removals = new Set(['rm', 'rmdir', 'unlink'])
/** What a full disk does not refuse. */
const needsNoRoom = new Set(['rm', 'rmdir', 'unlink', 'close', 'rename', 'chmod', 'fchmod', 'utimes', 'futimes'])

/** Watches the disk until `restore`. */
export function watchDisk({ folder, at = 0, fault, die }: FaultPlan): FaultyDisk {
  const changes: Change[] = []
  /** What is open: a descriptor → its path, and whether it was opened to write. */
  const open = new Map<number, { readonly path: string; readonly isWritten: boolean }>()
  const undo: (() => void)[] = []
  let isDead = false
  let isMet = false

  function meet(call: string, path: string, run: () => unknown, half: () => void): unknown {
    if (isDead) throw new Dead(`${call} ${path}: this process is dead`)
    changes.push({ call, path: anonymous(relative(folder, path)) })
    const isNow = changes.length === at
    if (isNow) isMet = true
    if (fault?.kind === 'refuses' && (isNow || (isMet && fault.lasts))) {
      if (!isRoomy(fault.code) || !needsNoRoom.has(call)) {
        if (isRoomy(fault.code)) half()
        throw refusal(fault.code, call, path)
      }
    }
    if (fault?.kind !== 'dies' || !isNow) return run()
    if (fault.when === 'torn') half()
    if (fault.when === 'after') run()
    isDead = true
    die?.()
    throw new Dead(`${call} ${path}: killed ${fault.when} it`)
  }

  function replace(owner: Record<string, Call>, name: string, by: (original: Call) => Call): void {
    const original = owner[name]
    if (original === undefined) return
    owner[name] = by(original)
    undo.push(() => void (owner[name] = original))
  }

  /** The path of a call under the folder, if it changes something there. */
  function changed(call: string, args: readonly unknown[], place: number): string | undefined {
    const target = args[place]
    if (typeof target === 'number') {
      const file = open.get(target)
      return file?.isWritten === true || call === 'fsync' ? file?.path : undefined
    }
    const path = watched(target)
    return call === 'open' && !mayWrite(args[1]) ? undefined : path
  }

  function watched(target: unknown): string | undefined {
    if (typeof target !== 'string' && !Buffer.isBuffer(target) && !(target instanceof URL)) return undefined
    const path = resolve(target instanceof URL ? fileURLToPath(target) : target.toString())
    return path === folder || path.startsWith(`${folder}${sep}`) ? path : undefined
  }

  const sync = fs as unknown as Record<string, Call>
  const promises = fs.promises as unknown as Record<string, Call>
  const halfOf = (call: string, path: string, args: readonly unknown[]) => () => {
    if (writes.has(call)) writeHalf(call, args, path, originals)
  }
  const originals = { ...sync }

  for (const [call, place] of Object.entries(pathCalls)) {
    replace(sync, `${call}Sync`, (original) => (...args) => {
      const path = changed(call, args, place)
      const run = () => original(...args)
      const result = path === undefined ? run() : meet(call, path, run, halfOf(call, path, args))
      const opened = call === 'open' ? watched(args[0]) : undefined
      if (opened !== undefined) open.set(result as number, { path: opened, isWritten: mayWrite(args[1]) })
      return result
    })
    replace(promises, call, (original) => async (...args) => {
      const path = changed(call, args, place)
      if (path === undefined) return original(...args)
      if (call === 'open') throw new Error(`fault-disk.ts does not see what is written through the handle of ${path}`)
      return meet(call, path, () => original(...args), halfOf(call, path, args))
    })
    if (removals.has(call)) continue // `rm` removes through them
    replace(sync, call, (original) => (...args) => {
      const path = changed(call, args, place)
      if (path !== undefined) throw new Error(`fault-disk.ts does not meet fs.${call} with a callback (${path})`)
      return original(...args)
    })
  }
  for (const call of descriptorCalls)
    replace(sync, `${call}Sync`, (original) => (...args) => {
      const path = changed(call, args, 0)
      if (call === 'close') open.delete(args[0] as number)
      if (path === undefined) return original(...args)
      if (call !== 'close') return meet(call, path, () => original(...args), halfOf(call, path, args))
      // A descriptor is given back whatever becomes of it: the system does so for a dead process, too.
      if (isDead) return original(...args)
      let isClosed = false
      const close = () => {
        isClosed = true
        original(...args)
      }
      try {
        return meet(call, path, close, () => {})
      } finally {
        if (!isClosed) original(...args)
      }
    })
  replace(sync, 'statfsSync', (original) => (...args) => {
    const isFull = fault?.kind === 'refuses' && fault.code === 'ENOSPC' && fault.lasts && isMet
    return isFull ? { ...(original(...args) as object), bavail: 0 } : original(...args)
  })
  syncBuiltinESMExports()

  return {
    changes,
    get isMet() {
      return isMet
    },
    meetLater: async (call, path, run) => {
      let running: ReturnType<typeof run> | undefined
      const isLast = fault?.kind === 'dies' && fault.when === 'after' && changes.length + 1 === at
      if (!isLast)
        return meet(
          call,
          path,
          () => (running = run()),
          () => {},
        ) as Promise<Awaited<ReturnType<typeof run>>>
      const result = await run()
      meet(
        call,
        path,
        () => running,
        () => {},
      )
      return result
    },
    restore: () => {
      for (const each of undo) each()
      syncBuiltinESMExports()
    },
  }
}

function mayWrite(flags: unknown): boolean {
  if (typeof flags === 'string') return /[wa+]/.test(flags)
  const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC } = fs.constants
  return typeof flags === 'number' && (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) !== 0
}

function isRoomy(code: RefusalCode): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
}

function refusal(code: RefusalCode, call: string, path: string): NodeJS.ErrnoException {
  const isOfDescriptor = (descriptorCalls as readonly string[]).includes(call)
  const error: NodeJS.ErrnoException = new Error(`${code}: ${call}${isOfDescriptor ? '' : ` '${path}'`}`)
  error.code = code
  error.syscall = call
  if (!isOfDescriptor) error.path = path // the system names none for a descriptor
  return error
}

function writeHalf(
  call: string,
  [target, data, ...rest]: readonly unknown[],
  path: string,
  originals: Record<string, Call>,
) {
  const bytes = typeof data === 'string' ? Buffer.from(data) : (data as Buffer)
  const [from, length] = call === 'write' && typeof rest[0] === 'number' ? [rest[0], Number(rest[1] ?? 0)] : [0, 0]
  const all = bytes.subarray(from, length > 0 ? from + length : undefined)
  const half = all.subarray(0, all.length >> 1)
  if (typeof target === 'number') originals['writeSync']?.(target, half)
  else originals[call === 'appendFile' ? 'appendFileSync' : 'writeFileSync']?.(path, half)
}

function anonymous(path: string): string {
  return path.replace(/\.\d+-\d+\.fusionkit-tmp$/, '.N.fusionkit-tmp').replace(/(?<=[.-])\d{2,}(?=[.-]|$)/g, 'N')
}
