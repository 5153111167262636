/**
 * The embedded rule engine: fuses two questions by fixed frames, without a model, a server or a network.
 *
 * The light half. It ignores `model`, so that switching engines is one line of a config.
 */
import type { EngineKind } from './engine.js'

/** Raised whenever the same request would be answered otherwise: what it answered before is then asked again. */
const version = 2

/** What English is read with, as package.json pins it (a test holds the two together): another tagger may read a question otherwise. */
const taggerVersion = 'wink-nlp 2.4.0, wink-eng-lite-web-model 1.8.1'

const identity = { id: `rules ${version}, ${taggerVersion}`, label: 'rules' }

export const rules: EngineKind = {
  name: 'rules',
  description: 'The embedded rule engine: no model, no server. For trying things out, for CI and for dry runs.',
  settings: {},
  isFree: true,
  isBuiltIn: true,
  styles: [
    'simple',
    'fluid',
    'complex',
    'concise',
    'open_ended',
    'academic',
    'yes_no',
    'ce2',
    'follow_up',
    'passive',
    'comparative',
  ],
  reads: ({ pair, style, language, attempt }) => [pair.first.question, pair.second.question, style, language, attempt],
  identify: async (_settings, models) => new Map(models.map((model) => [model, identity])),
  open: async () => {
    const { openRules } = await import('./rules/open.js')
    return openRules()
  },
}
