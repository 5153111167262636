/** For sorting texts as `sort()` does without a comparison, whatever the system's language. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
