/** Keeps nothing: what is put into a store that is open for reading. */
export const keepNothing = () => Promise.reject(new Error('a store that is open for reading keeps nothing'))

/** A shelf of a store where there is none. */
export const emptyShelf = { get: () => undefined, put: keepNothing, size: () => 0 } as const
