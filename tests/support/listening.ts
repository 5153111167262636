/** How a fake server listens, loses everybody, and listens again: real connections on 127.0.0.1, each of which can be cut. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface Connections {
  /** Since it began. */
  connections: number
  /** Now. */
  open: number
}

export interface Listening {
  readonly url: string
  /** Closes every connection and the port. */
  goDown(): Promise<void>
  /** Listens again, on the same port. */
  comeUp(): Promise<void>
}

/** `counts` is kept true, and `changed` called, whenever a connection ends. `wanted`: a port; left out: one that is free. */
export async function listening(
  listener: RequestListener,
  counts: Connections,
  changed: () => void,
  wanted = 0,
): Promise<Listening> {
  const sockets = new Set<Socket>()
  const server = createServer(listener)
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket) => {
    sockets.add(socket)
    counts.connections += 1
    counts.open = sockets.size
    socket.on('close', () => {
      sockets.delete(socket)
      counts.open = sockets.size
      changed()
    })
  })
  const listenOn = async (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listenOn(wanted)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    comeUp: async () => listenOn(port),
    goDown: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.resetAndDestroy()
      await closed
    },
  }
}

/** What a request brings; nothing where it broke off. */
export async function readBody(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let text = ''
  try {
    for await (const chunk of request) text += String(chunk)
  } catch {
    return ''
  }
  return text
}
