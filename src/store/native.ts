/** Loads the native code of the database: rejects where there is none for this machine. Opens nothing. */
export async function loadNative(): Promise<void> {
  await import('lmdb')
}
