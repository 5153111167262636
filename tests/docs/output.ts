/** Whether a page shows what a command prints: word by word, but for what another run, day or machine prints otherwise. */

/** `…` on a line of its own stands for any lines. */
const anything = '…'

/**
 * `undefined` where the page is right, else both sides as they were compared. `isPart`: the page shows a part of what was printed.
 */
export function difference(shown: string, printed: string, isPart = false): string | undefined {
  const wanted = calmed(shown)
  const real = calmed(printed)
  const pattern = isPart ? [anything, ...wanted, anything] : wanted
  return matches(pattern, real) ? undefined : `shown:\n${wanted.join('\n')}\nprinted:\n${real.join('\n')}`
}

function matches(pattern: readonly string[], lines: readonly string[]): boolean {
  // reachable[n]: the pattern so far can stand for the first n lines
  let reachable = [true, ...lines.map(() => false)]
  for (const wanted of pattern) {
    let some = false
    reachable = reachable.map((isReachable, count) => {
      if (wanted === anything) return (some ||= isReachable)
      return count > 0 && reachable[count - 1] === true && lines[count - 1] === wanted
    })
  }
  return reachable.at(-1) === true
}

/** Lines without what differs from run to run, and without those that only a slow run has. */
function calmed(text: string): readonly string[] {
  const lines = text
    .trim()
    .split('\n')
    .map(lineWithout)
    .filter((line) => !isOfThisRun(line))
  return inOneOrder(lines)
}

const volatile: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '<date>'],
  [/^\d\d:\d\d:\d\d/, '<time>'],
  [/(?:(?:under|about) )?\b\d+(?:\.\d+)? (?:ms|s|min|h)\b(?: \d+ (?:s|min))?/g, '<span>'],
  [/\b[\d,.]+ cells\/s/g, '<speed>'],
  [/\b[\d,]+ prompt and [\d,]+ completion tokens/g, '<tokens>'],
  [/\b[0-9a-f]{8,64}\b/g, '<digest>'],
  [/\b\d+\.\d+\.\d+\b on \S+ \S+(?=\.$)/g, '<version>'],
  [/(?<=Node |Ollama )\d+\.\d+\.\d+/g, '<version>'],
  [/, \d+ fine\.$/, ', <number> fine.'],
  [/process \d+/g, 'process <number>'],
  [/127\.0\.0\.1:\d+/g, '<server>'],
  [/\b\d+(?:\.\d+)? [KMGT]i?B\b/g, '<size>'],
  [/(^|`|→ |next: )npx (?=fusionkit )/g, '$1'], // pages show what a user with the command is told
  [/ +$/, ''],
]

function lineWithout(line: string): string {
  return volatile.reduce((text, [pattern, word]) => text.replace(pattern, word), line)
}

/** How far a group is, how many calls a server takes at once, what disk it is: said or not by how long it took, and by the machine. */
function isOfThisRun(line: string): boolean {
  return (
    / (?:disk|file-system) {3,}/.test(line) || /^ {10}\S+ +\d+ %: /.test(line) || line.startsWith('note slots-found')
  )
}

/** Groups end in the order in which they are done: lines about groups that follow each other are compared as a set. */
function inOneOrder(lines: readonly string[]): readonly string[] {
  const ordered: string[] = []
  let run: string[] = []
  for (const line of lines) {
    if (/^(built|restored|partly|failed) /.test(line)) run.push(line)
    else {
      ordered.push(...run.sort(), line)
      run = []
    }
  }
  return [...ordered, ...run.sort()]
}
