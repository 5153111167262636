/**
 * The paths that a glob would find, without looking at a disk: `*`, `**`, `?`, `[…]`, `{a,b}`, as picomatch reads them.
 *
 * Wildcards pass over names that begin with a dot. Both are relative, with "/", and without "." or inner "..".
 */
export function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${sourceOf(glob, true)}$`, 'su')
}

/** `atStart`: whether a part of the path begins here. */
function sourceOf(glob: string, atStart: boolean): string {
  let source = ''
  for (let at = 0; at < glob.length;) {
    const begins = at === 0 ? atStart : glob[at - 1] === '/'
    const { regexp, length } = tokenAt(glob, at, begins)
    source += regexp
    at += length
  }
  return source
}

interface Token {
  readonly regexp: string
  readonly length: number
}

const visible = String.raw`[^/.][^/]*`

function tokenAt(glob: string, at: number, begins: boolean): Token {
  switch (glob[at] ?? '') {
    case '*':
      return starAt(glob, at, begins)
    case '?':
      return { regexp: begins ? '[^/.]' : '[^/]', length: 1 }
    case '[':
      return classAt(glob, at) ?? literal('[')
    case '{':
      return choiceAt(glob, at, begins) ?? literal('{')
    default:
      return literal(String.fromCodePoint(glob.codePointAt(at) ?? 0))
  }
}

function literal(text: string): Token {
  return { regexp: text.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`), length: text.length }
}

function starAt(glob: string, at: number, begins: boolean): Token {
  const stars = /^\*+/.exec(glob.slice(at))?.[0].length ?? 1
  const after = glob[at + stars]
  if (stars === 2 && begins && after === '/') return { regexp: `(?:${visible}/)*`, length: 3 }
  if (stars === 2 && begins && after === undefined) return { regexp: `${visible}(?:/${visible})*`, length: 2 }
  return { regexp: begins ? String.raw`(?![.])[^/]*` : '[^/]*', length: stars }
}

function classAt(glob: string, at: number): Token | undefined {
  const found = /^\[([!^]?)(\]?[^\]/]+)\]/.exec(glob.slice(at))
  if (found === null) return undefined
  const [whole, not, members = ''] = found
  const escaped = members.replace(/[\\[\]^&~|]/g, String.raw`\$&`)
  return { regexp: `${not === '' ? '' : '(?!/)'}[${not === '' ? '' : '^'}${escaped}]`, length: whole.length }
}

function choiceAt(glob: string, at: number, begins: boolean): Token | undefined {
  const parts: string[] = []
  let depth = 0
  let start = at + 1
  for (let end = at; end < glob.length; end += 1) {
    const character = glob[end]
    if (character === '{') depth += 1
    else if (character === '}') depth -= 1
    const closes = depth === 0
    if (!closes && !(character === ',' && depth === 1)) continue
    parts.push(glob.slice(start, end))
    start = end + 1
    if (closes) return choice(parts, end + 1 - at, begins)
  }
  return undefined
}

function choice(parts: readonly string[], length: number, begins: boolean): Token | undefined {
  const [only = ''] = parts
  const range = parts.length === 1 ? /^(\w)\.\.(\w)$/.exec(only) : null
  if (range !== null)
    return {
      regexp: `[${(range[1] ?? '') < (range[2] ?? '') ? `${range[1]}-${range[2]}` : `${range[2]}-${range[1]}`}]`,
      length,
    }
  return parts.length === 1
    ? undefined
    : { regexp: `(?:${parts.map((part) => sourceOf(part, begins)).join('|')})`, length }
}
