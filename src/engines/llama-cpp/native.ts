/**
 * What is used of node-llama-cpp, as its version 3.22 has it. Written down here, since the package is an optional one: the product is
 * compiled, and its types are true, without it.
 */

export interface Native {
  getLlama(options: {
    readonly gpu: 'auto' | false
    readonly build: 'never'
    readonly skipDownload: true
    readonly progressLogs: false
    readonly logLevel: 'error'
    logger(level: string, message: string): void
    readonly maxThreads?: number
  }): Promise<NativeLlama>
  readonly LlamaChat: new (options: {
    readonly contextSequence: NativeSequence
    readonly chatWrapper: NativeWrapper
  }) => NativeChat
  readonly QwenChatWrapper: new (options: { readonly thoughts: 'discourage' }) => NativeWrapper
  resolveChatWrapper(model: NativeModel, options: { readonly type: string }): NativeWrapper
}

export interface NativeLlama {
  readonly gpu: string | false
  getGpuDeviceNames(): Promise<readonly string[]>
  loadModel(options: {
    readonly modelPath: string
    readonly gpuLayers: number | { readonly fitContext: { readonly contextSize: number } }
  }): Promise<NativeModel>
  createGrammarForJsonSchema(schema: object): Promise<NativeGrammar>
}

export interface NativeModel {
  readonly gpuLayers: number
  readonly fileInsights: { readonly totalLayers: number }
  readonly tokenizer: unknown
  createContext(options: {
    /** Of each sequence. */
    readonly contextSize: number
    readonly sequences: number
    readonly failedCreationRemedy: false
    readonly threads?: number
  }): Promise<NativeContext>
}

export interface NativeContext {
  /** Of each sequence. */
  readonly contextSize: number
  getSequence(): NativeSequence
}

export interface NativeSequence {
  readonly tokenMeter: { getState(): { readonly usedOutputTokens: number } }
  compareContextTokens(tokens: readonly number[]): { readonly firstDifferentIndex: number }
}

export type NativeGrammar = object

export type NativeHistory = readonly (
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly string[] }
)[]

export interface NativeWrapper {
  readonly wrapperName: string
  generateContextState(options: { readonly chatHistory: NativeHistory }): {
    readonly contextText: { tokenize(tokenizer: unknown): readonly number[] }
  }
}

export interface NativeChat {
  generateResponse(history: NativeHistory, options: NativeOptions): Promise<NativeResponse>
  dispose(options: { readonly disposeSequence: false }): void
}

export interface NativeOptions {
  readonly signal: AbortSignal
  readonly maxTokens: number
  readonly temperature: number
  readonly topK: number
  readonly topP: number
  readonly minP: number
  readonly seed: number
  readonly repeatPenalty:
    | false
    | {
        readonly lastTokens: number
        readonly penalty: number
        readonly presencePenalty: number
        readonly frequencyPenalty: number
        readonly penalizeNewLine: true
      }
  readonly customStopTriggers?: readonly string[]
  readonly budgets: { readonly thoughtTokens: 0 }
  readonly contextShift: { strategy(): never }
  readonly grammar?: NativeGrammar
}

export interface NativeResponse {
  readonly response: string
  readonly fullResponse: readonly (string | { readonly type: string; readonly text?: string })[]
  readonly metadata: { readonly stopReason: string }
}
