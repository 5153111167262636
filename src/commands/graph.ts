import type { ExitCode } from '../domain/diagnostic.js'
import { oneOf } from './arguments.js'
import { type Command, type ConfigFlags, configOptions, defaultConfig, overridesOf } from './command.js'
import type { Terminal } from './terminal.js'
import { warn } from './warn.js'

interface GraphFlags extends ConfigFlags {
  readonly format?: unknown
  readonly offline?: boolean
  readonly json?: boolean
}

const formats = ['text', 'mermaid', 'dot', 'json'] as const

/** More than a reader takes in, and than a diagram is laid out for. */
const mostNodes = 200

export const graph: Command = {
  define: (cli, run) => {
    const command = cli.command('graph [...targets]', 'Show what reads what, and in which state it is')
    for (const [flags, description] of configOptions) command.option(flags, description)
    command
      .option(`--format <${formats.join('|')}>`, 'What to show it as (default: text)')
      .option('--offline', 'Do not ask the engine who it is: the last known models stand in')
      .option('--json', 'One JSON document on stdout: the same as --format json')
      .example('  $ fusionkit graph                    as a tree')
      .example('  $ fusionkit graph animals            one target, and what it needs')
      .example('  $ fusionkit graph --format mermaid   for a page in Markdown')
      .example('  $ fusionkit graph --format dot | dot -Tsvg > graph.svg')
      .action((targets: string[], flags: GraphFlags) => {
        run((terminal) => showGraph(targets.map(String), flags, terminal))
      })
  },
}

async function showGraph(targets: readonly string[], flags: GraphFlags, terminal: Terminal): Promise<ExitCode> {
  const format = flags.json === true ? 'json' : oneOf('--format', flags.format ?? 'text', formats)
  const [{ loadProject }, { graphOfProject }, { graphTree }, { dotLines, mermaidLines }] = await Promise.all([
    import('../app/load-project.js'),
    import('../app/graph.js'),
    import('../messages/graph-tree.js'),
    import('../messages/graph-diagrams.js'),
  ])
  const { cwd, surroundings, signal } = terminal
  const loaded = await loadProject(cwd, flags.config ?? defaultConfig, overridesOf(flags))
  const shown = format === 'json' ? {} : { atMost: mostNodes }
  const options = { targets, offline: flags.offline === true, ...shown }
  const { graph: found, warnings } = await graphOfProject(loaded, options, surroundings, signal)
  await warn(warnings, terminal)
  const linesOf = {
    text: graphTree,
    mermaid: mermaidLines,
    dot: dotLines,
    json: () => [JSON.stringify(found, undefined, 2)],
  }
  for (const line of linesOf[format](found)) terminal.out(`${line}\n`)
  return 0
}
