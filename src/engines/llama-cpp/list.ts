/** GGUF files of this machine, for people: in the project's folder, and where models are pulled to. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject } from '../../base/json.js'
import type { ListedModel, ModelPlace } from '../../domain/listed-model.js'
import type { EnginePorts } from '../engine.js'
import { isFurtherPart, modelsFolderOf, modelsIn, partsOf } from './model-files.js'
import { findPackage } from './package.js'
import type { LlamaCppSettings } from './settings.js'

/** A folder without such files is no place, but for the one that models are looked for in where the config asks llama.cpp. */
export async function listPlaces(
  { modelsFolder }: LlamaCppSettings,
  { root = '' }: EnginePorts,
): Promise<readonly ModelPlace[]> {
  const folders = new Set([root, modelsFolderOf(root, modelsFolder)])
  const readHead = await headReader(root)
  const places = [...folders].map(async (folder): Promise<ModelPlace> => {
    const models = modelsIn(folder).filter((name) => !isFurtherPart(name))
    return { place: folder, models: await Promise.all(models.map(async (name) => listed(folder, name, readHead))) }
  })
  return (await Promise.all(places)).filter(({ models }) => models.length > 0)
}

export type ReadHead = (path: string) => Promise<unknown>

async function listed(folder: string, name: string, readHead: ReadHead | undefined): Promise<ListedModel> {
  const path = join(folder, name)
  const sizeBytes = partsOf(path).parts.reduce((sum, part) => sum + sizeOf(part), 0)
  return { name, sizeBytes, ...toldIn(await readHead?.(path).catch(() => undefined)) }
}

/** 0: a part that is missing. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** The head of a GGUF file is read by node-llama-cpp, where it is installed: no native code is needed for that. */
export async function headReader(root: string): Promise<ReadHead | undefined> {
  const found = findPackage(root)
  const native: unknown = found === undefined ? undefined : await import(found.entry).catch(() => undefined)
  const read = isModule(native) ? native['readGgufFileInfo'] : undefined
  if (typeof read !== 'function') return undefined
  const options = { readTensorInfo: false, sourceType: 'filesystem', logWarnings: false, spliceSplitFiles: false }
  return async (path) => (read as (path: string, options: object) => Promise<unknown>)(path, options)
}

function isModule(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** `<architecture>.context_length`; a template that knows of thinking is of a model that can. */
export function toldIn(head: unknown): Pick<ListedModel, 'contextTokens' | 'thinks'> {
  const metadata = isModule(head) ? head['metadata'] : undefined
  if (!isJsonObject(metadata)) return {}
  const { general, tokenizer } = metadata
  const architecture = isJsonObject(general) ? general['architecture'] : undefined
  const own = typeof architecture === 'string' ? metadata[architecture] : undefined
  const context = isJsonObject(own) ? own['context_length'] : undefined
  const template = isJsonObject(tokenizer) ? tokenizer['chat_template'] : undefined
  return {
    ...(typeof context === 'number' ? { contextTokens: context } : {}),
    ...(typeof template === 'string' ? { thinks: /<think>|enable_thinking/.test(template) } : {}),
  }
}
