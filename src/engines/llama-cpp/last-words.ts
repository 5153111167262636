import type { Readable } from 'node:stream'
import { shortened } from '../../base/shortened.js'

const keptCharacters = 4_000
const shownCharacters = 300

/** What a process wrote on stderr before it ended, in one line: native code says there why it gave up. "": nothing. */
export function makeLastWords(stderr: Readable | null): () => string {
  let text = ''
  stderr?.setEncoding('utf8')
  stderr?.on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-keptCharacters)
  })
  return () => sayingLine(text)
}

/** The line that says why, where one seems to; a list of addresses follows it. */
function sayingLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const line = lines.find((one) => /assert|error|failed|memory|abort|terminat/i.test(one)) ?? lines.at(-1) ?? ''
  return shortened(line, shownCharacters)
}
