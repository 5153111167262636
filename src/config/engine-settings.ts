import type { Place } from '../domain/place.js'
import type { EngineSettings } from '../domain/project.js'
import type { EngineKind } from '../engines/engine.js'
import { settingNeeded } from '../messages/config-shape.js'
import * as say from '../messages/config.js'
import type { Reading } from './reading.js'
import { child, childScalar, placeOf, toJson } from './tree.js'

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
  const name = override ?? written
  checkName(reading, written, scalar === undefined ? undefined : placeOf(file, scalar.span))
  const kind = input.catalogues.engines.find((one) => one.name === name)
  const given = node?.kind === 'map' && name === written ? (toJson(node) as object) : {}
  const settings = { kind: name, ...defaultsOf(kind), ...given }
  for (const [setting, examples] of Object.entries(kind?.needs ?? {})) {
    const place = scalar === undefined ? undefined : placeOf(file, scalar.span)
    if (!(setting in settings)) report(settingNeeded(name, setting, examples, place))
  }
  return { settings, kind }
}

/** `place`: where the config says `written`; `undefined`: it does not. */
function checkName({ input, report }: Reading, written: string, place: Place | undefined): void {
  const { engine: override } = input.overrides
  const known = input.catalogues.engines.map(({ name }) => name)
  if (place !== undefined && !known.includes(written)) report(say.unknownEngine(written, known, place))
  if (override !== undefined && !known.includes(override)) report(say.unknownEngine(override, known, undefined))
}

function defaultsOf(kind: EngineKind | undefined): Readonly<Record<string, unknown>> {
  const settings = Object.entries(kind?.settings ?? {})
  return Object.fromEntries(
    settings.flatMap(([name, schema]) => (schema['default'] === undefined ? [] : [[name, schema['default']]])),
  )
}
