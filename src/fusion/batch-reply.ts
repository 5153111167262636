/**
 * The reply to a shared call, taken apart.
 *
 * Pure. Each member gets a completion under its batch key, also one that the reply lacks, so that it is never asked for in a batch
 * again. Texts stay raw; resolving cleans and judges them.
 */
import type { Digest } from '../base/hash.js'
import type { Completion } from '../domain/completion.js'
import type { Batch } from './batch.js'

/** One completion for each member, by its batch key. Its tokens are its share of the call's: together they are what was paid. */
export function completionsOf(
  { members }: Batch,
  completion: Completion,
): readonly (readonly [key: Digest, completion: Completion])[] {
  const texts = textsIn(completion.text)
  return members.map(({ need, batchKey, name }, index) => {
    const text = upToStop(texts.get(name) ?? '', need.request.sampling.stop ?? [])
    return [batchKey, { ...ended(text, completion), ...tokensOf(completion, index, members.length) }] as const
  })
}

function ended(text: string, { end, contextTokens }: Completion): Completion {
  if (text.trim() !== '') return { text, end: 'stop' }
  const context = contextTokens === undefined ? {} : { contextTokens }
  return { text: '', end: end === 'stop' || end === 'length' ? 'empty' : end, ...context }
}

function tokensOf({ promptTokens, completionTokens }: Completion, index: number, count: number): Partial<Completion> {
  const share = (total: number) => Math.floor(total / count) + (index < total % count ? 1 : 0)
  return {
    ...(promptTokens === undefined ? {} : { promptTokens: share(promptTokens) }),
    ...(completionTokens === undefined ? {} : { completionTokens: share(completionTokens) }),
  }
}

function upToStop(text: string, stops: readonly string[]): string {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((end) => end >= 0)
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends))
}

const textMember = /\s*("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*")\s*(?:,|(?=\}))/sy

/**
 * The texts that stand whole at the beginning of the first JSON object, by name; of a name that comes twice the first. So a reply
 * that was cut off, or that has words or a fence around it, still gives what it holds.
 */
function textsIn(reply: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  textMember.lastIndex = reply.indexOf('{') + 1
  for (let found = textMember.exec(reply); found !== null; found = textMember.exec(reply)) {
    const [name, text] = [found[1], found[2]].map(unquoted)
    if (name === undefined || text === undefined) break
    if (!texts.has(name)) texts.set(name, text)
  }
  return texts
}

/** `undefined`: it only looked like a JSON text (a bad escape, a line break). */
function unquoted(quoted: string | undefined): string | undefined {
  try {
    return JSON.parse(quoted ?? '') as string
  } catch {
    return undefined
  }
}
