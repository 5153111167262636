export interface EndedCall {
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly inFlight: number
  readonly queuedMs: number | undefined
  readonly busyMs: number | undefined
}
export interface AutoWidth {
  readonly width: number
  ended(call: EndedCall): void
  strained(nowMs: number): void
  readonly slots: number | undefined
}
export function makeAutoWidth(): AutoWidth {
  return { width: 4, ended: () => {}, strained: () => {}, slots: undefined }
}
