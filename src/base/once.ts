/** What `make` gives, made when it is first asked for, and the same ever after: a promise, too. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
