/** Who adds a command or an engine tells people of it: these are the places where they look. */
import { readFileSync } from 'node:fs'
import { cac } from 'cac'
import * as assert from 'uvu/assert'
import { commands } from '../src/commands/index.js'
import { startingEngines } from '../src/commands/init.js'
import { engineKinds } from '../src/engines/index.js'
import { spec } from './support/spec.js'

spec('what there is', (it) => {
  it('of commands stands in the table of docs/commands.md', () => {
    const cli = cac()
    for (const command of commands) command.define(cli, () => {})
    const rows = readFileSync('docs/commands.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `fusionkit '))
      .join('\n')
    assert.equal(
      cli.commands.map(({ name }) => name).filter((name) => !new RegExp(`\`fusionkit ${name}\\b`).test(rows)),
      [],
    )
  })

  it('of engines is named by the table of the config, and can begin a project', () => {
    const row = /^\| <a id="engine"><\/a>`engine` \|.*$/m.exec(readFileSync('docs/config.md', 'utf8'))?.[0] ?? ''
    for (const { name } of engineKinds) {
      assert.ok(
        startingEngines.some((engine) => engine === name),
        `fusionkit init --engine ${name}`,
      )
      assert.match(row, `\`${name}\``)
    }
  })
})
