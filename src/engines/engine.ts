/**
 * The contract of an engine: who completes prompts.
 *
 * Adding one: a file beside this, a line in index.ts, a stage where tests/engines/contract.test.ts tries it. An engine never retries,
 * never stores and never prints: lanes do the first, the completion store the second, reporters the third.
 */
import type { Digest, Frame } from '../base/hash.js'
import type { JsonObject } from '../base/json.js'
import type { Check } from '../domain/check-up.js'
import type { Completion, CompletionRequest, Identity } from '../domain/completion.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { ModelPlace } from '../domain/listed-model.js'
import type { EngineSettings } from '../domain/project.js'

/** The light half: imported with the catalogue, so it imports nothing heavy. */
export interface EngineKind {
  readonly name: string
  /** What it is, in a sentence, for who has to choose. */
  readonly description: string
  /**
   * JSON Schema of each of its settings in the config (beside `kind`), with a `description`, and a `default`, or what holds without
   * it (`leftOut`).
   */
  readonly settings: Readonly<Record<string, JsonObject>>
  /**
   * What this engine reads of a request, as the parts of the completion's key. Pure.
   * Two requests with equal parts (and equal identity) are one question: it is asked once.
   */
  reads(request: CompletionRequest): readonly Frame[]
  /** What of its settings may change a text: part of every key, as what it reads. Left out: nothing of them does. */
  readsOfSettings?(settings: EngineSettings): readonly Frame[]
  /** Settings that it cannot do without, each with examples of what to write. */
  readonly needs?: Readonly<Record<string, string>>
  /** Asking costs nothing worth speaking of: neither the number nor the order of the calls matters. */
  readonly isFree?: true
  /** It is a part of fusionkit: who answers changes with our own code alone, so a build with nothing to do asks nobody. */
  readonly isBuiltIn?: true
  /** Whether it holds a reply to a JSON Schema (`format`), so that several completions can be had in one call. */
  readonly batches?: true
  /** Which styles it can answer; `undefined`: any (it reads prompts). */
  readonly styles?: readonly string[]
  /**
   * What answers for each model: its weights, not its tag. One entry for each of `models`.
   * Must be cheap: it runs in a build with nothing to do. Fails with `EngineUnavailable` where nobody answers within `deadlineMs`.
   */
  identify(
    settings: EngineSettings,
    models: readonly string[],
    ports: EnginePorts,
    deadlineMs: number,
  ): Promise<ReadonlyMap<string, Identity>>
  /** Which models there are, for people. A server that does not answer is a `problem` of its place. Left out: it has no models. */
  models?(settings: EngineSettings, ports: EnginePorts, deadlineMs: number): Promise<readonly ModelPlace[]>
  /**
   * How fit it is for a build, for people: who answers, what is there of `models`, where they run. Asks no model anything, loads none and
   * writes nothing. What is wrong is a check that is no `ok`; a setting that cannot be used is thrown as `UserError`. Takes about as long
   * as `deadlineMs`. Left out: it is always fit.
   */
  checkUp?(
    settings: EngineSettings,
    wanted: Required<Pick<EngineOptions, 'gpu' | 'models'>>,
    ports: EnginePorts,
    deadlineMs: number,
  ): Promise<readonly Check[]>
  /** How its calls stand in batch files, for `batch export` and `batch import`; left out: there are no such files of it. */
  batchFile?(settings: EngineSettings): Promise<BatchFileFormat>
  /** How its lanes deal with trouble; left out: nothing is tried again, and calls are not paced. */
  patience?(settings: EngineSettings): Patience
  /** Loads the heavy half and gets ready to answer. Asks at most who is there. */
  open(settings: EngineSettings, options: EngineOptions, ports: EnginePorts): Promise<Engine>
}

export interface BatchFileFormat {
  /** Where a call would go, as a line names it: "/v1/chat/completions". */
  readonly url: string
  /** What a call would send. Pure: nobody can be asked what it takes. */
  bodyOf(request: CompletionRequest): JsonObject
  /** What the model did, from the body of a response. `request`: where it is known. Throws `CallFailed` where it is none of a model. */
  completionOf(reply: unknown, request: Pick<CompletionRequest, 'messages'> | undefined): Completion
}

export interface Patience {
  /** Further tries of a call that may pass later. */
  readonly retries: number
  /** At most so many calls are started a minute at each server; left out: as many as there is room for. */
  readonly requestsPerMinute?: number
  /** How long servers that went away in mid-build are waited for. */
  readonly outageMs?: number
}

export interface EngineOptions {
  readonly gpu: boolean | number
  /** What will be asked: with several hosts, those that lack one of these are left out at once. Left out: not known yet. */
  readonly models?: readonly string[]
  /** Told what the user should know (the model runs on the CPU after all, a host is left out); left out: nobody listens. */
  readonly say?: (diagnostic: Diagnostic) => void
}

/** Variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The outside world, handed in. */
export interface EnginePorts {
  readonly env: Environment
  /** The project's folder: what of the config is a path is relative to it. Left out: to the working folder. */
  readonly root?: string
  /**
   * What a file holds, for engines whose models are files; `undefined`: no such file. One that has not changed since it was last hashed
   * is not read, so a build with nothing to do may ask. Left out: nothing is remembered.
   */
  digestOf?(path: string): Promise<Digest | undefined>
}

export interface Engine {
  /** Where calls are sent, at least one: each gets a lane of its own, and any of them may answer any call. */
  readonly servers: readonly Server[]
  /** Ends the calls that are under way. A call that is made after it rejects, and nobody is asked. */
  close(): Promise<void>
}

export interface Server {
  /** For messages: "http://gpu-box:11434". */
  readonly name: string
  /** How many completions may be in flight at once; `auto`: as many as it turns out to work on at once. */
  readonly width: number | 'auto'
  /**
   * One completion. What the *model* did comes back as a value, useful or not.
   * What the connection or the server did is thrown as `CallFailed` or `EngineUnavailable`; an abort as the signal's reason.
   */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Reply>
  /** Resolves when the model is loaded, at once where it is. Left out: there is nothing to load. Throws as `complete`. */
  load?(model: string, signal: AbortSignal): Promise<void>
  /** Makes room for another model. Resolves when it is gone, or cannot be unloaded. */
  unload?(model: string, signal: AbortSignal): Promise<void>
  /** Whether somebody answers there at all. Rejects with the signal's reason alone. */
  isUp(signal: AbortSignal): Promise<boolean>
  /** Who answers there now. As `EngineKind.identify`; left out: it is always the same one. */
  identify?(models: readonly string[], deadlineMs: number): Promise<ReadonlyMap<string, Identity>>
}

export interface Reply {
  readonly completion: Completion
  /** How long the call waited at the server until it was worked on, loading not included; left out: it does not say. */
  readonly queuedMs?: number
  /** How long it was worked on; left out: the server does not say. */
  readonly busyMs?: number
  /** The model was loaded for this call: it may be another one than before. */
  readonly hasLoaded?: boolean
}

/** As the fields of `CallFailed`, which say what each means; left out: no, or not known. */
export interface CallFailure {
  readonly mayPass: boolean
  readonly retryAfterMs?: number | undefined
  readonly absence?: Diagnostic | undefined
  readonly isDoubtful?: boolean
  readonly isStrain?: boolean
  readonly cause?: unknown
}

/** The server answered with an error, or the connection broke: nothing that may be stored. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  /** Whether the same call may pass later (429, 503, a reset…). */
  readonly mayPass: boolean
  /** As the server asked with `Retry-After`; `undefined`: it did not. */
  readonly retryAfterMs: number | undefined
  /** Set where nobody took the call (connection refused): what to say when nobody comes back. */
  readonly absence: Diagnostic | undefined
  /** The connection broke, or no answer came in time: the server may be gone. */
  readonly isDoubtful: boolean
  /** The server has more to do than it can carry: it is busy, or out of memory. */
  readonly isStrain: boolean

  constructor(message: string, options: CallFailure) {
    super(message, { cause: options.cause })
    this.mayPass = options.mayPass
    this.retryAfterMs = options.retryAfterMs
    this.absence = options.absence
    this.isDoubtful = options.isDoubtful ?? false
    this.isStrain = options.isStrain ?? false
  }
}

/** Nobody there to ask (server not running, model not pulled): no call of this engine or model can pass. Exit 3. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
  readonly diagnostic: Diagnostic
  /** Somebody is there who does not have the model. While a model is pulled anew that may be so for a moment. */
  readonly isModelMissing: boolean

  constructor(diagnostic: Diagnostic, cause?: unknown, options: { readonly isModelMissing?: boolean } = {}) {
    super(diagnostic.message, { cause })
    this.diagnostic = diagnostic
    this.isModelMissing = options.isModelMissing ?? false
  }
}
