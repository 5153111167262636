/** What stands beside the words that a shell completes, and how completion is installed. */
import { reasonMeans } from './rejected-lines.js'
import { counted } from './numbers.js'
import { printable } from './printable.js'

export const shells = ['bash', 'zsh', 'fish', 'pwsh'] as const

export type Shell = (typeof shells)[number]

/** Of a name of the project; `undefined`: it speaks for itself. */
export function aboutName(
  known:
    | { readonly kind: 'source' | 'group' | 'merged'; readonly records: number | undefined }
    | { readonly kind: 'key'; readonly groups: number }
    | { readonly kind: 'cut'; readonly source: string }
    | { readonly kind: 'file'; readonly is: 'output' | 'questions' | 'config' | 'prompt' | 'edited' },
): string {
  switch (known.kind) {
    case 'group':
    case 'merged':
    case 'source': {
      const what = { group: 'a group', merged: 'all groups in one file', source: 'a generated source' }[known.kind]
      return known.records === undefined ? `${what}, never built` : `${what}, ${counted(known.records, 'record')}`
    }
    case 'key':
      return known.groups === 0 ? 'the groups of this key' : `the key of ${counted(known.groups, 'group')}`
    case 'cut':
      return `cuts "${known.source}" into groups`
    case 'file':
      return fileIs[known.is]
    default:
      return known satisfies never
  }
}

const fileIs = {
  output: 'what was built',
  questions: 'a question file',
  config: 'the config',
  prompt: 'a prompt',
  edited: 'a copy of what you edited',
}

/** The line of a dataset that an `explain` may begin with. `records`: how many there are. */
export function aboutLine(line: number, records: number): string {
  return line === 1 ? 'the first record' : `the last of ${counted(records, 'record')}`
}

/** `prompt`: as the config has it. */
export function aboutVariant(prompt: string): string {
  const words = printable(prompt).replace(/\s+/g, ' ').trim()
  const short = /^.{0,60}/u.exec(words)?.[0] ?? ''
  return short.length < words.length ? `${short.trimEnd()}…` : words
}

export function aboutModel(isNow: boolean): string {
  return isNow ? 'asked by this config' : 'asked before'
}

/** `isNow`: the config names it. */
export function aboutEngine(isNow: boolean): string {
  return isNow ? 'the engine of this config' : ''
}

/** Of a reason to reject a text. */
export function aboutReason(reason: string): string {
  return reasonMeans(reason) ?? ''
}

export const aboutHelp = 'Say what a command does, and list its options'

/** How completion gets into the shell that this seems to be. */
export function installLines(shell: Shell): readonly string[] {
  const others = shells.filter((each) => each !== shell)
  return [
    `Your shell seems to be ${shell}. To complete commands, options and targets with Tab, run`,
    '',
    ...installs[shell].map((line) => `  ${line}`),
    '',
    `and open a new terminal. In ${others.slice(0, -1).join(', ')} or ${others.at(-1)} it goes alike: docs/completion.md.`,
  ]
}

/** Said where nobody knows which shell this is. */
export const whichShell: readonly string[] = [
  'It cannot be told which shell this is. Name it, and its script is printed:',
  '',
  ...shells.map((shell) => `  fusionkit completion ${shell}`),
]

const installs: Readonly<Record<Shell, readonly string[]>> = {
  bash: [
    'fusionkit completion bash > ~/.fusionkit-completion.bash',
    "echo 'source ~/.fusionkit-completion.bash' >> ~/.bashrc",
  ],
  zsh: [
    'fusionkit completion zsh > ~/.fusionkit-completion.zsh',
    "echo 'source ~/.fusionkit-completion.zsh' >> ~/.zshrc",
  ],
  fish: ['fusionkit completion fish > ~/.config/fish/completions/fusionkit.fish'],
  pwsh: ['fusionkit completion pwsh >> $PROFILE'],
}
