/** What stands on an unfinished line, as bash would read it: it hands a line over, not its words, and takes apart `merged:1` and `--engine=rules`. */

export interface TypedLine {
  /** Without quotes; the last one is where the cursor is, and may be empty. */
  readonly words: readonly string[]
  /** The quote that is still open at the cursor. */
  readonly open: '"' | "'" | undefined
}

/** `line`: up to the cursor. */
export function typedLine(line: string): TypedLine {
  const words: string[] = []
  let word: string | undefined
  let open: TypedLine['open']
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at)
    if (sign === '\\' && escapes(open, line.charAt(at + 1))) {
      at += 1
      word = (word ?? '') + line.charAt(at)
    } else if (open !== undefined) {
      if (sign === open) open = undefined
      else word = (word ?? '') + sign
    } else if (sign === '"' || sign === "'") {
      open = sign
      word ??= ''
    } else if (!/\s/.test(sign)) word = (word ?? '') + sign
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  return { words: [...words, word ?? ''], open }
}

function escapes(open: TypedLine['open'], next: string): boolean {
  return open === undefined || (open === '"' && /["\\$`]/.test(next))
}

/** A name as bash has to find it, inside of the quote that is open or with a backslash before each sign that it would act on. */
export function quotedForBash(name: string, open: TypedLine['open']): string {
  if (open === "'") return name.replaceAll("'", `'\\''`)
  if (open === '"') return name.replace(/["\\$`]/g, '\\$&')
  return name.replace(/[^\w@%+=:,./~\u0080-\uFFFF-]|^[~#]/g, '\\$&')
}
