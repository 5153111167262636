/** Loads a model in a process of its own, and says where it runs. */
import { onAbort } from '../../base/abort.js'
import type { Diagnostic } from '../../domain/diagnostic.js'
import {
  llamaCppCrashed,
  llamaCppCrashesOnLoad,
  llamaCppFails,
  modelNotRead,
  modelRunsOnCpu,
  modelRunsPartlyOnCpu,
  noBinary,
  notEnoughMemory,
} from '../../messages/llama-cpp.js'
import { CallFailed, type EngineOptions, type EnginePorts, EngineUnavailable } from '../engine.js'
import { needModelFiles, needPackage } from './identify.js'
import { binaryPackage } from './package.js'
import type { Loaded } from './protocol.js'
import { Crashed, NotLoaded, type Runner, startRunner } from './runner.js'
import type { LlamaCppSettings } from './settings.js'

/** A process that ends so often in a row while it loads a model will do so again. */
const crashesToBelieve = 2

/** Loads one. Throws as `Server.load`; when the signal is aborted the process is ended. */
export function makeModelLoad(settings: LlamaCppSettings, { gpu, say }: EngineOptions, ports: EnginePorts) {
  const said = new Set<string>()
  let crashes = 0

  function sayOnce(diagnostic: Diagnostic | undefined): void {
    if (diagnostic === undefined || said.has(diagnostic.message)) return
    said.add(diagnostic.message)
    say?.(diagnostic)
  }

  function failureOf(error: unknown, model: string, version: string): unknown {
    if (error instanceof NotLoaded) return new EngineUnavailable(whyNot(error, model, version), error)
    if (!(error instanceof Crashed)) return error
    crashes += 1
    return crashes < crashesToBelieve
      ? new CallFailed(llamaCppCrashed(error.message), { mayPass: true, cause: error })
      : new EngineUnavailable(llamaCppCrashesOnLoad(model, error.message), error)
  }

  return async (model: string, signal: AbortSignal): Promise<Runner> => {
    signal.throwIfAborted()
    const { entry, version } = needPackage(ports)
    const { parts } = needModelFiles(model, settings, ports)
    const { threads, contextTokens, sequences, chatWrapper } = settings
    const runner = startRunner({ entry, modelPath: parts[0], gpu, threads, contextTokens, sequences, chatWrapper })
    const forget = onAbort(signal, () => void runner.end())
    try {
      const loaded = await runner.loaded
      crashes = 0
      sayOnce(noteOf(model, gpu, loaded))
      return runner
    } catch (error) {
      await runner.end()
      signal.throwIfAborted()
      throw failureOf(error, model, version)
    } finally {
      forget()
    }
  }
}

function whyNot({ why, message }: NotLoaded, model: string, version: string): Diagnostic {
  if (why === 'no-binary') return noBinary(`${binaryPackage()}@${version}`)
  if (why === 'memory') return notEnoughMemory(model, message)
  return why === 'model' ? modelNotRead(model, message) : llamaCppFails(message)
}

function noteOf(
  model: string,
  gpu: boolean | number,
  { gpu: found, layersOnGpu, layers }: Loaded,
): Diagnostic | undefined {
  if (gpu === false || gpu === 0) return undefined
  if (found === false || layersOnGpu === 0) return modelRunsOnCpu(model, gpu, found)
  return gpu === true && layersOnGpu < layers ? modelRunsPartlyOnCpu(model, layersOnGpu, layers, found) : undefined
}
