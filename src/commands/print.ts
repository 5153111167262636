import type { Terminal } from './terminal.js'

/** What a command has found, on stdout: one JSON document under `--json`, else lines for people. */
export function print(
  found: object,
  lines: () => readonly string[],
  { json }: { readonly json?: boolean },
  { out }: Pick<Terminal, 'out'>,
): void {
  if (json === true) out(`${JSON.stringify(found, undefined, 2)}\n`)
  else for (const line of lines()) out(`${line}\n`)
}
