/** Puts a stand-in for node-llama-cpp into a project, and a model file that it takes for one. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const stubVersion = '3.22.1'

export function installStub(root: string, version = stubVersion): void {
  const folder = join(root, 'node_modules', 'node-llama-cpp')
  mkdirSync(join(folder, 'dist'), { recursive: true })
  const manifest = { name: 'node-llama-cpp', version, type: 'module', exports: { '.': './dist/index.js' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  const native = new URL('native.js', import.meta.url).href
  writeFileSync(join(folder, 'dist', 'index.js'), `export * from ${JSON.stringify(native)}\n`)
}

/** What the stand-in wrote down, beside a model file. */
export interface StubEntry {
  readonly pid: number
  readonly loads?: Readonly<Record<string, unknown>>
  readonly context?: Readonly<Record<string, unknown>>
  readonly wrapper?: string
  readonly qwen?: object
  /** The prompt, and beside it all options. */
  readonly answers?: string
  readonly sequence?: number
  /** A call that took its time was told to stop. */
  readonly stopped?: true
  readonly [option: string]: unknown
}

export function stubLog(modelPath: string): readonly StubEntry[] {
  const file = `${modelPath}.log`
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as StubEntry)
}
