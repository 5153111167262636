/** Loads node-llama-cpp, and a model with it. */
import { defined } from '../../base/defined.js'
import { messageOf } from '../../base/message-of.js'
import type { LoadOrder, LookOrder, NotLoadedReason, Seen } from './protocol.js'
import type { Native, NativeContext, NativeLlama, NativeModel, NativeSequence, NativeWrapper } from './native.js'

export interface OpenModel {
  readonly native: Native
  readonly llama: NativeLlama
  readonly model: NativeModel
  readonly wrapper: NativeWrapper
  readonly sequences: readonly NativeSequence[]
  /** Of each sequence. */
  readonly contextTokens: number
  /** As `Loaded` has them. */
  readonly gpu: string | false
  readonly layersOnGpu: number
  readonly layers: number
}

/** A step of loading went wrong. */
class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly why: NotLoadedReason

  constructor(why: NotLoadedReason, cause: unknown) {
    super(messageOf(cause), { cause })
    this.why = why
  }
}

/** Throws what `whyNotLoaded` reads. */
export async function openModel(order: LoadOrder): Promise<OpenModel> {
  const said: string[] = []
  const native = await step('package', async () => (await import(order.entry)) as Native)
  const llama = await step('package', async () => startLlama(native, order, said))
  const model = await step('model', async () => loadModel(llama, order), said)
  const context = await step('memory', async () => createContext(model, order), said)
  const wrapper = await step('package', async () => wrapperOf(native, model, order.chatWrapper))
  return {
    native,
    llama,
    model,
    wrapper,
    sequences: Array.from({ length: order.sequences }, () => context.getSequence()),
    contextTokens: context.contextSize,
    gpu: llama.gpu,
    layersOnGpu: model.gpuLayers,
    layers: model.fileInsights.totalLayers,
  }
}

/** Gets llama.cpp ready without a model, and looks which GPUs it would use. Throws what `whyNotLoaded` reads. */
export async function lookAround({ entry, gpu }: LookOrder): Promise<Seen> {
  const native = await step('package', async () => (await import(entry)) as Native)
  const llama = await step('package', async () => startLlama(native, { gpu }, []))
  const devices = llama.gpu === false ? [] : await llama.getGpuDeviceNames().catch(() => [])
  return { gpu: llama.gpu, devices }
}

/** What to report of an error of `openModel` or `lookAround`. */
export function whyNotLoaded(error: unknown): { readonly why: NotLoadedReason; readonly said: string } {
  return { why: error instanceof StepFailed ? error.why : 'package', said: messageOf(error) }
}

/** `said`: errors that native code printed, which say more than what is thrown. */
async function step<Result>(
  why: NotLoadedReason,
  take: () => Promise<Result>,
  said: readonly string[] = [],
): Promise<Result> {
  try {
    return await take()
  } catch (error) {
    const words = said.find((line) => line.trim() !== '')
    throw new StepFailed(reasonOf(error, said) ?? why, words === undefined ? error : new Error(words.trim()))
  }
}

function reasonOf(error: unknown, said: readonly string[]): NotLoadedReason | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'NoBinaryFoundError' || error.constructor.name === 'NoBinaryFoundError') return 'no-binary'
  const isMemory = /memory|vram|alloc/i.test([error.constructor.name, error.message, ...said].join(' '))
  return isMemory ? 'memory' : undefined
}

/** It never compiles and never downloads: what is not there is said. */
async function startLlama(
  native: Native,
  { gpu, threads }: Pick<LoadOrder, 'gpu' | 'threads'>,
  said: string[],
): Promise<NativeLlama> {
  return native.getLlama({
    gpu: gpu === false || gpu === 0 ? false : 'auto',
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: 'error',
    logger: (_level, message) => void said.push(message),
    ...defined({ maxThreads: threads }),
  })
}

/** `gpu: true`: as many layers as leave room for the contexts. */
async function loadModel(llama: NativeLlama, order: LoadOrder): Promise<NativeModel> {
  const { modelPath, gpu, contextTokens, sequences } = order
  const gpuLayers = gpu === true ? { fitContext: { contextSize: contextTokens * sequences } } : Number(gpu)
  return llama.loadModel({ modelPath, gpuLayers })
}

/** A context that does not fit is said, never made smaller: what does not fit into it would be another prompt. */
async function createContext(model: NativeModel, order: LoadOrder): Promise<NativeContext> {
  const { contextTokens: contextSize, sequences, threads } = order
  return model.createContext({
    contextSize,
    sequences,
    failedCreationRemedy: false,
    ...defined({ threads }),
  })
}

/** Resolved once: the model's template is read, and tried, for up to a second. */
function wrapperOf(native: Native, model: NativeModel, type: string): NativeWrapper {
  const wrapper = native.resolveChatWrapper(model, { type })
  return wrapper.wrapperName === 'Qwen' ? new native.QwenChatWrapper({ thoughts: 'discourage' }) : wrapper
}
