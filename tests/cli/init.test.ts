import * as assert from 'uvu/assert'
import { inProject } from '../support/project.js'
import { noPty, openPty } from '../support/pty.js'
import { spec } from '../support/spec.js'
import { cliPath } from '../support/start-cli.js'

const size = { columns: 100, rows: 24 }
const shows = (words: string) => (rows: readonly string[]) => rows.some((row) => row.includes(words))

spec('fusionkit init', (it) => {
  it('asks nothing where nobody sits at a terminal, and ends with the three next commands', async () =>
    inProject({}, async ({ run, files }) => {
      const { code, stderr, stdout } = await run(['init', 'quiz', '--lang', 'fr'])
      assert.is(code, 0)
      assert.is(stdout, '')
      assert.match(stderr, /^wrote {5}quiz\/fusion\.config\.yaml\n/)
      assert.match(stderr, /fusionkit build .*\n.*fusionkit explain merged:1 .*\n.*fusionkit watch .*\n$/)
      assert.ok(Object.keys(files()).includes('quiz/dataset/question_groups/animaux.jsonl'))
      const again = await run(['init', 'quiz'])
      assert.is(again.code, 2)
      assert.match(again.stderr, /error config-is-there[\s\S]*build --config quiz\/fusion\.config\.yaml/)
    }))

  it('says what is wrong with its words', async () =>
    inProject({}, async ({ run, files }) => {
      const [lang, engine] = await Promise.all([
        run(['init', '--lang', 'de']),
        run(['init', '--engine', 'olama', '--yes']),
      ])
      assert.match(lang.stderr, /--lang takes "en" or "fr", not "de"/)
      assert.match(engine.stderr, /"ollama" or "openai" or "llama-cpp" or "rules", not "olama"/)
      assert.equal([lang.code, engine.code, files()], [2, 2, {}])
    }))

  it('is named wherever a config is missing', async () =>
    inProject({}, async ({ run }) => {
      for (const command of ['build', 'watch', 'status']) {
        const { code, stderr } = await run([command])
        assert.is(code, 2)
        assert.match(stderr, /error config-not-there[\s\S]*`fusionkit init` writes one/)
      }
    }))

  const asksInTerminal = 'asks in a terminal, with arrow keys and Enter; Ctrl-C writes nothing and ends with 130'
  if (noPty !== undefined) it.skip(asksInTerminal, noPty)
  else
    it(asksInTerminal, async () =>
      inProject({}, async ({ root, files, has }) => {
        const env = { OLLAMA_HOST: 'http://127.0.0.1:9' }
        const command = [process.execPath, cliPath, 'init']

        const left = openPty(command, { ...size, cwd: root, env })
        await left.when(shows('Which language'))
        left.write('\u0003')
        assert.is((await left.ended).code, 130)
        assert.equal(files(), {})

        const pty = openPty(command, { ...size, cwd: root, env })
        await pty.when(shows('Which language'))
        pty.write('\u001B[B')
        await pty.when(shows('● French'))
        pty.write('\r')
        await pty.when(shows('Who shall answer?'))
        pty.write('\r')
        const { code, lines } = await pty.ended
        assert.is(code, 0)
        assert.ok(lines.some((line) => line.startsWith('The questions are French.')))
        assert.ok(has('dataset/question_groups/animaux.jsonl'))
      }),
    )

  if (noPty === undefined)
    it('asks nothing in a terminal with --yes, or in CI', async () =>
      inProject({}, async ({ root }) => {
        const open = (folder: string, words: readonly string[], env = {}) =>
          openPty([process.execPath, cliPath, 'init', folder, ...words], {
            ...size,
            cwd: root,
            env: { OLLAMA_HOST: 'http://127.0.0.1:9', ...env },
          }).ended
        const both = await Promise.all([open('a', ['--yes']), open('b', [], { CI: 'true' })])
        assert.equal(
          both.map(({ code }) => code),
          [0, 0],
        )
      }))
})
