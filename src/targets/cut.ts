import { hasErrors, UserError } from '../domain/diagnostic.js'
import { type CutTarget, noTally } from '../domain/target.js'
import { cutGroups, groupText } from '../questions/cut.js'
import { readInputs } from './read-inputs.js'
import type { Staged } from './staged.js'
import type { TargetKind } from './target-kind.js'

/** The questions of a source, cut into groups: a file each, to read and to diff. */
export const cut: TargetKind<CutTarget> = {
  kind: 'cut',
  make: async (target, tools) => {
    const { questions, diagnostics } = await readInputs(target.inputs, target.templates, tools.read)
    const { groups, diagnostics: ofCut } = cutGroups(questions, target.rule)
    const all = [...diagnostics, ...ofCut]
    if (hasErrors(all)) throw new UserError(all)
    tools.warn(all)
    const files = groups.map(({ name, questions: ofGroup }): Staged => {
      const path = target.outputOf(name)
      const writer = tools.create(path)
      for (const chunk of groupText(ofGroup)) writer.write(chunk)
      return { path, writer, records: ofGroup.length, group: name, isOutput: true }
    })
    return { kind: 'made', files, tally: { ...noTally, records: questions.length } }
  },
}
