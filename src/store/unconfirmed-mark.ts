/** Is there something to confirm? A file says so, for a build with nothing to do, which opens no database. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the mark of a store lies. */
export const unconfirmedMarkIn = (store: string) => join(store, 'unconfirmed')

/** Whether the last one who closed the store left answers that nobody could confirm. */
export function isMarkedUnconfirmed(store: string): boolean {
  return existsSync(unconfirmedMarkIn(store))
}

/** Set before there is anything to confirm, and taken away by who closes the store and knows that all is: whoever is killed leaves it. */
export function markUnconfirmed(store: string, isSo: boolean): void {
  if (isSo) writeFileSync(unconfirmedMarkIn(store), '')
  else if (isMarkedUnconfirmed(store)) rmSync(unconfirmedMarkIn(store), { force: true })
}
