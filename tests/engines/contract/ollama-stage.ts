import { ollama } from '../../../src/engines/ollama.js'
import type { FaultKind } from '../../support/fake-ollama/faults.js'
import { type FakeOllama, startFakeOllama } from '../../support/fake-ollama/server.js'
import type { FakeRequest } from '../../support/fake-ollama/state.js'
import { openingsOf } from './openings.js'
import { samplingIn } from './sampling-heard.js'
import type { Heard, Scene, Stage, Trouble } from './stage.js'

const models = ['llama3.2:latest', 'qwen3:8b']

/** The engine on a server with two models, on this machine. */
export const ollamaStage: Stage = {
  skips: { pair: { skip: 'it reads the prompt: pair, style, language and attempt count as far as they stand in it' } },
  async within(use) {
    const fake = await startFakeOllama({ models: Object.fromEntries(models.map((model) => [model, {}])) })
    const { closeAll, ...openings } = openingsOf(ollama, { kind: 'ollama', hosts: [fake.url], concurrency: 1 })
    try {
      await use({ models, ...openings, ...sceneOf(fake) })
    } finally {
      await closeAll()
      await fake.close()
    }
  },
}

function sceneOf(fake: FakeOllama): Omit<Scene, 'models' | 'open' | 'identify' | 'checkUp'> {
  return {
    bringAbout: async (trouble) => bringAbout(trouble, fake),
    restart: async () => {
      await fake.goDown()
      await fake.comeUp()
    },
    heard: () => fake.requests.map(heardIn),
    requests: () => fake.stats.calls + fake.stats.preloads + fake.stats.tags,
    underWay: async () => fake.when(({ inFlight }) => inFlight > 0),
    givenUp: async () => fake.when(({ aborted, inFlight }) => aborted > 0 && inFlight === 0),
  }
}

async function bringAbout(trouble: Trouble, fake: FakeOllama): Promise<{ readonly model?: string }> {
  if (trouble === 'no-model') return { model: 'nobody:7b' }
  if (trouble === 'nobody') await fake.goDown()
  else if (trouble === 'hangs') fake.hold()
  else fake.fault({ ...faults[trouble], when: fake.stats.calls + 1 })
  return {}
}

const faults: Readonly<Record<'passing' | 'final', FaultKind>> = {
  passing: { kind: 'busy' },
  final: { kind: 'bad-request' },
}

function heardIn({ body }: FakeRequest): Heard {
  const { num_predict, seed, ...options } = body.options ?? {}
  return { prompt: JSON.stringify(body.messages), seed, sampling: samplingIn({ ...options, max_tokens: num_predict }) }
}
