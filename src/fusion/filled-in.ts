import { MissingValue, type Render, type Scope, TemplateProblem } from '../base/template.js'
import { UserError } from '../domain/diagnostic.js'
import type { Template } from '../domain/project.js'
import { templateCannotBeFilled } from '../messages/targets.js'
import { faultInWords, hasNoValue } from '../messages/template-faults.js'

/**
 * The text of a template. `owner`: whose, as a sentence calls it: 'the prompt of "fluid"'.
 * Throws `UserError` where a value is missing or cannot be worked with: a mistake in the data or the template, which stops the build.
 */
export function filledIn(render: Render, scope: Scope, owner: string, template: Template): string {
  try {
    return render(scope)
  } catch (error) {
    if (!(error instanceof MissingValue) && !(error instanceof TemplateProblem)) throw error
    const questions = [scope['q1'], scope['q2']].filter((question) => typeof question === 'string')
    const why = error instanceof MissingValue ? hasNoValue(error.path) : faultInWords(error.fault).message
    throw new UserError([templateCannotBeFilled(owner, why, questions, template.place)])
  }
}
