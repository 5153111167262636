/** llama.cpp: the half that makes calls. One server: the process that it runs in. */
import type { Engine, EngineOptions, EnginePorts } from '../engine.js'
import { identifyFiles } from './identify.js'
import { makeModelLoad } from './load.js'
import { makeProcessOfModel } from './process-of-model.js'
import { makeServer } from './server.js'
import type { LlamaCppSettings } from './settings.js'

/** Nothing is started, or even looked for, before the first load or completion. */
export function openLlamaCpp(settings: LlamaCppSettings, options: EngineOptions, ports: EnginePorts): Engine {
  const processOfModel = makeProcessOfModel(makeModelLoad(settings, options, ports))
  const identify = async (models: readonly string[]) => identifyFiles(settings, models, ports)
  return {
    servers: [{ ...makeServer(settings, processOfModel), identify }],
    close: async () => processOfModel.close(),
  }
}
