/** What tests of the engine ask, and with what. */
import type { Diagnostic } from '../../../src/domain/diagnostic.js'
import { openai } from '../../../src/engines/openai.js'
import { firstOf, type Opened } from '../fake-ollama/asking.js'
import { type FakeOpenAi, type FakeOpenAiOptions, startFakeOpenAi } from './server.js'

export interface OpenWays {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
  /** What the build will ask; left out: not known. */
  readonly models?: readonly string[]
  readonly say?: (diagnostic: Diagnostic) => void
}

/** The engine, opened on a server. */
export async function openAt(
  { url }: { readonly url: string },
  { settings = {}, env = {}, models, say }: OpenWays = {},
): Promise<Opened> {
  const options = { gpu: true, ...(models && { models }), ...(say && { say }) }
  const engine = await openai.open({ kind: 'openai', base_url: url, ...settings }, options, { env })
  return { ...engine, ...firstOf(engine) }
}

/** Runs with a fake server and an engine on it, and closes both. */
export async function withEngine(
  options: FakeOpenAiOptions,
  use: (engine: Opened, fake: FakeOpenAi) => Promise<void>,
  ways: OpenWays = {},
): Promise<void> {
  const fake = await startFakeOpenAi(options)
  const engine = await openAt(fake, ways)
  try {
    await use(engine, fake)
  } finally {
    await engine.close()
    await fake.close()
  }
}
