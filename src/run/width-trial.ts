/** So many calm rounds before the first trial; each one that does not help doubles that, up to the most. */
const firstTrialAfter = 4
const lastTrialAfter = 512
const wider = (width: number) => width + (width < 8 ? 1 : 2)
/** A trial takes so many times as many calls as a calm round. */
export const trialRounds = 3

/**
 * Behind a line, one more call changes nothing for the server: it works on as many as before. Where it works on more, what looked like a
 * line is none: the server has become slower at what it does before a call gets its slot. So, now and then, one or two more are tried;
 * and where that helps as many again, for it may be chance.
 */
export function makeWidthTrial() {
  let calm = 0
  let calmWorking = 0
  let after = firstTrialAfter
  let before: { width: number; working: number; helped: boolean } | undefined
  return {
    isOn: () => before !== undefined,
    /** The width for the next round: mostly the same. */
    next(width: number, working: number): number {
      calm += 1
      calmWorking += (working - calmWorking) / calm
      if (calm < after) return width
      before = { width, working: calmWorking, helped: false }
      calm = 0
      after = Math.min(lastTrialAfter, after * 2)
      return wider(width)
    },
    /** `undefined`: nothing was tried. Else the width for the next round. */
    result(width: number, working: number): { readonly isNoLine: boolean; readonly next: number } | undefined {
      const start = before
      before = undefined
      if (!start || width <= start.width) return undefined
      const helps = working - start.working > 0.6 * start.working * (width / start.width - 1)
      if (!helps) return { isNoLine: false, next: start.width }
      if (!start.helped) before = { ...start, helped: true }
      return { isNoLine: start.helped, next: wider(width) }
    },
    /** The width has changed; `isOther`: the server, too. */
    forget(isOther: boolean): void {
      before = undefined
      calm = 0
      if (isOther) after = firstTrialAfter
    },
  }
}
