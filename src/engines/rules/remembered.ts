/**
 * `make`, remembering what it returned for the last keys: at most `limit` of them, the least recently used goes first.
 * A pair is asked for in eleven styles, and a question comes in as many pairs as its group has others.
 */
export function remembered<Value>(limit: number, make: (key: string) => Value): (key: string) => Value {
  const kept = new Map<string, Value>()
  return (key) => {
    const known = kept.get(key)
    if (known !== undefined) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const made = make(key)
    kept.set(key, made)
    if (kept.size > limit) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest)
        break
      }
    }
    return made
  }
}
