/** Ollama: the half that makes calls. A server for each host. */
import type { Diagnostic } from '../../domain/diagnostic.js'
import { serverLeftOut } from '../../messages/engine-state.js'
import type { Engine, EngineOptions } from '../engine.js'
import type { HostPlace } from './hosts.js'
import { agreedOn, isSilence, lookAt } from './identify.js'
import { openServer, type OpenServer } from './server.js'
import type { OllamaSettings } from './settings.js'

/** A host that needs longer than this to list its models is one that does not answer. */
const lookDeadlineMs = 5_000

/** An engine for these hosts. Throws `EngineUnavailable` where none of several has the models, or where two differ in one. */
export async function openOllama(
  places: readonly HostPlace[],
  settings: OllamaSettings,
  options: EngineOptions,
): Promise<Engine> {
  const told = { ...options, say: sayingOnce(options) }
  const opened = await able(places, settings, told)
  return {
    servers: opened.map(({ server }) => server),
    async close() {
      await Promise.all(opened.map(async ({ close }) => close()))
    },
  }
}

/** One host is not looked at: its first call shows what it has. Of several, those that cannot answer are left out. */
async function able(
  places: readonly HostPlace[],
  settings: OllamaSettings,
  options: Required<Pick<EngineOptions, 'say'>> & EngineOptions,
): Promise<readonly OpenServer[]> {
  const { models, say } = options
  const openAll = (isSilent: (place: HostPlace) => boolean, of = places) =>
    of.map((place) => openServer(place, settings, { ...options, isSilent: isSilent(place) }))
  if (places.length === 1 || models === undefined) return openAll(() => false)
  const looks = await lookAt(
    places.map(({ host }) => host),
    models,
    lookDeadlineMs,
  )
  agreedOn(looks)
  const errors = new Map(looks.map(({ host, error }) => [host, error?.diagnostic]))
  const isSilent = ({ host }: HostPlace) => isSilence(errors.get(host)?.code ?? '')
  const isUnfit = (place: HostPlace) => errors.get(place.host) !== undefined && !isSilent(place)
  for (const place of places) {
    const why = errors.get(place.host)
    if (why !== undefined && isUnfit(place)) say(serverLeftOut(why))
  }
  return openAll(
    isSilent,
    places.filter((place) => !isUnfit(place)),
  )
}

/** What several servers have to say alike (of a cloud model) is said by the first. */
function sayingOnce({ say }: EngineOptions): (diagnostic: Diagnostic) => void {
  const said = new Set<string>()
  return (diagnostic) => {
    if (said.has(diagnostic.message)) return
    said.add(diagnostic.message)
    say?.(diagnostic)
  }
}
