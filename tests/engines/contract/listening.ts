/** Runs `check`, and puts into `printed` whatever this process writes meanwhile. */
export async function listening(printed: string[], check: () => Promise<void>): Promise<void> {
  const streams = [process.stdout, process.stderr]
  const writes = streams.map((stream) => stream.write)
  for (const stream of streams) {
    stream.write = (text: string | Uint8Array) => {
      printed.push(String(text))
      return true
    }
  }
  try {
    await check()
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = writes[index] ?? stream.write
  }
}
