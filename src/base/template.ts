/**
 * Templates: Liquid, in a fixed subset without side effects.
 *
 * Plain templates (text and `{{ a.b }}`) are compiled here; anything else loads liquidjs. Inserted text is never evaluated again.
 */
export type Scope = Readonly<Record<string, unknown>>
export type Render = (scope: Scope) => string

export interface TemplateText {
  readonly text: string
  readonly kind: 'plain' | 'liquid'
}

/** What is wrong in a template, with its place in the template's text (UTF-16 units). */
export class TemplateProblem extends Error {
  override readonly name = 'TemplateProblem'
  readonly offset: number
  readonly length: number
  readonly hint: string | undefined

  constructor(message: string, at: { offset: number; length: number; hint?: string }) {
    super(message)
    this.offset = at.offset
    this.length = at.length
    this.hint = at.hint
  }
}

/** Thrown by a render: the template prints a variable that has no value. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue'
  /** The dotted path: "a1", "row1.level". */
  readonly path: string

  constructor(path: string) {
    super(`"${path}" has no value`)
    this.path = path
  }
}
