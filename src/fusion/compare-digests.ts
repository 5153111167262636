/** For sorting. */
export const compareDigests = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
