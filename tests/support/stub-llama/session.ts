/** The engine, with a stand-in for the package, in a folder of its own. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CompletionRequest } from '../../../src/domain/completion.js'
import type { Diagnostic } from '../../../src/domain/diagnostic.js'
import type { Reply, Server } from '../../../src/engines/engine.js'
import { llamaCpp } from '../../../src/engines/llama-cpp.js'
import { aRequest, patient } from '../fake-ollama/asking.js'
import { inTempFolder } from '../temp-folder.js'
import { installStub, type StubEntry, stubLog } from './install.js'

export interface StubSession {
  readonly root: string
  readonly server: Server
  readonly said: readonly Diagnostic[]
  /** Asks a prompt. */
  ask(content: string, changes?: Partial<CompletionRequest>, signal?: AbortSignal): Promise<Reply>
  /** What the stand-in wrote down of a model. */
  log(model?: string): readonly StubEntry[]
  close(): Promise<void>
}

export interface StubOptions {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly gpu?: boolean | number
  /** Model files: name → what is in it. */
  readonly models?: Readonly<Record<string, string>>
}

export async function withStub(
  use: (session: StubSession) => Promise<void>,
  { settings = {}, gpu = false, models = { 'a.gguf': 'a model' } }: StubOptions = {},
): Promise<void> {
  await inTempFolder(async (root) => {
    installStub(root)
    for (const [name, told] of Object.entries(models)) writeFileSync(join(root, name), told)
    const said: Diagnostic[] = []
    const say = (diagnostic: Diagnostic) => void said.push(diagnostic)
    const engine = await llamaCpp.open({ kind: 'llama-cpp', ...settings }, { gpu, say }, { env: {}, root })
    const [server] = engine.servers
    if (server === undefined) throw new Error('an engine without a server')
    const ask: StubSession['ask'] = async (content, changes = {}, signal = patient) =>
      server.complete(aRequest({ model: 'a.gguf', messages: [{ role: 'user', content }], ...changes }), signal)
    const log = (model = 'a.gguf') => stubLog(join(root, model))
    try {
      await use({ root, server, said, ask, log, close: async () => engine.close() })
    } finally {
      await engine.close()
    }
  })
}
