/** What will calls take? By what builds have measured; nothing is said where one of the models was never measured. */
import type { Estimate, Pace } from '../domain/pace.js'

export function estimateOf(
  callsOf: ReadonlyMap<string, number>,
  paceOf: (model: string) => Pace | undefined,
): Estimate | undefined {
  let sum: Estimate = { seconds: 0, promptTokens: 0, completionTokens: 0 }
  for (const [model, calls] of callsOf) {
    const pace = paceOf(model)
    if (pace === undefined) return undefined
    sum = {
      seconds: sum.seconds + calls / pace.callsPerSecond, // one model after the other
      ...tokens('promptTokens', sum, pace, calls),
      ...tokens('completionTokens', sum, pace, calls),
    }
  }
  return callsOf.size === 0 ? undefined : rounded(sum)
}

type Kind = 'promptTokens' | 'completionTokens'

function tokens(kind: Kind, sum: Estimate, pace: Pace, calls: number): Partial<Estimate> {
  const [before, mean] = [sum[kind], pace[kind]]
  return before === undefined || mean === undefined ? {} : { [kind]: before + mean * calls }
}

function rounded({ seconds, ...counts }: Estimate): Estimate {
  const whole = Object.entries(counts).map(([kind, count]) => [kind, Math.round(count)] as const)
  return { seconds: Math.round(seconds * 10) / 10, ...Object.fromEntries(whole) }
}
