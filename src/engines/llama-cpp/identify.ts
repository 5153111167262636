/**
 * Who answers? The bytes of the model's files, the release of llama.cpp, and how messages are written down for the model.
 *
 * Runs in a build with nothing to do: it loads no native code, and files that have not changed are not read.
 */
import { basename } from 'node:path'
import { digestOfFile } from '../../base/digest-of-file.js'
import { digestOfFrames } from '../../base/hash.js'
import { nearest } from '../../base/nearest.js'
import type { Identity } from '../../domain/completion.js'
import { llamaCppNotInstalled, modelFileMissing, modelPartsMissing, modelNotHere } from '../../messages/llama-cpp.js'
import { type EnginePorts, EngineUnavailable } from '../engine.js'
import {
  findModelFiles,
  isHuggingFaceName,
  type ModelFiles,
  type ModelPlaces,
  modelsFolderOf,
  modelsIn,
} from './model-files.js'
import { binaryPackage, findPackage, type NativePackage } from './package.js'
import type { LlamaCppSettings } from './settings.js'

/** One identity for each model. Throws `EngineUnavailable` where the package or a model is not there. */
export async function identifyFiles(
  settings: LlamaCppSettings,
  models: readonly string[],
  ports: EnginePorts,
): Promise<ReadonlyMap<string, Identity>> {
  const { version } = needPackage(ports)
  const identities = new Map<string, Identity>()
  for (const model of models) identities.set(model, await identityOf(model, version, settings, ports))
  return identities
}

/** Throws `EngineUnavailable` where node-llama-cpp is not installed. */
export function needPackage({ root = '' }: EnginePorts): NativePackage {
  const found = findPackage(root)
  if (found === undefined) throw new EngineUnavailable(llamaCppNotInstalled(binaryPackage()))
  return found
}

/** The files of a model, all of them there. */
export function needModelFiles(name: string, settings: LlamaCppSettings, { root = '' }: EnginePorts): ModelFiles {
  const places: ModelPlaces = { root, modelsFolder: modelsFolderOf(root, settings.modelsFolder) }
  const files = findModelFiles(name, places)
  if (files === undefined)
    throw new EngineUnavailable(absenceOf(name, places, settings), undefined, { isModelMissing: true })
  if (files.missing.length > 0) {
    const diagnostic = modelPartsMissing(
      name,
      files.missing.map((path) => basename(path)),
      files.parts.length,
    )
    throw new EngineUnavailable(diagnostic, undefined, { isModelMissing: true })
  }
  return files
}

function absenceOf(name: string, { root, modelsFolder }: ModelPlaces, settings: LlamaCppSettings) {
  if (isHuggingFaceName(name)) return modelNotHere(name, modelsFolder, settings.modelsFolder)
  return modelFileMissing(name, nearest(basename(name), [...modelsIn(root), ...modelsIn(modelsFolder)]))
}

async function identityOf(
  model: string,
  version: string,
  settings: LlamaCppSettings,
  ports: EnginePorts,
): Promise<Identity> {
  const { parts } = needModelFiles(model, settings, ports)
  const digestOf = ports.digestOf ?? digestOfFile
  const digests: string[] = []
  for (const part of parts) {
    const digest = await digestOf(part)
    if (digest === undefined)
      throw new EngineUnavailable(modelFileMissing(model, undefined), undefined, { isModelMissing: true })
    digests.push(digest)
  }
  const [first = ''] = digests
  const digest = digests.length === 1 ? first : digestOfFrames(digests)
  const wrapper = settings.chatWrapper === 'auto' ? '' : ` chat_wrapper ${settings.chatWrapper}`
  return {
    id: `llama-cpp ${digest} node-llama-cpp ${version}${wrapper}`,
    label: `${basename(parts[0])} (${digest.slice(0, 12)}, node-llama-cpp ${version}${wrapper})`,
  }
}
