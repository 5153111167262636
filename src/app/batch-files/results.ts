/** What do the lines of a result file say? */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Digest } from '../../base/hash.js'
import { isJsonObject, parseJson } from '../../base/json.js'
import type { Completion, CompletionRequest } from '../../domain/completion.js'
import { type BatchFileFormat, CallFailed } from '../../engines/engine.js'
import * as say from '../../messages/batch-files.js'

export type ResultLine =
  | { readonly kind: 'answer'; readonly key: Digest; readonly completion: Completion }
  | { readonly kind: 'failed'; readonly error: string }

/** Each line of a result file that is no blank. */
export async function* resultLines(
  at: string,
  path: string,
  wanted: ReadonlyMap<Digest, CompletionRequest>,
  format: BatchFileFormat,
): AsyncGenerator<ResultLine> {
  let number = 0
  for await (const text of createInterface({ input: createReadStream(at), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (text.trim() === '') continue
    const failed = (why: string): ResultLine => ({ kind: 'failed', error: say.badResult(path, number, why) })
    yield resultOf(parseJson(text), wanted, format, failed)
  }
}

function resultOf(
  line: unknown,
  wanted: ReadonlyMap<Digest, CompletionRequest>,
  format: BatchFileFormat,
  failed: (why: string) => ResultLine,
): ResultLine {
  if (!isJsonObject(line)) return failed(say.notJson)
  const { custom_id: key, response, error } = line
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/.test(key)) return failed(say.notOurs)
  if (!isJsonObject(response)) return failed(say.callWentWrong(errorIn(error)))
  const { status_code: status, body } = response
  if (status !== 200 && status !== undefined)
    return failed(say.callWentWrong(errorIn(body) || `HTTP ${JSON.stringify(status)}`))
  const request = wanted.get(key as Digest)
  const model = isJsonObject(body) ? body['model'] : undefined
  if (request !== undefined && typeof model === 'string' && !isSameModel(model, request.model))
    return failed(say.ofOtherModel(model, request.model))
  try {
    return { kind: 'answer', key: key as Digest, completion: format.completionOf(body, request) }
  } catch (thrown) {
    if (thrown instanceof CallFailed) return failed(thrown.message)
    throw thrown
  }
}

/** Services answer "gpt-4o-mini-2024-07-18" for "gpt-4o-mini". */
function isSameModel(answering: string, asked: string): boolean {
  const [one, other] = [answering.toLowerCase(), asked.toLowerCase()]
  return one.startsWith(other) || other.startsWith(one) || other.endsWith(`/${one}`) || one.endsWith(`/${other}`)
}

function errorIn(value: unknown): string {
  const error = isJsonObject(value) ? (value['error'] ?? value) : value
  if (typeof error === 'string') return error
  const message = isJsonObject(error) ? error['message'] : undefined
  return typeof message === 'string' ? message : ''
}
