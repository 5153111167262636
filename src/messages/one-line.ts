import { shortened } from '../base/shortened.js'

/** At most so many characters of a text of a file or a model, on one line: it must not look like words of ours. */
export function onOneLine(text: string, most: number): string {
  return shortened(text.replace(/\s+/g, ' ').trim(), most)
}
