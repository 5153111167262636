/** A gate that lets a few in at once, and all whose way is open: in the order in which they came. */
export interface FewAtOnce {
  /** `undefined` where `isOpen` holds; else resolves when there is room, or it holds, with what gives the place back. */
  enter(isOpen: () => boolean): Promise<() => void> | undefined
  /** Something may have opened. */
  look(): void
}

interface Waiting {
  readonly isOpen: () => boolean
  readonly letIn: (leave: () => void) => void
}

/** `most`: so many have a place at once. */
export function makeFewAtOnce(most: number): FewAtOnce {
  const waiting: Waiting[] = []
  let inside = 0

  function place(): () => void {
    inside += 1
    return () => {
      inside -= 1
      const next = inside < most ? waiting.shift() : undefined
      next?.letIn(place())
    }
  }

  return {
    enter: (isOpen) => {
      if (isOpen()) return undefined
      if (inside < most) return Promise.resolve(place())
      return new Promise((letIn) => waiting.push({ isOpen, letIn }))
    },
    look: () => {
      for (const one of waiting.splice(0)) {
        if (one.isOpen()) one.letIn(noPlace)
        else waiting.push(one)
      }
    },
  }
}

function noPlace(): void {}
