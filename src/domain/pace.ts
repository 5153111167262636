/** How fast a model answers, as builds have measured it. */
export interface Pace {
  /** With as many calls under way at once as the builds had. */
  readonly callsPerSecond: number
  /** Mean of a call. `undefined`: the engine does not count tokens. */
  readonly promptTokens?: number
  readonly completionTokens?: number
}

/** What calls will take, by what builds have measured. */
export interface Estimate {
  readonly seconds: number
  /** Left out: the engine does not count tokens. */
  readonly promptTokens?: number
  readonly completionTokens?: number
}
