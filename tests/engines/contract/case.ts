import type { Completion, CompletionRequest } from '../../../src/domain/completion.js'
import type { Engine, EngineKind, Server } from '../../../src/engines/engine.js'
import { aRequest, firstOf, patient } from '../../support/fake-ollama/asking.js'
import type { Scene, Topic } from './stage.js'

/** One clause of the contract. */
export interface Case {
  /** What every engine does. */
  readonly sentence: string
  /** Left out: nothing but the engine itself. */
  readonly needs?: readonly Topic[]
  check(scene: Scene, kind: EngineKind): Promise<void>
}

/** A request to the scene's first model, that nobody can change. */
export function requestIn({ models: [model = ''] }: Pick<Scene, 'models'>, changes: Partial<CompletionRequest> = {}) {
  return frozen(aRequest({ model, ...changes }))
}

/** The one server of an engine that was just opened. */
export async function serverOf(scene: Scene, more?: Readonly<Record<string, unknown>>): Promise<Server> {
  return firstOf(await scene.open(more)).server
}

export async function completionBy(engine: Engine, request: CompletionRequest): Promise<Completion> {
  return firstOf(engine).complete(request, patient)
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}
