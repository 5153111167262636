/** The name that a dotted path begins with: "row1.level" → "row1". */
export const rootOf = (path: string): string => path.split('.', 1)[0] ?? path
