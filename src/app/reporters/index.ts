import type { BuildEvent } from '../../domain/event.js'
import type { Surroundings } from '../surroundings.js'
import { plainReporter } from './plain.js'

interface Streams {
  out(text: string): void
  err(text: string): void
  readonly color: boolean
  readonly surroundings: Surroundings
}

/** `--json`: the events themselves on stdout, one a line. Else lines for people, on stderr. */
export function reporterFor(
  json: boolean,
  merged: string,
  { out, err, color, surroundings }: Streams,
  again?: string,
): (event: BuildEvent) => void {
  if (json) return (event) => out(`${JSON.stringify(event)}\n`)
  return plainReporter({ write: err, color, now: () => surroundings.clock.now(), merged, again })
}
