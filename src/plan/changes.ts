/**
 * What is behind the reasons of a target: the components and inputs of its last good build against today's, by name.
 * Pure: where a setting stands in the config is handed in.
 */
import { jsonDifferences } from '../base/json-difference.js'
import type { JsonValue } from '../base/json.js'
import { parseJson } from '../base/json.js'
import type { Change, Difference } from '../domain/explanation.js'
import type { FindSetting, Place } from '../domain/place.js'
import type { Reason } from '../domain/reason.js'
import type { Components, Target } from '../domain/target.js'
import { unreachable } from '../base/unreachable.js'
import { differenceAt } from './difference-at.js'
import { settingPaths } from './setting-paths.js'

export interface Before {
  /** `undefined`: nobody knows any more. */
  readonly components: Components | undefined
  readonly inputs: Readonly<Record<string, string>>
  /** path → digest */
  readonly outputs: Readonly<Record<string, string>>
}

export interface ChangeParts {
  readonly target: Target
  readonly before: Before | undefined
  readonly findSetting: FindSetting
  /** What lies at a path now. */
  digestOf(path: string): string | undefined
}

/** In the order of the reasons. */
export function changesOf(reasons: readonly Reason[], parts: ChangeParts): readonly Change[] {
  return reasons.map((reason) => ({ reason, differences: differencesOf(reason, parts) }))
}

function differencesOf(reason: Reason, parts: ChangeParts): readonly Difference[] {
  const { target, before, findSetting, digestOf } = parts
  switch (reason.kind) {
    case 'config-changed':
      return ofComponent(`config:${reason.key}`, parts)
    case 'template-changed':
      return ofComponent(`template:${reason.variant}`, parts)
    case 'model-changed':
    case 'semantics-changed':
      return [differenceAt('', { from: reason.from || undefined, to: reason.to || undefined })]
    case 'input-changed': {
      const now = target.inputs.find(({ name }) => name === reason.input)?.digest
      return [differenceAt('', { from: before?.inputs[reason.input], to: now })]
    }
    case 'output-modified':
      return [differenceAt('', { from: before?.outputs[reason.path], to: digestOf(reason.path) })]
    case 'input-set-changed': {
      const place = findSetting(target.kind === 'merged' ? [['groups']] : settingPaths('files', [], target))
      return place === undefined ? [] : [{ part: '', place }]
    }
    case 'never-built':
    case 'output-missing':
    case 'incomplete':
    case 'forced':
      return []
    default:
      return unreachable(reason)
  }
}

function ofComponent(name: string, { target, before, findSetting }: ChangeParts): readonly Difference[] {
  if (before?.components === undefined) return []
  const [from, to] = [before.components[name], target.components[name]].map(valueOf)
  return jsonDifferences(from, to).map((difference) => {
    const place =
      placeOfPrompt(name, difference.path, target) ?? findSetting(settingPaths(name, difference.path, target))
    return differenceAt(difference.path.join('.'), difference, place)
  })
}

/** Some components are JSON, and some are the text itself. */
function valueOf(component: string | undefined): JsonValue | undefined {
  if (component === undefined) return undefined
  return (
    ((/^[[{"\d]|^(?:null|true|false)$/.test(component) ? parseJson(component) : undefined) as JsonValue) ?? component
  )
}

/** A prompt may stand in a file of its own. */
function placeOfPrompt(component: string, inside: readonly string[], target: Target): Place | undefined {
  const variant = /^template:(\w+)/.exec(component)?.[1]
  const part = inside[0]
  if (variant === undefined || target.kind !== 'fusion' || (part !== 'prompt' && part !== 'system')) return undefined
  for (const { variants } of Object.values(target.rule.recipes)) {
    const place = variants.find(({ name }) => name === variant)?.[part].place
    if (place !== undefined) return place
  }
  return undefined
}
