/** Who adds a command or an engine tells people of it: these are the places where they look. */
import { readFileSync } from 'node:fs'
import { cac } from 'cac'
import * as assert from 'uvu/assert'
import { configOptions } from '../src/commands/command.js'
import { commands } from '../src/commands/index.js'
import { engineKinds } from '../src/engines/index.js'
import { spec } from './support/spec.js'

spec('what there is', (it) => {
  it('of commands stands in the table of the README', () => {
    const cli = cac()
    for (const command of commands) command.define(cli, () => {})
    const rows = readFileSync('README.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `fusionkit '))
      .join('\n')
    assert.equal(
      cli.commands.map(({ name }) => name).filter((name) => !new RegExp(`\`fusionkit ${name}\\b`).test(rows)),
      [],
    )
  })

  it('of engines is named by the help of --engine, and by the table of the config', () => {
    const help = configOptions.find(([flags]) => flags.startsWith('--engine'))?.[1] ?? ''
    const row = /^\| <a id="engine"><\/a>`engine` \|.*$/m.exec(readFileSync('docs/config.md', 'utf8'))?.[0] ?? ''
    for (const { name } of engineKinds) {
      assert.match(help, name)
      assert.match(row, `\`${name}\``)
    }
  })
})
