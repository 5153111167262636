/** Which of several processes runs which test file: whoever claims it first. Each claim is a file of one folder. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Claims {
  /** False: somebody else has it. */
  take(file: string): boolean
  /** It was run to its end, and took so long. */
  end(file: string, seconds: number): void
  /** `undefined`: nobody took it; NaN: somebody did, and did not come to its end. */
  secondsOf(file: string): number | undefined
}

export function claimsIn(folder: string): Claims {
  const pathOf = (file: string) => join(folder, encodeURIComponent(file))
  return {
    take: (file) => {
      try {
        writeFileSync(pathOf(file), '', { flag: 'wx' })
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw error
      }
    },
    end: (file, seconds) => writeFileSync(pathOf(file), `${seconds}`),
    secondsOf: (file) => {
      try {
        const said = readFileSync(pathOf(file), 'utf8')
        return said === '' ? Number.NaN : Number(said)
      } catch {
        return undefined
      }
    },
  }
}
