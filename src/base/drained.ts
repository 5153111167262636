/** Runs what yields to its end, for what it does on the way and not for what it yields. */
export async function drained(steps: AsyncIterator<unknown>): Promise<undefined> {
  while ((await steps.next()).done !== true);
}
