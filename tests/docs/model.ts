/** What the pages' model says: what the fake server's does, but for a habit of small models that the pages tell of. */
import { digestOf } from '../../src/base/hash.js'
import { respond, type Respond } from '../support/fake-ollama/respond.js'

export const docsModel: Respond = (body) => {
  const prompt = body.messages.at(-1)?.content ?? ''
  return prompt.includes('quiz host') ? asHost(prompt, Number(body.options?.['temperature'] ?? 0)) : respond(body)
}

/** One first attempt in four is chatter; further ones, which come warmer, put the question into quotes. */
function asHost(prompt: string, temperature: number): string {
  const question = />([^<]*)<\/q>/.exec(prompt)?.[1] ?? ''
  const isFirst = temperature < 0.25
  if (isFirst && Number.parseInt(digestOf(question).slice(0, 6), 16) % 4 === 0)
    return `Sure! ${question.split(' ').slice(0, 4).join(' ')}`
  const opening = prompt.includes('joke') ? 'Here is the next one' : 'Tonight, for ten points'
  const asked = `${opening}: ${question.charAt(0).toLowerCase()}${question.slice(1)}`
  return isFirst ? asked : `Here is the question: "${asked}"`
}
