import type { EngineSettings } from '../../../src/domain/project.js'
import type { Engine, EngineKind, EnginePorts } from '../../../src/engines/engine.js'
import type { Scene } from './stage.js'

/** How a scene opens its engine and asks who answers; `closeAll` closes whatever was opened. */
export function openingsOf(
  kind: EngineKind,
  settings: EngineSettings,
  ports: EnginePorts = { env: {} },
): Pick<Scene, 'open' | 'identify' | 'checkUp'> & { closeAll(): Promise<void> } {
  const opened: Engine[] = []
  return {
    open: async (more = {}) => {
      const engine = await kind.open({ ...settings, ...more }, { gpu: false }, ports)
      opened.push(engine)
      return engine
    },
    identify: async (models) => kind.identify(settings, models, ports, 5_000),
    checkUp: async (models) => (await kind.checkUp?.(settings, { models, gpu: false }, ports, 5_000)) ?? [],
    closeAll: async () => {
      for (const engine of opened) await engine.close()
    },
  }
}
