/** The lines of a shell block, as far as pages need a shell: words, quotes, comments, `&&`, `|`, `> file` and `>> file`. */

export interface ShellCommand {
  /** As it is typed. */
  readonly line: string
  readonly words: readonly string[]
  /** Where its data goes instead of to the terminal. */
  readonly into?: string
}

/** Each command of a line; several where it has `&&` or `|`. */
export function commandsOf(line: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = []
  let words: string[] = []
  const end = () => {
    if (words.length > 0) commands.push(commandOf(words))
    words = []
  }
  for (const [token] of line.matchAll(/#.*$|&&|\||>>?|(?:"[^"]*"|'[^']*'|[^\s"'|>&#]|(?<=\S)#|&(?!&))+/g)) {
    if (token.startsWith('#')) break
    if (token === '&&' || token === '|') end()
    else words.push(token)
  }
  end()
  return commands
}

function commandOf(tokens: readonly string[]): ShellCommand {
  const arrow = tokens.findIndex((token) => /^>>?$/.test(token))
  const words = (arrow < 0 ? tokens : tokens.slice(0, arrow)).map(bare)
  const into = arrow < 0 ? undefined : bare(tokens[arrow + 1] ?? '')
  return { line: tokens.join(' '), words, ...(into === undefined ? {} : { into }) }
}

/** Without its quotes. */
function bare(token: string): string {
  return token.replace(/"([^"]*)"|'([^']*)'/g, '$1$2')
}

/** The words after `fusionkit`, also of `npx fusionkit`; `undefined`: another program. */
export function wordsOfFusionkit(words: readonly string[]): readonly string[] | undefined {
  const [first, second] = words
  if (first === 'fusionkit') return words.slice(1)
  return first === 'npx' && second === 'fusionkit' ? words.slice(2) : undefined
}
