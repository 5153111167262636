/**
 * Runs `work` on a file of ours, and names that file in what the system refuses: an open file has no name for the system, and one that is
 * on its way has a name that says nothing to a user.
 */
export function atPath<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && 'code' in error) (error as NodeJS.ErrnoException).path = path
    throw error
  }
}
