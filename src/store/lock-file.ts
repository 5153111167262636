/**
 * Who may write in a project? One lock file, in which whoever wants to write claims to be the one.
 *
 * Law: a claim is a line that names the claim which it takes the place of (none, where nobody has the lock). It counts only where that
 * one has the lock at this point of the file. So of several who found the same dead owner exactly one wins, the first, and no claim that
 * came late for an owner of long ago is ever good. A line that was cut or damaged is no claim, and its writer does not take it for one
 * either, since it reads the file again. Only the owner deletes the file.
 */
import { randomUUID } from 'node:crypto'
import { appendFile, link, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseJson } from '../base/json.js'
import { isLockOwner, type LockOwner } from './lock-owner.js'

/** A file that several processes read and write: each of these happens at once or not at all. */
export interface LockFile {
  /** `undefined`: it is not there. */
  read(): Promise<string | undefined>
  /** Makes it, whole; does nothing where it is there. */
  create(text: string): Promise<void>
  /** Behind what others append at the same time. */
  append(text: string): Promise<void>
  remove(): Promise<void>
}

/** The lock is ours. */
export interface HeldLock {
  readonly kind: 'held'
  /** Of our claim. */
  readonly id: string
  /** The dead owner whose place we took. */
  readonly insteadOf: LockOwner | undefined
  release(): Promise<void>
}

export type Claimed<State> =
  | HeldLock
  /** Somebody else has it, and is not known to be gone. */
  | { readonly kind: 'taken'; readonly by: LockOwner; readonly state: State }

/** `judge` says whether an owner still lives. */
export async function claimLock<State extends string>(
  file: LockFile,
  owner: LockOwner,
  judge: (owner: LockOwner) => Promise<State | 'gone'>,
): Promise<Claimed<State>> {
  for (;;) {
    const text = await file.read()
    const holder = holderIn(text)
    const state = holder === undefined ? 'gone' : await judge(holder.owner)
    if (holder !== undefined && state !== 'gone') return { kind: 'taken', by: holder.owner, state }
    const id = randomUUID()
    const claim = lineOf({ id, insteadOf: holder?.id ?? null, owner })
    await (text === undefined ? file.create(claim) : file.append(claim))
    if (isHeldBy(id, await file.read()))
      return { kind: 'held', id, insteadOf: holder?.owner, release: async () => release(file, id) }
  }
}

/** Who has the lock by what the file says, dead or alive. */
export async function ownerIn(file: Pick<LockFile, 'read'>): Promise<LockOwner | undefined> {
  return holderIn(await file.read())?.owner
}

/** Not where somebody deleted the state meanwhile, and another one has the lock by now. */
async function release(file: LockFile, id: string): Promise<void> {
  if (isHeldBy(id, await file.read())) await file.remove()
}

/** Whether the claim of that id has the lock, by the text of the file. */
export function isHeldBy(id: string, text: string | undefined): boolean {
  return holderIn(text)?.id === id
}

interface Claim {
  readonly id: string
  /** The claim that has the lock until this one takes its place; `null`: none has. */
  readonly insteadOf: string | null
  readonly owner: LockOwner
}

function holderIn(text: string | undefined): Claim | undefined {
  let holder: Claim | undefined
  for (const line of (text ?? '').split('\n')) {
    const claim = parseJson(line)
    if (isClaim(claim) && claim.insteadOf === (holder?.id ?? null)) holder = claim
  }
  return holder
}

function isClaim(value: unknown): value is Claim {
  if (typeof value !== 'object' || value === null) return false
  const { id, insteadOf, owner } = value as Partial<Claim>
  return typeof id === 'string' && (insteadOf === null || typeof insteadOf === 'string') && isLockOwner(owner)
}

/** What stands before it may have been cut off in mid-line. */
function lineOf(claim: Claim): string {
  return `\n${JSON.stringify(claim)}\n`
}

/** The real one. */
export function lockFileAt(path: string): LockFile {
  return {
    read: async () => readFile(path, 'utf8').catch(undefinedIf('ENOENT')),
    create: async (text) => {
      // By a link, since that is one step on shared disks, too. Disks without links have appending.
      const temporary = `${path}.${randomUUID()}`
      try {
        await writeFile(temporary, text, { flag: 'wx' })
        await link(temporary, path)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await appendFile(path, text)
      } finally {
        await rm(temporary, { force: true })
      }
    },
    append: async (text) => appendFile(path, text),
    remove: async () => {
      // what killed processes left of making it goes, too; whoever is about to link such a file then appends to this one, in vain
      const strays = (await readdir(dirname(path))).filter((name) => name.startsWith(`${basename(path)}.`))
      for (const name of [...strays, basename(path)]) await rm(join(dirname(path), name), { force: true })
    },
  }
}

function undefinedIf(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code === code) return undefined
    throw error
  }
}
