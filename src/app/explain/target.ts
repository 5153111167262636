/** Why is a target fresh, or not? Its last good build against today, and the way to the root causes. */
import { defined } from '../../base/defined.js'
import type { Cause, Change, ExplainedInput, ExplainedOutput, ExplainedTarget } from '../../domain/explanation.js'
import type { FindSetting } from '../../domain/place.js'
import type { TargetId } from '../../domain/target.js'
import { changesOf } from '../../plan/changes.js'
import { needsOf } from '../../plan/needs.js'
import { isoTime } from '../iso-time.js'
import type { JudgedProject, JudgedTarget } from '../judge-project.js'
import { lastTryOf } from '../last-try.js'

/** Explains targets of a project; what several have in common is worked out once. */
export function targetExplainer(project: JudgedProject, findSetting: FindSetting) {
  const { parts, targets } = project
  const byId = new Map(targets.map((each) => [each.target.id, each]))
  const changes = memoized((judged: JudgedTarget): readonly Change[] => {
    const { target, reasons, last, found } = judged
    const before = last && {
      components: parts.log.componentsOf(last),
      inputs: last.inputs,
      outputs: Object.fromEntries(last.outputs.map(({ path, digest }) => [path, digest])),
    }
    return changesOf(reasons, { target, before, findSetting, digestOf: (path) => found.get(path) })
  })

  const causes = memoized(({ target, reasons, waitsFor }: JudgedTarget): readonly Cause[] => {
    const readsOthers = reasons.some(({ kind }) => kind === 'input-changed' || kind === 'input-set-changed')
    if (!readsOthers && waitsFor.length === 0) return []
    const needed: readonly TargetId[] = waitsFor.length > 0 ? waitsFor : needsOf(target).targets
    return alike(needed.flatMap((id) => byId.get(id) ?? []).filter(({ state }) => state !== 'fresh'))
  })

  function alike(judged: readonly JudgedTarget[]): readonly Cause[] {
    const sets = new Map<string, { readonly targets: string[]; readonly cause: Omit<Cause, 'targets'> }>()
    for (const each of judged) {
      const cause = { state: each.state, changes: changes(each), causes: causes(each) }
      const key = JSON.stringify(cause)
      const known = sets.get(key)
      if (known === undefined) sets.set(key, { targets: [each.target.id], cause })
      else known.targets.push(each.target.id)
    }
    return [...sets.values()].map(({ targets: ids, cause }) => ({ targets: ids, ...cause }))
  }

  return (judged: JudgedTarget): ExplainedTarget => {
    const { target, state, last, unmade } = judged
    return {
      target: target.id,
      kind: target.kind,
      state,
      changes: changes(judged),
      causes: causes(judged),
      inputs: inputsOf(judged),
      outputs: outputsOf(judged),
      models: modelsOf(judged),
      ...(last === undefined
        ? {}
        : { lastBuilt: { ...(last.at === undefined ? {} : { at: isoTime(last.at) }), tally: last.tally } }),
      ...(unmade === undefined || state === 'fresh' ? {} : { lastTry: lastTryOf(unmade) }),
    }
  }
}

function inputsOf({ target, last }: JudgedTarget): readonly ExplainedInput[] {
  return target.inputs.map(({ name, path, digest }) => {
    const was = last?.inputs[name]
    return { name, path, digest, ...defined({ was }) }
  })
}

function outputsOf({ reasons, last, found }: JudgedTarget): readonly ExplainedOutput[] {
  const missing = new Set(reasons.flatMap((reason) => (reason.kind === 'output-missing' ? [reason.path] : [])))
  return (last?.outputs ?? []).map(({ path, digest, records }) => ({
    path,
    written: digest,
    records,
    ...(missing.has(path) ? {} : { now: found.get(path) ?? digest }),
  }))
}

function modelsOf({ target }: JudgedTarget): Readonly<Record<string, string>> {
  const models = Object.entries(target.components).filter(([name]) => name.startsWith('model:'))
  return Object.fromEntries(models.map(([name, id]) => [name.slice('model:'.length), id]))
}

function memoized<Of extends object, Value>(make: (of: Of) => Value): (of: Of) => Value {
  const known = new Map<Of, Value>()
  return (of) => {
    const value = known.get(of) ?? make(of)
    known.set(of, value)
    return value
  }
}
