/** The reason of a signal: what is under way is no longer what is wanted, and the next build begins at once. */
export class Superseded extends Error {
  override readonly name = 'Superseded'

  constructor() {
    super('an input was edited meanwhile: the next build goes on')
  }
}
