/** Are the types of the package found the way each kind of module resolution looks for them? `attw`, with its profile for ES modules alone. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'

/** What a package without CommonJS cannot have: an answer for `require` where that loads no ES modules. */
const notOurs = new Set(['node10', 'node16-cjs'])

const folder = mkdtempSync(join(tmpdir(), 'fusionkit-types-'))
try {
  const pack = fileURLToPath(new URL('pack.mjs', import.meta.url))
  const [{ filename }] = JSON.parse(execFileSync(process.execPath, [pack, folder], { encoding: 'utf8' }))
  const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(join(folder, filename))))
  const { problems } = await checkPackage(tarball)
  const found = problems.filter(({ resolutionKind }) => !notOurs.has(resolutionKind))
  for (const problem of found) console.error(JSON.stringify(problem, undefined, 2))
  console.error(found.length === 0 ? 'the types of the package are found' : `${found.length} problems with types`)
  process.exitCode = found.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
