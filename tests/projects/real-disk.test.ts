/**
 * A disk that is really full, and one that really cannot be written: a file system of its own, in memory, which takes a user namespace.
 * Only in `npm run soak`, and where the system lends one.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isSoak } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { cliPath } from '../support/start-cli.js'
import { inTempFolder } from '../support/temp-folder.js'

const mayMount =
  isSoak && spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }).status === 0

/** Runs a shell script in a project on a disk of so many MiB; `$BUILD` is a build, and its exit code is printed behind its words. */
function onDisk(sizeMiB: number, script: string): Promise<string> {
  let said = ''
  return inTempFolder((folder) => {
    const [source, disk] = [join(folder, 'source'), join(folder, 'disk')]
    for (const path of [join(source, 'q'), disk]) mkdirSync(path, { recursive: true })
    writeFileSync(
      join(source, 'fusion.config.yaml'),
      'version: 1\nengine: rules\nprompts: en-1\ngroups:\n  topics: { files: "q/*.jsonl" }\n',
    )
    const lines = Array.from({ length: 24 }, (_each, n) => `{"question":"What is the number ${n} about?"}\n`)
    writeFileSync(join(source, 'q/numbers.jsonl'), lines.join(''))
    const all = `
      mount -t tmpfs -o size=${sizeMiB}m tmpfs "$DISK" && cp -r "$SOURCE"/. "$DISK"/ && cd "$DISK"
      build() { "$NODE" "$CLI" "$@"; echo "exit $?"; }
      ${script}`
    cpSync(source, disk, { recursive: true })
    const { stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', `exec 2>&1; ${all}`], {
      encoding: 'utf8',
      env: { ...process.env, DISK: disk, SOURCE: source, NODE: process.execPath, CLI: cliPath },
    })
    said = stdout
  }).then(() => said)
}

spec('a real disk', (it) => {
  if (!mayMount) {
    it.skip('full, or read-only', isSoak ? 'no user namespace with a file system of its own' : 'npm run soak has it')
    return
  }

  for (const sizeMiB of [1, 3, 4])
    it(`of ${sizeMiB} MiB that is full: it is said, again and again, and with room the build goes on`, async () => {
      const said = await onDisk(
        sizeMiB,
        `build build; build build; mount -o remount,size=64m "$DISK"; build build; build build; find . -name '*tmp'`,
      )
      assert.not.match(said, /\n\s+at |bug of fusionkit|exit 13|exit 7/)
      assert.match(
        said,
        /the disk is full[^]*exit 2[^]*the disk is full[^]*exit 2[^]*exit 0[^]*up to date[^]*exit 0\n$/,
      )
    })

  it('that cannot be written: a build says so, `plan` works, and what is up to date is said to be', async () => {
    const said = await onDisk(
      64,
      `mount -o remount,ro "$DISK"; build build; build plan; mount -o remount,rw "$DISK"; build build
         mount -o remount,ro "$DISK"; build build; build plan; build build --force; build fuse q/numbers.jsonl --engine rules --output f.jsonl`,
    )
    assert.not.match(said, /\n\s+at |bug of fusionkit/)
    assert.match(
      said,
      /EROFS[^]*exit 2[^]*to build[^]*exit 0[^]*done[^]*exit 0[^]*up to date[^]*exit 0[^]*nothing to do[^]*exit 0/,
    )
    assert.match(said, /EROFS[^]*exit 2[^]*EROFS[^]*exit 2[^]*EROFS[^]*exit 2\n$/)
  })
})
