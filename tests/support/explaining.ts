/** What a user of a story is told who only looks: by the same code as the command line. */
import { explainOfProject } from '../../src/app/explain.js'
import { graphOfProject } from '../../src/app/graph.js'
import { hostSurroundings } from '../../src/app/host.js'
import { loadProject } from '../../src/app/load-project.js'
import { statusOfProject } from '../../src/app/status.js'
import type { ExplainedFile, ExplainedRecord, ExplainedTarget, Explanation } from '../../src/domain/explanation.js'
import type { Graph } from '../../src/domain/graph.js'
import type { Status } from '../../src/domain/status.js'
import { explanationLines } from '../../src/messages/explain-lines.js'
import type { Story } from './story.js'

const never = new AbortController().signal
const load = async ({ root }: Story) => loadProject(root, 'fusion.config.yaml', {})

export async function explain(story: Story, what: string): Promise<Explanation> {
  return explainOfProject(await load(story), what, {}, hostSurroundings(), never)
}

/** As it is read in a terminal. */
export async function told(story: Story, what: string): Promise<string> {
  return explanationLines(await explain(story, what)).join('\n')
}

export async function targetOf(story: Story, what: string): Promise<ExplainedTarget> {
  const explanation = await explain(story, what)
  const [target] = explanation.kind === 'targets' ? explanation.targets : []
  if (target === undefined) throw new Error(`"${what}" is a ${explanation.kind}`)
  return target
}

export async function fileOf(story: Story, what: string): Promise<ExplainedFile> {
  const explanation = await explain(story, what)
  if (explanation.kind !== 'file') throw new Error(`"${what}" is a ${explanation.kind}`)
  return explanation.file
}

export async function recordOf(story: Story, what: string): Promise<ExplainedRecord> {
  const explanation = await explain(story, what)
  if (explanation.kind !== 'record') throw new Error(`"${what}" is a ${explanation.kind}`)
  return explanation.record
}

export async function status(story: Story): Promise<Status> {
  return statusOfProject(await load(story), {}, hostSurroundings(), never)
}

export async function graph(story: Story, ...targets: readonly string[]): Promise<Graph> {
  return (await graphOfProject(await load(story), { targets }, hostSurroundings(), never)).graph
}
