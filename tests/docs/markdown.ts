/** A page as the tests read it: its blocks and the directives above them in order, its code spans, headings and links. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Block {
  readonly kind: 'block'
  readonly language: string
  readonly text: string
  /** Of the fence, from 1. */
  readonly line: number
}

/** `<!-- name: value -->` on a line of its own: how the block below it is tried. Readers do not see it. */
export interface Directive {
  readonly kind: 'directive'
  readonly name: string
  readonly value: string
  readonly line: number
}

export interface Page {
  readonly path: string
  readonly text: string
}

/** Every page that people read, and that shows commands, configs or code. */
export const pages: readonly Page[] = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  'examples/README.md',
  ...readdirSync('docs').map((name) => `docs/${name}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

/** The blocks of a page and its directives, in the order in which they stand. */
export function itemsOf(text: string): readonly (Block | Directive)[] {
  const items: (Block | Directive)[] = []
  let open:
    | { readonly indent: string; readonly language: string; readonly line: number; readonly lines: string[] }
    | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^( *)```(.*)$/.exec(line)
    const directive = /^ *<!-- ([a-z ]+): (.*) -->$/.exec(line)
    if (open !== undefined && fence !== null) {
      items.push({ kind: 'block', language: open.language, text: `${open.lines.join('\n')}\n`, line: open.line })
      open = undefined
    } else if (open !== undefined) open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
    else if (fence !== null) open = { indent: fence[1] ?? '', language: fence[2] ?? '', line: index + 1, lines: [] }
    else if (directive !== null)
      items.push({ kind: 'directive', name: directive[1] ?? '', value: directive[2] ?? '', line: index + 1 })
  }
  if (open !== undefined) throw new Error(`the block that begins at line ${open.line} has no end`)
  return items
}

/** The page without its blocks: what is left is prose. */
export function proseOf(text: string): string {
  return text.replace(/^ *```[^]*?^ *```$/gm, '')
}

/** What stands between single backticks, tables included. */
export function codeSpansOf(text: string): readonly string[] {
  return [...proseOf(text).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, span = '']) => span.replaceAll('\\|', '|'))
}

/** Targets of links that lead to this repository, `#…` included. */
export function linksOf(text: string): readonly string[] {
  const links = [...proseOf(text).matchAll(/\]\(([^)\s]*)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

/** The anchors of a page: those of its headings, as GitHub makes them, and its own, `<a id="…">`. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  const anchors = new Set([...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, anchor = '']) => anchor))
  for (const [, heading = ''] of proseOf(text).matchAll(/^#{1,6} (.*)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = words.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-')
    const times = seen.get(anchor) ?? 0
    seen.set(anchor, times + 1)
    anchors.add(times === 0 ? anchor : `${anchor}-${times}`)
  }
  return anchors
}
