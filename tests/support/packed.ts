/** The package as npm packs it, unpacked into a folder of somebody who has installed it. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

export interface Packed {
  readonly files: readonly { readonly path: string; readonly mode: number }[]
  /** Bytes: of the tarball, and of the files in it. */
  readonly size: number
  readonly unpackedSize: number
}

export interface Installed {
  /** The user's folder, with `node_modules/` and a package.json that names fusionkit. */
  readonly root: string
  readonly packed: Packed
}

const run = promisify(execFile)

let made: Promise<Installed> | undefined

/** Packed once for all who look at it. What is beside the package in `node_modules` are links to our own copies. */
export async function installedPackage(): Promise<Installed> {
  return (made ??= install(['@types/node', 'undici-types']))
}

/** `also`: what the package does not bring, and a program's compiler needs. */
async function install(also: readonly string[]): Promise<Installed> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fusionkit-packed-')))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const { stdout } = await run(process.execPath, ['package/pack.mjs', folder])
  const [packed] = JSON.parse(stdout) as [Packed & { readonly filename: string }]
  const root = join(folder, 'user')
  const unpacked = join(root, 'node_modules/fusionkit')
  mkdirSync(unpacked, { recursive: true })
  await run('tar', ['-xzf', join(folder, packed.filename), '-C', unpacked, '--strip-components', '1'])
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as typeof named
  for (const name of [...Object.keys(manifest.dependencies), ...also]) link(name, root)
  writeFileSync(join(root, 'package.json'), JSON.stringify(named))
  return { root, packed }
}

const named = { type: 'module', dependencies: { fusionkit: '*' } }

function link(name: string, root: string): void {
  const path = join(root, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(resolve('node_modules', name), path)
}
