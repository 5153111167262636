/** How fit is this machine for llama.cpp? The package, the files of the models, and the GPU that it would use. No model is loaded. */
import { statSync } from 'node:fs'
import type { Check } from '../../domain/check-up.js'
import { checkOfDiagnostic, contextFits, contextTooSmall } from '../../messages/doctor-engines.js'
import {
  fileIsThere,
  llamaDoesNotStart,
  llamaRunsOn,
  packageIsThere,
  sequencesAtOnce,
} from '../../messages/doctor-llama-cpp.js'
import { llamaCppFails, noBinary } from '../../messages/llama-cpp.js'
import { type EngineOptions, type EnginePorts, EngineUnavailable } from '../engine.js'
import { needModelFiles, needPackage } from './identify.js'
import { headReader, type ReadHead, toldIn } from './list.js'
import { binaryPackage, type NativePackage } from './package.js'
import { Crashed, NotLoaded } from './runner.js'
import { seeMachine } from './see-machine.js'
import type { LlamaCppSettings } from './settings.js'

/** The driver of a GPU that sleeps takes some seconds to wake up. */
const longestLookMs = 10_000

export async function checkUpFiles(
  settings: LlamaCppSettings,
  { models, gpu }: Required<Pick<EngineOptions, 'gpu' | 'models'>>,
  ports: EnginePorts,
): Promise<readonly Check[]> {
  const found = unlessUnavailable(() => needPackage(ports))
  const readHead = await headReader(ports.root ?? '')
  const [ofPackage, ...ofModels] = await Promise.all([
    'problem' in found ? [checkOfDiagnostic('engine', found.problem)] : checksOfPackage(found.value, gpu),
    ...models.map(async (model) => checksOfModel(model, settings, ports, readHead)),
  ])
  return [...ofPackage, ...ofModels.flat(), sequencesAtOnce(settings.sequences)]
}

async function checksOfPackage({ entry, version }: NativePackage, gpu: boolean | number): Promise<readonly Check[]> {
  const isThere = packageIsThere(version)
  try {
    const seen = await seeMachine({ entry, gpu }, longestLookMs)
    return [isThere, llamaRunsOn(seen.gpu, seen.devices, gpu)]
  } catch (error) {
    if (error instanceof Crashed) return [isThere, llamaDoesNotStart(error.message)]
    if (!(error instanceof NotLoaded)) throw error
    const why = error.why === 'no-binary' ? noBinary(`${binaryPackage()}@${version}`) : llamaCppFails(error.message)
    return [isThere, checkOfDiagnostic('engine', why)]
  }
}

async function checksOfModel(
  model: string,
  settings: LlamaCppSettings,
  ports: EnginePorts,
  readHead: ReadHead | undefined,
): Promise<readonly Check[]> {
  const found = unlessUnavailable(() => needModelFiles(model, settings, ports))
  if ('problem' in found) return [checkOfDiagnostic('model', found.problem)]
  const { parts } = found.value
  const { contextTokens, thinks } = toldIn(await readHead?.(parts[0]).catch(() => undefined))
  const size = parts.reduce((sum, part) => sum + (statSync(part, { throwIfNoEntry: false })?.size ?? 0), 0)
  const wanted = settings.contextTokens
  return [
    fileIsThere(model, size, thinks),
    ...(contextTokens === undefined
      ? []
      : [contextTokens < wanted ? contextTooSmall(model, contextTokens, wanted) : contextFits(wanted)]),
  ]
}

type Found<Value> = { readonly value: Value } | { readonly problem: EngineUnavailable['diagnostic'] }

function unlessUnavailable<Value>(look: () => Value): Found<Value> {
  try {
    return { value: look() }
  } catch (error) {
    if (error instanceof EngineUnavailable) return { problem: error.diagnostic }
    throw error
  }
}
