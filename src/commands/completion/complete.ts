/**
 * Answers a Tab: `fusionkit completion --complete <shell> …`, which the scripts call.
 *
 * Reads, and asks nobody. It says nothing of what goes wrong: whoever presses Tab has not asked for a message.
 */
import type { Shell } from '../../messages/completion.js'
import { commandLineOf } from '../command-line.js'
import { type Command, defaultConfig } from '../command.js'
import type { Terminal } from '../terminal.js'
import { type Candidate, type Candidates, candidatesFor } from './candidates.js'
import { quotedForBash, type TypedLine, typedLine } from './typed-line.js'
import { cursorAt } from './wanted.js'

/** `argv`: behind `completion --complete`. */
export async function complete(
  [shell, ...typed]: readonly string[],
  commands: readonly Command[],
  terminal: Pick<Terminal, 'cwd' | 'out' | 'surroundings'>,
): Promise<void> {
  const say = shell === undefined ? undefined : tellers[shell as Shell]
  if (say === undefined) return
  const cli = commandLineOf(commands, () => {})
  const find: Find = async (words) => {
    const cursor = cursorAt(words, cli)
    const config = fromHome(cursor.config ?? defaultConfig, terminal.surroundings.env)
    return { ...(await candidatesFor(cursor, cli, terminal.cwd, config)), ...cursor }
  }
  for (const line of await say(typed, find)) terminal.out(`${line}\n`)
}

type Found = Candidates & { readonly before: string; readonly typed: string }

/** `words`: behind "fusionkit". */
type Find = (words: readonly string[]) => Promise<Found>

const tellers: Readonly<Record<Shell, (typed: readonly string[], find: Find) => Promise<readonly string[]>>> = {
  bash: tellBash,
  zsh: async (typed, find) => {
    const { candidates, files } = await find(behindDashes(typed))
    return [headOf(files), ...candidates.map(forZsh)]
  },
  fish: async (typed, find) => {
    const { candidates, files, before } = await find(behindDashes(typed))
    return [headOf(files), ...candidates.map((each) => tabbed(each, before))]
  },
  pwsh: async (typed, find) => {
    const found = await find(behindDashes(typed).map((word) => word.slice(1)))
    return [headOf(found.files), ...begun(found).map((each) => tabbed(each, found.before))]
  },
}

const headOf = (files: boolean): string => (files ? 'files' : 'words')

const behindDashes = (typed: readonly string[]): readonly string[] => (typed[0] === '--' ? typed.slice(1) : typed)

/** zsh and fish look for what fits themselves, each in its own way; bash and PowerShell take what they are given. */
const begun = ({ candidates, typed }: Found): readonly Candidate[] =>
  candidates.filter(({ name }) => name.startsWith(typed))

/** `line`: up to the cursor, from the command on. `piece`: what of it bash is going to replace. */
async function tellBash([line = '', piece = '']: readonly string[], find: Find): Promise<readonly string[]> {
  const { words, open } = typedLine(line)
  const behind = behindCommand(words)
  if (behind === undefined) return ['files']
  const found = await find(behind)
  const settled = settledBefore(piece, behind.at(-1) ?? '')
  const names = begun(found).map(({ name }) => quotedForBash(`${found.before}${name}`.slice(settled), open))
  return [headOf(found.files), ...names]
}

/** How much of the word stands before the piece that is replaced: bash breaks words at ":" and "=". */
function settledBefore(piece: string, word: string): number {
  const last = typedLine(piece).words.at(-1) ?? ''
  return word.endsWith(last) ? word.length - last.length : 0
}

/** `npx -y fusionkit build` → "build"; `undefined`: npx runs something else. */
function behindCommand(words: TypedLine['words']): readonly string[] | undefined {
  const [command = '', ...others] = words
  if (!/(?:^|[\\/])npx$/.test(command)) return others
  const at = others.findIndex((word) => !word.startsWith('-'))
  return others[at] === 'fusionkit' && at < others.length - 1 ? others.slice(at + 1) : undefined
}

const tabbed = ({ name, about }: Candidate, before: string): string =>
  `${before}${name}${about === '' ? '' : `\t${about}`}`

/** As \`_describe\` takes it. */
function forZsh({ name, about }: Candidate): string {
  const word = name.replace(/[\\:]/g, '\\$&')
  return about === '' ? word : `${word}:${about}`
}

/** A shell hands over "~" as it was typed. */
function fromHome(path: string, { HOME }: Terminal['surroundings']['env']): string {
  return HOME !== undefined && path.startsWith('~/') ? `${HOME}${path.slice(1)}` : path
}
