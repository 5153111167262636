/** A small project whose calls go through batch files, and a server that answers their lines. */
import { startFakeOpenAi, type FakeOpenAi } from './fake-openai/server.js'
import { inProject, type TestProject } from './project.js'
import { distinct } from './story.js'

const questions = ['Who wrote Emma?', 'How long is a mile?', 'What is the capital of Togo?', 'Where do herrings live?']
const config = (url: string, more = ''): string => `version: 1
engine: { kind: openai, base_url: '${url}' }
model: m
groups: { g: { files: q.jsonl } }
variants:
  simple: 'Merge {{ q1 }} and {{ q2 }}'
  fluid: 'By way of fluid, {{ simple }}'
${more}`

export interface Line {
  readonly custom_id: string
  readonly method: string
  readonly url: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Six pairs, two variants, of which one reads the other. */
export async function atServer(use: (project: TestProject, server: FakeOpenAi) => Promise<void>): Promise<void> {
  const server = await startFakeOpenAi({ profile: 'vllm', models: ['m'], respond: distinct })
  const files = {
    'fusion.config.yaml': config(server.url),
    'q.jsonl': questions.map((question) => `${JSON.stringify({ question })}\n`).join(''),
  }
  try {
    await inProject(files, async (project) => use(project, server))
  } finally {
    await server.close()
  }
}

export const linesIn = (project: TestProject, path: string): Line[] =>
  project
    .read(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

/** Has each line answered, in the opposite order, since nobody promises an order. */
export async function answered(lines: readonly Line[], server: FakeOpenAi): Promise<string[]> {
  const results: string[] = []
  for (const { custom_id: id, url, body } of lines.toReversed()) {
    const reply = await fetch(new URL(url, server.url), { method: 'POST', body: JSON.stringify(body) })
    const response = { status_code: reply.status, request_id: 'r', body: await reply.json() }
    results.push(`${JSON.stringify({ id: 'b', custom_id: id, response, error: null })}\n`)
  }
  return results
}
