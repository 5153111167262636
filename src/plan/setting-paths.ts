import type { Target } from '../domain/target.js'
import { unreachable } from '../base/unreachable.js'

type Keys = readonly string[]

/**
 * Where a config may say what stands under this name in a target's components: keys on the way to it, the one that has the last word
 * first. `inside`: the way to the value inside the component.
 */
export function settingPaths(component: string, inside: Keys, target: Target): readonly Keys[] {
  const [kind = '', ...rest] = component.replace(/ \((?:en|fr)\)$/, '').split(':')
  const name = rest.join(':')
  switch (target.kind) {
    case 'source':
      return withShorter(['sources', target.source.name], [['faker', name], [name]], inside)
    case 'cut': {
      const { origin, key } = target.rule
      const source = origin.kind === 'source' ? origin.source : ''
      if (name === 'cut') return ['size', 'buckets', 'by', 'source'].map((each) => ['groups', key, each])
      return [...withShorter(['groups', key], [[name]], inside), ...withShorter(['sources', source], [[name]], inside)]
    }
    case 'fusion':
      return kind === 'template'
        ? templatePaths(name, inside, target.rule.key)
        : recipePaths(name, inside, target.rule.key)
    case 'merged':
      return [['groups']]
    default:
      return unreachable(target)
  }
}

/** The settings themselves, and what they stand in. */
function withShorter(before: Keys, middles: readonly Keys[], inside: Keys): readonly Keys[] {
  const whole = middles.map((middle) => [...before, ...middle])
  return inside.length === 0 ? whole : [...whole.map((keys) => [...keys, ...inside]), ...whole]
}

function inGroupOrProject(group: string, keys: readonly Keys[]): readonly Keys[] {
  return [...keys.map((each) => ['groups', group, ...each]), ...keys]
}

function templatePaths(variant: string, inside: Keys, group: string): readonly Keys[] {
  const part = inside[0] ?? 'prompt'
  const own = inGroupOrProject(group, [
    ['variants', variant, part],
    ['variants', variant],
  ])
  return [...own, ...(part === 'system' ? inGroupOrProject(group, [['system']]) : []), ['prompts'], ['variants']]
}

function recipePaths(name: string, inside: Keys, group: string): readonly Keys[] {
  const [, part = '', variant] = /^(sampling|checks|style|model) of (.*)$/.exec(name) ?? []
  if (name === 'context_tokens') return [['engine', 'context_tokens'], ['engine']]
  if (name === 'body') return [['engine', 'body', ...inside], ['engine', 'body'], ['engine']]
  if (variant === undefined) {
    const keys = inside.length === 0 ? [[name]] : [[name, ...inside], [name]]
    return inGroupOrProject(group, keys)
  }
  const below = part === 'sampling' ? inside : [part, ...inside] // it holds `sampling` and `retry`
  const levels = [below, below.slice(0, 1)]
  return inGroupOrProject(group, [
    ...levels.map((keys) => ['variants', variant, ...keys]),
    ...levels,
    ['variants', variant],
  ]).filter((keys) => keys.length > 0)
}
