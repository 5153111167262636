/** keep_alive as Ollama reads it (api/types.go, Duration): a Go duration, a number of seconds, and below zero for ever. */

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** In ms; Infinity for ever; undefined where it is no duration. */
export function keepAliveMs(value: string | number): number | undefined {
  if (typeof value === 'number') return value < 0 ? Infinity : value * 1000
  if (value === '0') return 0
  const [, sign, parts = ''] = /^([+-]?)((?:[\d.]+(?:ns|us|µs|ms|s|m|h))+)$/.exec(value) ?? []
  if (parts === '') return undefined
  if (sign === '-') return Infinity
  return [...parts.matchAll(/([\d.]+)([a-zµ]+)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  )
}
