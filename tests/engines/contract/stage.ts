/**
 * What the contract of engines needs to try one: a place where it really runs, and where things go wrong on demand.
 *
 * Adding one: a file beside this, a line in stages.ts.
 */
import type { Check } from '../../../src/domain/check-up.js'
import type { Identity, CompletionRequest } from '../../../src/domain/completion.js'
import type { Sampling } from '../../../src/domain/project.js'
import type { Engine } from '../../../src/engines/engine.js'

/** What a scene can be told to bring about, and what it can show. */
export type Topic =
  /** What came to the server or the process can be seen. */
  | 'seen'
  /** A call that is answered only when the scene ends. */
  | 'hangs'
  /** An error that may pass: 503, a crash. */
  | 'passing'
  /** An error that the same call would meet again: 400. */
  | 'final'
  /** A model that is not there. */
  | 'no-model'
  /** Nobody answers at all: no server, no package. */
  | 'nobody'
  /** An answer that is cut by max_tokens. */
  | 'cut'
  /** It reads messages, sampling and seed. */
  | 'prompt'
  /** It reads the pair, the style, the language and the attempt themselves. */
  | 'pair'

export type Trouble = Extract<Topic, 'hangs' | 'passing' | 'final' | 'no-model' | 'nobody'>

/** Left out, and why: a whole sentence, for whoever reads the list of what is not held. */
export interface Skip {
  readonly skip: string
}

export interface Stage {
  /** Runs with a scene of its own, and takes all of it down. */
  within(use: (scene: Scene) => Promise<void>): Promise<void>
  readonly skips: Readonly<Partial<Record<Topic, Skip>>>
}

export interface Scene {
  /** All that are there, two where it can have so many. */
  readonly models: readonly string[]
  /** Opened anew, one call at a time where that can be said; closed with the scene. */
  open(more?: Readonly<Record<string, unknown>>): Promise<Engine>
  identify(models: readonly string[]): Promise<ReadonlyMap<string, Identity>>
  /** On the CPU; of an engine that is always fit nothing. */
  checkUp(models: readonly string[]): Promise<readonly Check[]>
  /** From now on a call meets this. Returns what to change in its request. */
  bringAbout(trouble: Trouble): Promise<Partial<CompletionRequest>>
  /** Stops and starts what answers, where that is something of its own. */
  restart(): Promise<void>
  /** The completions that came to it, in order: those that were refused, and those that ended early, too. */
  heard(): readonly Heard[]
  /** How often it was asked for anything at all. */
  requests(): number
  /** Resolves when a call is being worked on. */
  underWay(): Promise<void>
  /** Resolves when the call that was given up is no longer worked on. */
  givenUp(): Promise<void>
}

export interface Heard {
  /** Holds the content of each message. */
  readonly prompt: string
  readonly seed: unknown
  /** Under our own names. */
  readonly sampling: Readonly<Record<Exclude<keyof Sampling, 'seed'>, unknown>>
}

/** Where nothing can be brought about or seen. */
export function never(): never {
  throw new Error('the stage says that it cannot do this')
}
