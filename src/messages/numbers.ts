/** "24,200". Not by `Intl`: loading its tables takes 15 ms, a fifth of a build with nothing to do. */
export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** 12,345 → 12,300 with three digits. */
export function significant(count: number, digits = 3): number {
  return count === 0 ? 0 : Number(count.toPrecision(digits))
}

/** "1 record", "24,200 records" */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}

/** "0.4 s", "12 s", "3 min 5 s", "2 h 10 min" */
export function span(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100)
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** "duplicate 3, refusal 1": most frequent first. */
export function tallied(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return sorted.map(([name, count]) => `${name} ${grouped(count)}`).join(', ')
}

/** "2026-11-30T02:10:00Z" → "2026-11-30 02:10:00 UTC" */
export function timeInWords(iso: string): string {
  return iso.replace('T', ' ').replace(/Z$/, ' UTC')
}

/** "2.0 GB", "5 MB": as Ollama counts them, 10⁹ and 10⁶ bytes. */
export function bytesInWords(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : 'less than 1 MB'
}
