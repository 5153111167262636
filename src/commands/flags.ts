/** How an option is typed: "maxCalls" → "--max-calls", "n" → "-n". */
export function flagOf(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
