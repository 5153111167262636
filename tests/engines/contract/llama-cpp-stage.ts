import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { llamaCpp } from '../../../src/engines/llama-cpp.js'
import { findPackage } from '../../../src/engines/llama-cpp/package.js'
import { installStub, type StubEntry, stubLog } from '../../support/stub-llama/install.js'
import { inTempFolder } from '../../support/temp-folder.js'
import { openingsOf } from './openings.js'
import type { Heard, Scene, Stage, Trouble } from './stage.js'

const models = ['a.gguf', 'b.gguf']

/** The engine in its real process, with a stand-in for the native package in a project of its own. */
export const llamaCppStage: Stage = {
  skips: {
    pair: { skip: 'it reads the prompt: pair, style, language and attempt count as far as they stand in it' },
    ...(findPackage('/') && {
      nobody: { skip: 'node-llama-cpp is installed beside fusionkit, so a project cannot be without it' },
    }),
  },
  async within(use) {
    await inTempFolder(async (root) => {
      installStub(root)
      for (const model of models) writeFileSync(join(root, model), `the weights of ${model}`)
      const { closeAll, ...openings } = openingsOf(
        llamaCpp,
        { kind: 'llama-cpp', sequences: 1, models_folder: root },
        { env: {}, root },
      )
      try {
        await use({ models, ...openings, ...sceneOf(root) })
      } finally {
        await closeAll()
      }
    })
  },
}

function sceneOf(root: string): Omit<Scene, 'models' | 'open' | 'identify' | 'checkUp'> {
  const log = () => models.flatMap((model) => stubLog(join(root, model)))
  const until = async (isSo: (entry: StubEntry) => boolean) => {
    while (!log().some(isSo)) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    bringAbout: async (trouble) => bringAbout(trouble, root),
    restart: async () => {}, // each engine that is opened starts a process of its own
    heard: () => log().flatMap(heardIn),
    requests: () => log().length,
    underWay: async () => until(({ answers }) => answers !== undefined),
    givenUp: async () => until(({ stopped }) => stopped !== undefined),
  }
}

async function bringAbout(trouble: Trouble, root: string) {
  if (trouble === 'no-model') return { model: 'nobody.gguf' }
  if (trouble === 'nobody') {
    rmSync(join(root, 'node_modules'), { recursive: true })
    return {}
  }
  return { messages: [{ role: 'user', content: prompts[trouble] }] as const }
}

/** What the stand-in obeys. */
const prompts: Readonly<Record<'hangs' | 'passing' | 'final', string>> = {
  hangs: 'SLOW',
  passing: 'CRASH',
  final: 'THROW',
}

function heardIn(entry: StubEntry): readonly Heard[] {
  if (entry.answers === undefined) return []
  const { maxTokens, temperature, topP, topK, minP, seed, customStopTriggers } = entry
  const penalty = (entry['repeatPenalty'] || {}) as Readonly<Record<string, unknown>>
  const sampling = {
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    top_k: topK,
    min_p: minP,
    stop: customStopTriggers,
    repeat_penalty: penalty['penalty'],
    repeat_last_n: penalty['lastTokens'],
    presence_penalty: penalty['presencePenalty'],
    frequency_penalty: penalty['frequencyPenalty'],
  }
  return [{ prompt: entry.answers, seed, sampling }]
}
