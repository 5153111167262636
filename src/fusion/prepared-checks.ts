/** What is a text held to? The checks that a config asks for, ready to judge. */
import type { JsonValue } from '../base/json.js'
import type { Candidate, Check } from '../checks/check.js'
import type { Checks } from '../domain/project.js'

export interface PreparedChecks {
  readonly all: readonly PreparedCheck[]
  /** Everything about them that may change a verdict: names, versions and parameters. */
  readonly said: JsonValue
}

export interface PreparedCheck {
  readonly name: string
  /** Why the text fails; `undefined`: it passes. */
  readonly judge: (candidate: Candidate) => string | undefined
}

export function prepareChecks(given: Checks, catalogue: readonly Check[]): PreparedChecks {
  const prepared = catalogue.flatMap((check) => {
    const parameter = given[check.name] ?? false
    if (parameter === false) return []
    return [{ name: check.name, version: check.version, parameter, judge: check.prepare(parameter) }]
  })
  return {
    all: prepared.map(({ name, judge }) => ({ name, judge })),
    said: prepared.map(({ name, version, parameter }) => [name, version, parameter]),
  }
}
