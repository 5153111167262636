/** Runs `work` on an open file. What the system refuses of a descriptor names no path: it is added, since it is what a user can look at. */
export function atPath<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && 'code' in error) (error as NodeJS.ErrnoException).path ??= path
    throw error
  }
}
