/** A small project, and a server that answers by hand: so many calls at once. */
import { type FakeOllama, startFakeOllama } from './fake-ollama/server.js'
import { inProject, smallConfig, smallProject, type TestProject } from './project.js'

export const width = 3

/** Lets so many answers out, and waits until the next ones are asked. */
export async function answered(fake: FakeOllama, count: number): Promise<void> {
  await fake.when(({ inFlight }) => inFlight === width)
  fake.release(count)
  await fake.when(({ answered, inFlight }) => answered === count && inFlight === width)
}

export async function onSlowServer(use: (fake: FakeOllama, project: TestProject) => Promise<void>): Promise<void> {
  const fake = await startFakeOllama({ numParallel: width })
  fake.hold()
  const engine = `engine: { kind: ollama, hosts: ["${fake.url}"], concurrency: ${width}, retries: 0 }`
  try {
    const files = { ...smallProject, 'fusion.config.yaml': smallConfig.replace('engine: rules', engine) }
    await inProject(files, (project) => use(fake, project))
  } finally {
    await fake.close()
  }
}
