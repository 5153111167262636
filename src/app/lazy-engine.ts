/** The engine of a build: who is asked, and when it is opened. */
import { join } from 'node:path'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Engine, Server } from '../engines/engine.js'
import { type Lanes, makeLanes } from '../run/lanes.js'
import type { ModelWatch } from '../run/model-watch.js'
import { makePaceMeter, type PaceMeter } from '../run/pace-meter.js'
import type { BuildParts } from '../run/parts.js'
import { addPaces } from '../store/paces.js'
import { confirmModels } from './confirm-models.js'
import { enginePorts } from './engine-ports.js'
import { engineKindOf, type Identities, modelOfEngine, modelsOf } from './identities.js'
import { pacesFile } from './layout.js'
import type { Surroundings } from './surroundings.js'

/** Opened by the first call, or to confirm answers of a build before: what is wholly stored needs no server. */
export function lazyEngine(
  root: string,
  parts: BuildParts,
  identities: Identities,
  surroundings: Surroundings,
  watch: ModelWatch,
  grace: AbortSignal,
) {
  const kind = engineKindOf(parts.project)
  const meter = makePaceMeter(surroundings.clock)
  const settings = parts.project.engine
  const ports = enginePorts(root, surroundings, { write: true })
  const say = (diagnostic: Diagnostic) => parts.emit({ kind: 'diagnostic', diagnostic })
  let opened: Promise<Engine> | undefined
  let lanes: Promise<Lanes> | undefined

  const engine = async () =>
    (opened ??= kind.open(settings, { gpu: parts.project.gpu, models: modelsOf(parts.project), say }, ports))

  /** Nobody is to be asked: all that is wanted is which servers there are, and none of several may answer. */
  async function unseen(): Promise<readonly Server[]> {
    const { servers, close } = await kind.open(settings, { gpu: parts.project.gpu }, ports)
    await close()
    return servers
  }

  async function openLanes(): Promise<Lanes> {
    await confirmModels(parts.project, identities, ports)
    const { servers } = await engine()
    if (!identities.isOfNow) await watch.takeOver(servers, true)
    const { clock, random } = surroundings
    const patience = kind.patience?.(settings) ?? { retries: 0 }
    const mayMove = servers.some(({ identify }) => identify !== undefined)
    return makeLanes(
      servers.map((server) => meter.on(patientUntil(grace, server))),
      { ...patience, clock, random, say, hasLoaded: watch.hasLoaded, ...(mayMove ? { confirm: watch.confirm } : {}) },
    )
  }

  return {
    lanes: async () => (lanes ??= openLanes()),
    servers: async () => (identities.isOfNow ? (await engine()).servers : unseen()),
    close: async () => {
      await lanes?.then((open) => open.close()).catch(() => {})
      await opened?.then((open) => open.close()).catch(() => {})
      keepPaces(root, parts, meter)
    },
  }
}

/** For `plan` to estimate by. What costs nothing is not worth an estimate. */
function keepPaces(root: string, { project }: BuildParts, meter: PaceMeter): void {
  const { isFree, name } = engineKindOf(project)
  if (isFree === true) return
  addPaces(
    join(root, pacesFile),
    new Map([...meter.measured()].map(([model, pace]) => [modelOfEngine(name, model), pace])),
  )
}

/** A call that is under way is ended by the end of the grace alone: it is paid for. */
function patientUntil(grace: AbortSignal, server: Server): Server {
  return { ...server, complete: (request) => server.complete(request, grace) }
}
