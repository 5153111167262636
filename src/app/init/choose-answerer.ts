/** Who is to answer in a new project? Who was asked for; else whom the user picks; else a model that is there; else the rule engine. */
import type { Answerer, AnswererReason, FoundModels } from '../../domain/beginning.js'
import type { Choose } from '../../domain/choice.js'
import type { ListedModel } from '../../domain/listed-model.js'
import { laterChoice, modelChoice, rulesChoice, whoAnswers } from '../../messages/init-questions.js'
import type { Surroundings } from '../surroundings.js'
import { lookForModels } from './look-for-models.js'

export interface Chosen {
  readonly answerer: Answerer
  readonly why: AnswererReason
}

export interface Wanted {
  readonly engine?: string | undefined
  readonly model?: string | undefined
}

/** What a config names where no model is there yet. */
const usualModel = 'llama3.2:latest'
const usualModels: Readonly<Record<string, string>> = {
  openai: 'gpt-4o-mini-2024-07-18',
  'llama-cpp': 'hf:bartowski/Qwen2.5-3B-Instruct-GGUF:Q4_K_M',
}
/** A server of OpenAI's protocol has no usual place. */
const openAi = 'https://api.openai.com'

/** More than that nobody reads. */
const mostOffered = 6

/** `undefined`: the user wants to end. `choose`: left out where nobody can be asked. */
export async function chooseAnswerer(
  { engine, model }: Wanted,
  root: string,
  surroundings: Pick<Surroundings, 'env'>,
  choose: Choose | undefined,
): Promise<Chosen | undefined> {
  if (engine === 'rules') return rules(model, { kind: 'asked-for' })
  const wanted = engine ?? (model === undefined ? undefined : 'ollama')
  const found = await lookForModels(wanted ?? 'ollama', root, surroundings)
  if (model !== undefined && wanted !== undefined) return named(wanted, model, found)
  const best = found.find(({ models }) => models.length > 0)
  if (choose !== undefined && (best !== undefined || wanted === undefined)) return asked(found, wanted, choose)
  if (best !== undefined) return smallestAt(best)
  return wanted === undefined ? rules(undefined, { kind: 'nobody-there', found }) : notThereYet(wanted, found)
}

function named(engine: string, model: string, found: readonly FoundModels[]): Chosen {
  const holder = found.find(({ models }) => hasModel(models, model))
  const why: AnswererReason = holder === undefined ? { kind: 'not-there-yet', found } : { kind: 'asked-for' }
  return { answerer: answererOf(engine, model, (holder ?? found.find(({ all }) => all > 0))?.place), why }
}

/** As Ollama takes a name: without a tag the latest is meant. */
function hasModel(models: readonly ListedModel[], wanted: string): boolean {
  return models.some(({ name }) => name === wanted || name === `${wanted}:latest`)
}

function smallestAt(at: FoundModels): Chosen {
  return { answerer: answererOf(at.engine, at.models[0]?.name ?? usualModel, at.place), why: { kind: 'smallest', at } }
}

function notThereYet(engine: string, found: readonly FoundModels[]): Chosen {
  return {
    answerer: answererOf(engine, usualModels[engine] ?? usualModel, undefined),
    why: { kind: 'not-there-yet', found },
  }
}

function rules(model: string | undefined, why: AnswererReason): Chosen {
  return { answerer: { engine: 'rules', model: model ?? usualModel }, why }
}

function answererOf(engine: string, model: string, place = openAi): Answerer {
  return { engine, model, ...(engine === 'openai' ? { baseUrl: place } : {}) }
}

async function asked(
  found: readonly FoundModels[],
  wanted: string | undefined,
  choose: Choose,
): Promise<Chosen | undefined> {
  const offers = found
    .flatMap((at) => at.models.map((model) => ({ at, model })))
    .slice(0, mostOffered)
    .map(({ at, model }, index) => ({
      choice: modelChoice(`${index}`, model, at),
      chosen: { answerer: answererOf(at.engine, model.name, at.place), why: { kind: 'asked-for' } } as const,
    }))
  const others =
    wanted === undefined
      ? [
          { choice: rulesChoice, chosen: rules(undefined, { kind: 'asked-for' }) },
          ...(offers.length === 0 ? [{ choice: laterChoice(usualModel), chosen: notThereYet('ollama', found) }] : []),
        ]
      : []
  const all = [...offers, ...others]
  const value = await choose(whoAnswers(all.map(({ choice }) => choice)))
  return all.find(({ choice }) => choice.value === value)?.chosen
}
