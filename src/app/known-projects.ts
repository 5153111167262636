/** Who uses the store of a folder? Every config that was ever built there, and every call of `fuse`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sealedJson, unsealedJson } from '../base/sealed-json.js'
import { writeWhole } from '../base/whole-file.js'
import type { Project } from '../domain/project.js'
import { statePaths, statesFolder } from './layout.js'
import { type LoadedConfig, loadProject } from './load-project.js'
import { type PackedProject, packed, unpackedIfWhole } from './packed-project.js'

const ofFuse = 'fuse '

/** Names of the configs that have a state in this folder. A call of `fuse` has a state of its own, which is named after its output. */
export function configsWithState(root: string): readonly string[] {
  return statesIn(root).filter((name) => !name.startsWith(ofFuse))
}

/** The name under which a call of `fuse` keeps its state. */
export function nameOfFuse(digest: string): string {
  return `${ofFuse}${digest.slice(0, 12)}`
}

/** So that what was asked for it is known to be in use. */
export function rememberFuse({ root, project }: LoadedConfig): void {
  const path = join(root, statePaths(project.config).project)
  writeWhole(path, sealedJson(packed(project)), { isSynced: true })
}

/**
 * The projects of a folder as they are now, that of the config `name` included. A config or question file that is gone uses nothing any
 * more. Throws `UserError` where one of them cannot be read: then nobody can tell what it uses.
 */
export async function projectsIn(root: string, name: string): Promise<readonly LoadedConfig[]> {
  const names = [...new Set([name, ...configsWithState(root)])].filter((each) => existsSync(join(root, each)))
  const configs = await Promise.all(names.map((each) => loadProject(root, each, {})))
  return [...configs, ...fusesIn(root)]
}

function fusesIn(root: string): readonly LoadedConfig[] {
  const fuses = statesIn(root).filter((name) => name.startsWith(ofFuse))
  return fuses.flatMap((name) => {
    const project = projectAt(join(root, statePaths(name).project))
    return project !== undefined && hasItsFile(root, project) ? [{ root, project, overrides: {}, warnings: [] }] : []
  })
}

function projectAt(path: string): Project | undefined {
  if (!existsSync(path)) return undefined
  return unpackedIfWhole(unsealedJson(readFileSync(path, 'utf8')) as PackedProject)
}

function hasItsFile(root: string, { groups }: Project): boolean {
  return groups.every(
    ({ origin }) => origin.kind === 'files' && origin.files.every((file) => existsSync(join(root, file))),
  )
}

/** Names of all states in this folder. */
export function statesIn(root: string): readonly string[] {
  try {
    return readdirSync(join(root, statesFolder))
  } catch {
    return []
  }
}
