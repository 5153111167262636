import { openai } from '../../../src/engines/openai.js'
import type { ErrorReply } from '../../support/fake-ollama/protocol.js'
import { openAiError } from '../../support/fake-openai/bodies.js'
import { type FakeOpenAi, startFakeOpenAi } from '../../support/fake-openai/server.js'
import { openingsOf } from './openings.js'
import { samplingIn } from './sampling-heard.js'
import type { Heard, Scene, Stage, Trouble } from './stage.js'

const models = ['qwen2.5-7b-instruct', 'llama-3.2-3b-instruct']

/** The engine on a server that takes all fields and knows its models by name, as LM Studio does, on this machine. */
export const openaiStage: Stage = {
  skips: { pair: { skip: 'it reads the prompt: pair, style, language and attempt count as far as they stand in it' } },
  async within(use) {
    let refusal: ErrorReply | undefined
    const fake = await startFakeOpenAi({ profile: 'lm-studio', models, refuse: () => refusal })
    const { closeAll, ...openings } = openingsOf(openai, { kind: 'openai', base_url: fake.url, concurrency: 1 })
    const refuse = (reply: ErrorReply) => void (refusal = reply)
    try {
      await use({ models, ...openings, ...sceneOf(fake, refuse) })
    } finally {
      await closeAll()
      await fake.close()
    }
  },
}

function sceneOf(
  fake: FakeOpenAi,
  refuse: (reply: ErrorReply) => void,
): Omit<Scene, 'models' | 'open' | 'identify' | 'checkUp'> {
  return {
    bringAbout: async (trouble) => bringAbout(trouble, fake, refuse),
    restart: async () => {
      await fake.goDown()
      await fake.comeUp()
    },
    heard: () => fake.requests.map(({ body }) => heardIn(body)),
    requests: () => fake.asked.length,
    underWay: async () => fake.when(({ inFlight }) => inFlight > 0),
    givenUp: async () => fake.when(({ aborted, inFlight }) => aborted > 0 && inFlight === 0),
  }
}

async function bringAbout(
  trouble: Trouble,
  fake: FakeOpenAi,
  refuse: (reply: ErrorReply) => void,
): Promise<{ readonly model?: string }> {
  if (trouble === 'no-model') return { model: 'nobody-7b' }
  if (trouble === 'nobody') await fake.goDown()
  else if (trouble === 'hangs') fake.hold()
  else refuse(refusals[trouble])
  return {}
}

const refusals: Readonly<Record<'passing' | 'final', ErrorReply>> = {
  passing: openAiError(503, 'The engine is currently overloaded, please try again later.', { type: 'server_error' }),
  final: openAiError(400, "Missing required parameter: 'messages[0].role'."),
}

function heardIn(body: Readonly<Record<string, unknown>>): Heard {
  return { prompt: JSON.stringify(body['messages']), seed: body['seed'], sampling: samplingIn(body) }
}
