import { join } from 'node:path'
import type { EnginePorts } from '../engines/engine.js'
import { modelStatsFile } from './layout.js'
import type { Surroundings } from './surroundings.js'

interface PortOptions {
  /** May leave behind what was hashed. */
  readonly write: boolean
  /** `--paranoid`: believe no stat. */
  readonly hashAll?: boolean
}

/** The outside world of an engine in a project. What remembers the digests of model files is loaded when one is asked for. */
export function enginePorts(
  root: string,
  { env, nowMs }: Pick<Surroundings, 'env' | 'nowMs'>,
  { write, hashAll = false }: PortOptions,
): EnginePorts {
  const open = async () => {
    const { openFileDigests } = await import('../store/file-digests.js')
    return openFileDigests(join(root, modelStatsFile), { nowMs, hashAll, write })
  }
  let digests: ReturnType<typeof open> | undefined
  return { env, root, digestOf: async (path) => (await (digests ??= open())).digestOf(path) }
}
