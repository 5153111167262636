import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { chat, get, saidIn } from '../support/fake-ollama/trying.js'
import { spec } from '../support/spec.js'

const script = fileURLToPath(new URL('../support/fake-ollama/serve.js', import.meta.url))

/** Started with the flags, until `use` is over. Returns its exit code and what it wrote in the end. */
async function withServe(
  flags: readonly string[],
  use: (served: { url: string; hangUp(): void }) => Promise<void>,
): Promise<{ exitCode: number | null; last: string }> {
  const child = spawn(process.execPath, [script, '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit') as Promise<[number | null]>
  try {
    const lines: string[] = []
    const reader = createInterface(child.stdout).on('line', (line) => lines.push(line))
    await once(reader, 'line')
    const url = /http:\S+$/.exec(lines[0] ?? '')?.[0] ?? ''
    await use({ url, hangUp: () => child.stdout.destroy() })
    child.kill('SIGINT')
    const [exitCode] = await exited
    return { exitCode, last: lines.at(-1) ?? '' }
  } finally {
    child.kill('SIGKILL')
  }
}

spec('the fake Ollama in a process of its own', (it) => {
  it('says where it listens, does as its flags say, and tells what happened when it is ended', async () => {
    const fault = '{"kind":"refusal","nth":1}'
    const flags = ['--model', 'a:1b', '--model', 'b:1b', '--parallel', '2', '--context', '777', '--fault', fault]
    const { exitCode, last } = await withServe([...flags, '--no-gpu', '--server-version', '0.40.0'], async (served) => {
      assert.is(await get(served, '/api/version'), '{"version":"0.40.0"}')
      assert.match(saidIn(await chat(served, { model: 'b:1b' })).content, "I'm sorry")
      assert.match(await get(served, '/api/ps'), '"size_vram":0,"context_length":777')
      assert.match(await get(served, '/__stats'), '"calls":1,"answered":0')
    })
    assert.is(exitCode, 0)
    assert.is(last, '1 calls, 0 answered, 0 given up, 1 loads, at most 1 at once and 0 waiting')
  })

  it('goes on when nobody reads what it writes', async () => {
    const { exitCode } = await withServe([], async (served) => {
      served.hangUp()
      assert.is((await chat(served)).status, 200)
    })
    assert.is(exitCode, 0)
  })
})
