/** Which targets are meant by the names that a user gives? */
import { UserError } from '../domain/diagnostic.js'
import type { FusionTarget } from '../domain/target.js'
import { unknownTarget } from '../messages/targets.js'
import { aliasesOf } from '../plan/select.js'
import type { JudgedTarget } from './judge-project.js'

/** The targets that answer to a name, as `build` understands it; none where there is no such name. */
export function targetsCalled(name: string, judged: readonly JudgedTarget[]): readonly JudgedTarget[] {
  return judged.filter((each) => namesOf(each).includes(name))
}

/** Of all names; throws `UserError` with every name that nothing answers to. */
export function needTargets(names: readonly string[], judged: readonly JudgedTarget[]): readonly JudgedTarget[] {
  const unknown = names.filter((name) => targetsCalled(name, judged).length === 0)
  if (unknown.length > 0) throw new UserError(unknown.map((name) => unknownTarget(name, namesOfAll(judged))))
  return names.flatMap((name) => targetsCalled(name, judged))
}

/** Every name that something answers to, sorted. */
export function namesOfAll(judged: readonly JudgedTarget[]): readonly string[] {
  return [...new Set(judged.flatMap(namesOf))].sort()
}

function namesOf({ target, outputs }: JudgedTarget): readonly string[] {
  const ofCut = target.kind === 'cut' ? outputs.flatMap(({ path, group }) => [path, `group:${group}`]) : []
  return [...aliasesOf(target), ...ofCut]
}

/** The groups with one of these names, or of these keys; no names: all. Throws `UserError` for a name that none has. */
export function groupsNamed(all: readonly FusionTarget[], names: readonly string[]): readonly FusionTarget[] {
  const known = new Set(all.flatMap(({ group, rule }) => [group, rule.key]))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) throw new UserError(unknown.map((name) => unknownTarget(name, [...known])))
  return names.length === 0 ? all : all.filter(({ group, rule }) => names.includes(group) || names.includes(rule.key))
}
