/** What `fusionkit schema` says. */
import type { Diagnostic } from '../domain/diagnostic.js'
import { printable } from './printable.js'

export function isNoSchemaOfOurs(path: string): Diagnostic {
  return {
    code: 'not-a-schema',
    severity: 'error',
    message: `"${path}" is there, and is not a schema of fusionkit: it is left as it is.`,
    hint: 'Name another path, or move that file away.',
  }
}

/** What was done, and how an editor learns of it. */
export function schemaLines(path: string, done: 'written' | 'was-current'): string[] {
  const shown = printable(path)
  const modeline = `# yaml-language-server: $schema=${/^(\.{0,2}\/|[A-Za-z]:)/.test(shown) ? shown : `./${shown}`}`
  return done === 'was-current'
    ? [`${shown} is up to date`]
    : [
        `the schema → ${shown}`,
        `Editors use it for a config that begins with this line (with the path as seen from the config):`,
        `  ${modeline}`,
      ]
}
