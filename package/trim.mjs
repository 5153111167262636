/**
 * Leaves in dist/src what the package needs: the code that its entries reach, and the types that its API names. The rest is for tests and
 * for the schema's compiler; maps would lead to sources that are not in the package. The next `npm run build` makes all of it again.
 *
 *   node package/trim.mjs <folder of a package.json>
 *   node package/trim.mjs                            this one, and only while npm packs it: whoever works in a clone wants all of dist/
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const [folder] = process.argv.slice(2)
if (folder === undefined && !['pack', 'publish'].includes(process.env.npm_command)) process.exit()

const root = resolve(folder ?? '.')
const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { types, default: code } = exports['.']
const kept = new Set([...reached([...Object.values(bin), code], '.js'), ...reached([types], '.d.ts')])

const built = join(root, 'dist/src')
for (const name of readdirSync(built, { recursive: true })) {
  const path = join(built, name)
  if (kept.has(path)) withoutMap(path)
  else if (/\.(?:js|d\.ts|map)$/.test(name)) rmSync(path)
}

/** Files that are imported, at once or later, from `entries`; and those that a process of their own begins with (`new URL('child.js', …)`). */
function reached(entries, ending) {
  const found = new Set(entries.map((entry) => join(root, entry)))
  for (const path of found) {
    const text = readFileSync(path, 'utf8')
    const named = [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'(\.[^']+)\.js'/gm)]
    const begun = [...text.matchAll(/\bnew URL\('([^']+)\.js', import\.meta\.url\)/g)]
    for (const [, name] of [...named, ...begun]) found.add(join(dirname(path), `${name}${ending}`))
  }
  return found
}

function withoutMap(path) {
  const text = readFileSync(path, 'utf8')
  const plain = text.replace(/^\/\/# sourceMappingURL=.*\n?/m, '')
  if (plain !== text) writeFileSync(path, plain)
}
