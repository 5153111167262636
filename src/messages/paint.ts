import { styleText } from 'node:util'

export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'bold' | 'dim'

export type Paint = (text: string, style: Style) => string

/** Without colour a text stays as it is, to the byte. */
export function paintIn(color: boolean): Paint {
  return color ? (text, style) => styleText(style, text, { validateStream: false }) : (text) => text
}
