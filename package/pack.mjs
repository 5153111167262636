/**
 * Packs what `npm pack` packs, from a copy, so that dist/ stays whole; wants it built. Prints what npm says of the tarball, as JSON.
 *
 *   node package/pack.mjs <folder for the copy and the tarball>
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder = ''] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
const copy = join(resolve(folder), 'copy')
mkdirSync(copy, { recursive: true })
const beside = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'fusion.config.yaml']
for (const name of [...beside, 'docs', 'examples', 'dataset/question_groups', 'schemas', 'dist/src'])
  cpSync(join(root, name), join(copy, name), { recursive: true })
execFileSync(process.execPath, [fileURLToPath(new URL('trim.mjs', import.meta.url)), copy])
// npm's own variables would make it a part of the run that started us
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)/i.test(name)))
const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', '..']
process.stdout.write(execFileSync('npm', pack, { cwd: copy, env, shell: process.platform === 'win32' }))
