/** How large is the package, and how large is all that comes with it? */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { report } from './table.mjs'

const folder = mkdtempSync(join(tmpdir(), 'fusionkit-bench-'))
try {
  const pack = fileURLToPath(new URL('../package/pack.mjs', import.meta.url))
  const [packed] = JSON.parse(execFileSync(process.execPath, [pack, folder], { encoding: 'utf8' }))
  const user = join(folder, 'user')
  mkdirSync(user)
  writeFileSync(join(user, 'package.json'), '{}')
  const began = performance.now()
  execFileSync('npm', ['install', '--no-audit', '--no-fund', join(folder, packed.filename)], {
    cwd: user,
    stdio: 'pipe',
  })
  const seconds = (performance.now() - began) / 1000
  const installed = sizeOf(join(user, 'node_modules'))
  report([
    {
      what: 'the package',
      measured: packed.size / 1e6,
      unit: 'MB',
      target: '≤ 0.75 MB',
      holds: packed.size <= 750_000,
    },
    {
      what: 'unpacked',
      measured: packed.unpackedSize / 1e6,
      unit: 'MB',
      target: '≤ 2.7 MB',
      holds: packed.unpackedSize <= 2_700_000,
    },
    { what: 'files', measured: packed.entryCount, unit: '', target: '≤ 750', holds: packed.entryCount <= 750 },
    { what: 'installed, with all that it depends on', measured: installed.bytes / 1e6, unit: 'MB' },
    { what: 'packages', measured: installed.packages, unit: '' },
    { what: 'npm install', measured: seconds, unit: 's' },
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Bytes that files hold; a disk takes some more, in blocks. */
function sizeOf(path) {
  let bytes = 0
  let packages = 0
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    bytes += statSync(file).size
    if (entry.name === 'package.json' && /node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+$/.test(entry.parentPath))
      packages += 1
  }
  return { bytes, packages }
}
