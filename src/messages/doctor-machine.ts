/** What `doctor` says of the machine: the runtime, the disk, who may write where, git. */
import type { Check } from '../domain/check-up.js'
import { commandLine } from './command-line.js'
import { bytesInWords } from './numbers.js'

/** `least`: "20.19". */
export function nodeVersion(version: string, least: string, isEnough: boolean): Check {
  return isEnough
    ? { id: 'node', status: 'ok', summary: `Node ${version} (${least} or later is needed).` }
    : {
        id: 'node',
        status: 'error',
        summary: `Node ${version} is too old: ${least} or later is needed.`,
        fix: 'Install a newer one: https://nodejs.org',
      }
}

export function ownVersion(version: string, platform: string): Check {
  return { id: 'fusionkit', status: 'ok', summary: `fusionkit ${version} on ${platform}.` }
}

export function databaseLoads(): Check {
  return { id: 'database', status: 'ok', summary: 'The native code of the database (lmdb) runs here.' }
}

/** `said`: why not. */
export function databaseDoesNotLoad(said: string): Check {
  return {
    id: 'database',
    status: 'error',
    summary: `The native code of the database (lmdb) does not run here: ${said.split('\n')[0]}`,
    detail:
      'It comes as an optional package for each kind of machine: an install with --omit=optional leaves it out, and so does a node_modules that was copied from another machine.',
    fix: 'npm install --include=optional --force',
  }
}

/** What was to be read: a disk that hangs, most often. */
export function diskTooSlow(what: 'state' | 'questions' | 'disk', seconds: number): Check {
  return {
    id: 'disk',
    status: 'error',
    summary: `${words[what]} within ${seconds} s.`,
    fix: 'Look whether the disk of the project hangs (a network that went away?), and run `fusionkit doctor` once more.',
  }
}

const words = {
  state: 'What is stored could not be looked at',
  questions: 'The questions could not be read',
  disk: 'Nobody could say how much room there is',
} as const

export function mayWrite(folders: number): Check {
  return {
    id: 'write',
    status: 'ok',
    summary: `A build may write where it has to: to ${folders === 1 ? 'the folder of the project' : `all of ${folders} folders`}.`,
  }
}

export type WhyNot = 'denied' | 'foreign' | 'read-only' | 'file'

/** `path`: a folder that a build writes to, or what stands in its way. */
export function mayNotWrite(path: string, why: WhyNot): Check {
  const { said, fix } = reasons[why]
  return { id: 'write', status: 'error', summary: `"${path}" ${said}.`, fix: fix(path) }
}

const reasons: Readonly<Record<WhyNot, { readonly said: string; readonly fix: (path: string) => string }>> = {
  denied: { said: 'may not be written to by you', fix: (path) => commandLine(['chmod', '-R', 'u+w', path]) },
  foreign: {
    said: 'belongs to another user, and may not be written to by you',
    fix: (path) => `${commandLine(['sudo', 'chown', '-R'])} "$(id -u)" ${commandLine([path])}`,
  },
  'read-only': {
    said: 'lies on a disk that cannot be written to',
    fix: () => 'Copy the project to another disk: `fusionkit plan` and `status` work where it is.',
  },
  file: { said: 'is a file, and a folder is needed there', fix: (path) => commandLine(['mv', path, `${path}.old`]) },
}

export interface Room {
  readonly freeBytes: number
  readonly stateBytes: number
  readonly outputBytes: number
}

export function enoughRoom({ freeBytes, stateBytes, outputBytes }: Room): Check {
  const taken =
    stateBytes + outputBytes === 0
      ? ''
      : `; the state takes ${bytesInWords(stateBytes)}, what was built ${bytesInWords(outputBytes)}`
  return { id: 'disk', status: 'ok', summary: `${bytesInWords(freeBytes)} are free on the disk${taken}.` }
}

/** An output is written beside the old one, and the database grows before it takes its own room again. */
export function littleRoom({ freeBytes, stateBytes, outputBytes }: Room, root: string): Check {
  return {
    id: 'disk',
    status: 'warning',
    summary: `${bytesInWords(freeBytes)} are free on the disk, and a build may need about as much again as there is: ${bytesInWords(stateBytes)} of state, ${bytesInWords(outputBytes)} of records.`,
    fix: commandLine(['df', '-h', root]),
  }
}

/** `what`: of bytes, or of places for files. */
export function noRoom(what: 'bytes' | 'files', root: string): Check {
  return {
    id: 'disk',
    status: 'error',
    summary:
      what === 'bytes'
        ? 'The disk is full, or nearly so: no answer can be stored.'
        : 'The disk has no place for another file (no inode is free).',
    fix: commandLine(['df', what === 'bytes' ? '-h' : '-i', root]),
  }
}

/** A kind that is not known for any trouble. */
export function plainFileSystem(): Check {
  return { id: 'file-system', status: 'ok', summary: 'The state lies on a disk of this machine.' }
}

/** The database maps its file and locks it, which few of them do as a disk does. `kind`: "a network (NFS)". */
export function networkFileSystem(kind: string, root: string): Check {
  return {
    id: 'file-system',
    status: 'warning',
    summary: `The state lies on ${kind}: a database that is mapped into memory may be damaged there, above all where two machines use it.`,
    detail: 'Every answer carries a checksum, so a damaged one is asked again, and never taken for another.',
    fix: commandLine(['cp', '-r', root, '~/']),
  }
}

export function memoryFileSystem(): Check {
  return {
    id: 'file-system',
    status: 'warning',
    summary: 'The state lies in memory (tmpfs): what was answered is lost when the machine is switched off.',
    fix: 'Move the project to a folder on a disk before you pay for answers.',
  }
}

export function gitIsFine(lock: string): Check {
  return { id: 'git', status: 'ok', summary: `git leaves .fusionkit/ alone, and takes ${lock}.` }
}

export function stateInGit(): Check {
  return {
    id: 'git',
    status: 'warning',
    summary: 'Files of .fusionkit/ are committed: they change with every build, and belong to one machine.',
    fix: 'git rm -r --cached --quiet .fusionkit',
  }
}

export function stateNotIgnored(): Check {
  return {
    id: 'git',
    status: 'warning',
    summary: 'git does not ignore .fusionkit/: its own .gitignore is gone.',
    fix: "echo '*' > .fusionkit/.gitignore",
  }
}

export function lockIgnored(lock: string): Check {
  return {
    id: 'git',
    status: 'warning',
    summary: `git ignores ${lock}, which is there to be committed: \`build --frozen\` compares with it.`,
    fix: `git add --force ${commandLine([lock])}`,
  }
}
