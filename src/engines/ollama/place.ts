/** Where a loaded model sits: on the GPU or the CPU. Pure. */
import { isJsonObject } from '../../base/json.js'
import { findModel } from './models.js'

/** What /api/ps says of a model, in bytes. */
export interface Place {
  readonly size: number
  /** Of it on the GPU. */
  readonly onGpu: number
}

/** `undefined`: it does not say. */
export function placeOf(model: string, ps: unknown): Place | undefined {
  const listed = isJsonObject(ps) && Array.isArray(ps['models']) ? (ps['models'] as unknown[]) : []
  const models = listed.flatMap((entry) => {
    if (!isJsonObject(entry)) return []
    const name = entry['name'] ?? entry['model']
    const { size, size_vram: onGpu } = entry
    if (typeof name !== 'string' || typeof size !== 'number' || typeof onGpu !== 'number') return []
    return [{ name, size, onGpu }]
  })
  return findModel(model, models)
}

/** Whether it sits where it was asked to. Partly on the CPU is no mistake: there is no room for more. */
export function isAsAsked(gpu: boolean | number, { onGpu }: Place): boolean {
  return gpu === false || gpu === 0 ? onGpu === 0 : onGpu > 0
}

/** The share on the CPU, in percent: as `ollama ps` shows it. */
export function percentOnCpu({ size, onGpu }: Place): number {
  return size <= 0 ? 0 : Math.round((Math.max(0, size - onGpu) / size) * 100)
}
