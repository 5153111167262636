import { version } from '../app/version.js'
import type { Action } from './command-line.js'
import { commands } from './index.js'

/** What the words behind `fusionkit` ask for; `columns`: of the terminal, if it is one. `undefined`: help or the version, which is printed. Throws `UserError`. */
export async function actionOfTyped(argv: readonly string[], columns?: number): Promise<Action | undefined> {
  if (argv[0] === 'completion' && argv[1] === '--complete') return completing(argv.slice(2))
  const { actionOf } = await import('./parse.js')
  return actionOf(argv, commands, version, async () => (await import('../app/engine-names.js')).engineNames, columns)
}

/** What was typed so far is in these words: nothing of it is parsed, and no mistake in it is told. */
async function completing(typed: readonly string[]): Promise<Action> {
  const { complete } = await import('./completion/complete.js')
  return async (terminal) => {
    await complete(typed, commands, terminal).catch(() => {})
    return 0
  }
}
