/** Why a target runs: a closed set. Root causes come first, repeats are collapsed when printed. */
export type Reason =
  | { readonly kind: 'never-built' }
  | { readonly kind: 'input-changed'; readonly input: string }
  | { readonly kind: 'input-set-changed'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: 'config-changed'; readonly key: string }
  | { readonly kind: 'template-changed'; readonly variant: string }
  | { readonly kind: 'model-changed'; readonly model: string; readonly from: string; readonly to: string }
  | { readonly kind: 'semantics-changed'; readonly what: string; readonly from: string; readonly to: string }
  | { readonly kind: 'output-missing'; readonly path: string }
  | { readonly kind: 'output-modified'; readonly path: string }
  /** `isPartial`: its output is what there was of it, without these cells. */
  | { readonly kind: 'incomplete'; readonly failedCells: number; readonly isPartial?: true }
  | { readonly kind: 'forced' }

/**
 * What is known of a target whose inputs are settled. While they are not, `plan` calls it maybe; below a failed target it is
 * blocked, and never started.
 */
export type Verdict = { readonly kind: 'fresh' } | { readonly kind: 'stale'; readonly reasons: readonly Reason[] }
