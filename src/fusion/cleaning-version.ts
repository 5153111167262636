/**
 * Raised when the same reply would be cleaned otherwise: texts are then made again from the stored completions.
 * A file of its own, since a build with nothing to do reads it, and needs none of the patterns of clean.ts.
 */
export const cleaningVersion = 1
