/** The fake Ollama server in a process of its own, so that it does not share a thread with what is measured. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const serve = new URL('../dist/tests/support/fake-ollama/serve.js', import.meta.url).pathname

/** Starts one with the flags of serve.js; resolves when it listens. */
export async function startFake(...flags) {
  const child = spawn(process.execPath, [serve, '--port', '0', '--model', 'bench', ...flags.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    if (/http:\S+/.test(said)) break
  }
  const [url] = /http:\S+/.exec(said)
  return {
    url,
    stats: async () => (await fetch(`${url}/__stats`)).json(),
    reset: async () => fetch(`${url}/__reset`, { method: 'POST' }),
    close: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
