/** Ends every switch over a closed set: the compiler says when a member was forgotten. */
export function unreachable(value: never): never {
  return bug(`no case for ${JSON.stringify(value)}`)
}

/** What can only be our own mistake; the command line turns it into exit code 70. */
export function bug(what: string): never {
  throw new Error(`fusionkit bug: ${what}. Please report it, with this trace.`)
}
