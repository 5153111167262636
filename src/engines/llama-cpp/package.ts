/** Is node-llama-cpp there? Found without loading any of it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isJsonObject, parseJson } from '../../base/json.js'

export interface NativePackage {
  /** What to import: a file URL. */
  readonly entry: string
  readonly version: string
}

const packageName = 'node-llama-cpp'

/** The package that the project has itself, else the one beside fusionkit. */
export function findPackage(root: string): NativePackage | undefined {
  return packageSeenFrom(join(root, 'package.json')) ?? packageSeenFrom(import.meta.url)
}

/** The package of native code for this machine, on the CPU alone (but for macOS on ARM). */
export function binaryPackage(): string {
  const key = `${platform()}-${arch()}`
  return `@node-llama-cpp/${binaries[key] ?? key}`
}

const binaries: Readonly<Record<string, string>> = {
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'linux-arm': 'linux-armv7l',
  'win32-arm64': 'win-arm64',
  'win32-x64': 'win-x64',
}

function packageSeenFrom(file: string): NativePackage | undefined {
  try {
    const entry = createRequire(file).resolve(packageName)
    const manifest = parseJson(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'))
    const version = isJsonObject(manifest) ? manifest['version'] : undefined
    return typeof version === 'string' ? { entry: pathToFileURL(entry).href, version } : undefined
  } catch {
    return undefined
  }
}
