/** How often is tried what could be tried for ever: a few times in `npm test`, many times as often in `npm run soak`. */
const factor = Number(process.env['FUSIONKIT_SOAK'] ?? 1)

export const isSoak = factor > 1

/** `usual`: in `npm test`. */
export function soakRuns(usual: number): number {
  return Math.ceil(usual * factor)
}
