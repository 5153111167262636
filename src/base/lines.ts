import { StringDecoder } from 'node:string_decoder'

/** The lines of a UTF-8 file that is read in pieces, without their ends; an empty last line is none. */
export function* linesOf(chunks: Iterable<Buffer>): Generator<string> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  rest += decoder.end()
  if (rest !== '') yield rest
}
