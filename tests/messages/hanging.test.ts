import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import stringWidth from 'string-width'
import * as assert from 'uvu/assert'
import { commands } from '../../src/commands/index.js'
import { commandLineOf } from '../../src/commands/command-line.js'
import { hanging, hung } from '../../src/messages/hanging.js'
import { runHere } from '../support/run-here.js'
import { spec } from '../support/spec.js'

spec('two columns in a terminal', (it) => {
  it('go on below the second one, where they do not fit', () => {
    assert.is(
      hanging('  --seed <n>  Another seed draws other pairs, and always the same ones', 44),
      '  --seed <n>  Another seed draws other\n              pairs, and always the same\n              ones',
    )
  })

  it('stay in one line where they fit, and where nobody sees them', () => {
    const line = '  --seed <n>  Another seed draws other pairs'
    for (const width of [stringWidth(line), undefined]) assert.is(hanging(line, width), line)
  })

  it('stand below each other where there is no room for a column', () => {
    assert.is(
      hanging('  $ fusionkit build --engine rules  no model', 36),
      '  $ fusionkit build --engine rules\n      no model',
    )
  })

  it('are as wide as they look, however they are painted', () => {
    assert.is(
      hung('\u001B[32m✓\u001B[39m ', 'a word and a word and a word', 26),
      '\u001B[32m✓\u001B[39m a word and a word and a\n  word',
    )
  })
})

spec('on a terminal of 80 columns', (it) => {
  it('no help breaks a word', () =>
    inEmptyFolder(async (cwd) => {
      const cli = commandLineOf(commands, () => {})
      for (const words of [[], ...cli.commands.map(({ name }) => [name])]) {
        const wide = await runHere([...words, '--help'], { cwd, env: {} })
        const narrow = await runHere([...words, '--help'], { cwd, env: {}, columns: 80 })
        assert.equal(withoutBreaks(narrow.stdout), withoutBreaks(wide.stdout))
        assert.equal(
          narrow.stdout.split('\n').filter((line) => stringWidth(line) > 80),
          [],
        )
      }
    }))

  it('no sentence of doctor breaks a word, and what there is to copy stands in one line', () =>
    inEmptyFolder(async (cwd) => {
      const env = { OLLAMA_HOST: 'http://127.0.0.1:9', LANG: 'C.UTF-8' }
      const { stdout } = await runHere(['doctor'], { cwd, env, columns: 80 })
      const long = stdout.split('\n').filter((line) => stringWidth(line) > 80)
      assert.equal(
        long.filter((line) => !/^ +→ /.test(line)),
        [],
      )
    }))
})

const withoutBreaks = (text: string): readonly string[] => text.split(/\s+/)

async function inEmptyFolder(work: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'fusionkit-hanging-'))
  try {
    await work(cwd)
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
