import { UserError } from '../domain/diagnostic.js'
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
