import { rules } from '../../../src/engines/rules.js'
import { openingsOf } from './openings.js'
import { never, type Stage } from './stage.js'

const embedded = 'it is a part of fusionkit, without a server or a process'

/** The engine as it is: it needs nothing, and nothing can be done to it. */
export const rulesStage: Stage = {
  skips: {
    seen: { skip: `${embedded}, so there is nobody who could be listened to` },
    hangs: { skip: `${embedded}, and answers where it is asked, so no call can hang` },
    passing: { skip: `${embedded}, so nothing can go wrong that passes` },
    final: { skip: `${embedded}, and takes every request that there can be` },
    'no-model': { skip: 'it has no models, and answers whatever name the config says' },
    nobody: { skip: `${embedded}, so it is always there` },
    cut: { skip: 'it writes whole sentences, and does not look at max_tokens' },
    prompt: { skip: 'it reads the two questions and the style, and neither prompts nor sampling nor seeds' },
  },
  async within(use) {
    const { closeAll, ...openings } = openingsOf(rules, { kind: 'rules' })
    try {
      await use({
        models: ['any', 'other'],
        ...openings,
        bringAbout: never,
        restart: async () => {},
        heard: () => [],
        requests: () => 0,
        underWay: never,
        givenUp: never,
      })
    } finally {
      await closeAll()
    }
  },
}
