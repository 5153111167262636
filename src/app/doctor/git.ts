/** Does git leave alone what it should, and take what it should? Asked of git itself, which changes nothing for it. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from '../../domain/check-up.js'
import { relPath } from '../../domain/path.js'
import { gitIsFine, lockIgnored, stateInGit, stateNotIgnored } from '../../messages/doctor-machine.js'
import { fusionLockName } from '../../store/fusion-lock.js'
import { lockPath, stateRoot } from '../layout.js'
import type { Looking } from './looking.js'

/** Nothing where the project is in no work tree, or there is no git. */
export async function checkGit(looking: Looking): Promise<readonly Check[]> {
  const { root, name } = looking
  const git = gitIn(looking)
  const inside = await git('rev-parse', '--is-inside-work-tree')
  if (inside?.trim() !== 'true') return []
  const lock = fusionLockName(relPath(name))
  const [committed, ignoredState, ignoredLock] = await Promise.all([
    git('ls-files', '--', stateRoot),
    git('check-ignore', '--', lockPath),
    git('check-ignore', '--', lock),
  ])
  const isCommitted = committed !== undefined && committed.trim() !== ''
  const found = [
    ...(isCommitted ? [stateInGit()] : []),
    ...(!isCommitted && existsSync(join(root, stateRoot)) && ignoredState === undefined ? [stateNotIgnored()] : []),
    ...(ignoredLock === undefined ? [] : [lockIgnored(lock)]),
  ]
  return found.length > 0 ? found : [gitIsFine(lock)]
}

const deadlineMs = 3_000

/** What a command of git says; `undefined`: it ended with another code than 0, or in no time. */
function gitIn({ root, surroundings, signal }: Looking) {
  const env = { ...surroundings.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' }
  return async (...words: readonly string[]): Promise<string | undefined> =>
    new Promise((resolve) => {
      execFile('git', words, { cwd: root, env, timeout: deadlineMs, signal }, (error, stdout) =>
        resolve(error === null ? stdout : undefined),
      )
    })
}
