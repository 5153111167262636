import type { EngineSettings } from '../domain/project.js'
import type { EngineKind } from '../engines/engine.js'
import * as say from '../messages/config.js'
import type { Reading } from './reading.js'
import { child, childScalar, placeOf, toJson } from './tree.js'

const comingEngines = new Set(['openai'])
const defaultEngine = 'ollama'

export interface ChosenEngine {
  readonly settings: EngineSettings
  /** `undefined`: it is not known, which is said. */
  readonly kind: EngineKind | undefined
}

/** The engine of the config, or the one that the command line says instead; with its defaults filled in. */
export function readEngine(reading: Reading): ChosenEngine {
  const { file, input, report, root } = reading
  const { engine: override } = input.overrides
  const node = child(root, 'engine')
  const scalar = node?.kind === 'map' ? childScalar(node, 'kind') : node?.kind === 'scalar' ? node : undefined
  const written = scalar === undefined ? defaultEngine : String(scalar.value)
  const known = input.catalogues.engines.map(({ name }) => name)
  const name = override ?? written
  if (scalar !== undefined && !known.includes(written)) {
    const place = placeOf(file, scalar.span)
    if (!comingEngines.has(written)) report(say.unknownEngine(written, known, place))
    else if (override === undefined) report(say.engineNotYet(written, known, place))
  }
  if (override !== undefined && !known.includes(override)) {
    report((comingEngines.has(override) ? say.engineNotYet : say.unknownEngine)(override, known, undefined))
  }
  const kind = input.catalogues.engines.find((one) => one.name === name)
  const given = node?.kind === 'map' && name === written ? (toJson(node) as object) : {}
  return { settings: { kind: name, ...defaultsOf(kind), ...given }, kind }
}

function defaultsOf(kind: EngineKind | undefined): Readonly<Record<string, unknown>> {
  const settings = Object.entries(kind?.settings ?? {})
  return Object.fromEntries(
    settings.flatMap(([name, schema]) => (schema['default'] === undefined ? [] : [[name, schema['default']]])),
  )
}
