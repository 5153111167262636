/** A file that is read in pieces, cut at other places than theirs. */
export interface BytesCutter {
  /** Hands the next bytes on, so many of them, in pieces. Fewer where the file ends before. */
  pass(bytes: number, to: (piece: Buffer) => void): void
  /** Whether it was read to its end by now; what is left of it is read, and handed to nobody. */
  end(): boolean
}

/** Reads the pieces as they are asked for; each part that is handed on is good until the next one. */
export function makeCutter(pieces: Iterable<Buffer>): BytesCutter {
  const reading = pieces[Symbol.iterator]()
  let piece: Buffer = Buffer.alloc(0)
  let isOver = false
  const isEmpty = (): boolean => {
    while (piece.length === 0 && !isOver) {
      const next = reading.next()
      if (next.done === true) isOver = true
      else piece = next.value
    }
    return isOver
  }
  return {
    pass: (bytes, to) => {
      for (let left = bytes; left > 0 && !isEmpty();) {
        const part = piece.subarray(0, left)
        piece = piece.subarray(part.length)
        left -= part.length
        to(part)
      }
    },
    end: () => {
      const wasOver = isEmpty()
      while (!isEmpty()) piece = Buffer.alloc(0)
      return wasOver
    },
  }
}
