/** What can be wrong in a template. `part`: of its text, as it stands there. */
export type TemplateFault =
  | { readonly kind: 'name-is-computed' | 'name-is-missing' | 'renders-too-much' | 'too-long' }
  | { readonly kind: 'no-such-filter' | 'no-such-tag'; readonly name: string }
  | { readonly kind: 'not-closed'; readonly opener: '{{' | '{%' }
  | { readonly kind: 'not-one-value' | 'not-readable' | 'not-workable'; readonly part: string }
  | {
      /** stray-tag: no tag before it that it belongs to. */
      readonly kind: 'branches-out-of-order' | 'stray-tag' | 'tag-not-closed' | 'tag-not-readable'
      readonly tag: string
    }

/** Where it is in the template's text, in UTF-16 units. */
export interface FaultSpan {
  readonly offset: number
  readonly length: number
}
