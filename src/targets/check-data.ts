import { type Diagnostic, errorsOf } from '../domain/diagnostic.js'
import type { Target } from '../domain/target.js'
import { cutGroups } from '../questions/cut.js'
import { loadFusion } from './fusion.js'
import { readInputs } from './read-inputs.js'
import type { MakeTools } from './target-kind.js'

/** The mistakes in the user's own files that a target reads; found before anything runs, so nothing is written on the way to them. */
export async function checkData(target: Target, read: MakeTools['read']): Promise<readonly Diagnostic[]> {
  if (target.kind === 'fusion') return errorsOf((await loadFusion(target, read)).diagnostics)
  if (target.kind !== 'cut') return []
  const { questions, diagnostics } = await readInputs(target.inputs, target.templates, read)
  return errorsOf([...diagnostics, ...(diagnostics.length > 0 ? [] : cutGroups(questions, target.rule).diagnostics)])
}
