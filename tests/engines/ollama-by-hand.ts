/** A server that answers each route as a test says, and remembers what it was asked. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import type { Engine } from '../../src/engines/engine.js'
import { ollama } from '../../src/engines/ollama.js'

export interface Asked {
  /** "POST /api/chat". */
  readonly route: string
  /** The request line's own address: a whole one where the server is a proxy. */
  readonly url: string
  readonly body: {
    readonly model?: string
    readonly messages?: readonly unknown[]
    readonly keep_alive?: unknown
    readonly think?: unknown
    readonly options?: Readonly<Record<string, unknown>>
  }
  readonly headers: IncomingMessage['headers']
}

/** The reply: a body, or a status with one, or none at all. `undefined`: the usual. */
export type Said = object | readonly [status: number, body: object | string] | 'silence' | undefined

export interface ByHand {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Requests that load or unload, as "load" or "unload" and the model. */
  turns(): readonly string[]
  /** Completions. */
  calls(): readonly Asked[]
  close(): Promise<void>
}

export const done = { message: { role: 'assistant', content: 'Who? And why?' }, done: true, done_reason: 'stop' }

/** One that has the model "m", unless the test says otherwise. */
export async function serveByHand(answer: (asked: Asked) => Said = () => undefined): Promise<ByHand> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const url = request.url ?? ''
      const { pathname } = new URL(url, 'http://localhost')
      const one: Asked = {
        route: `${request.method ?? ''} ${pathname}`,
        url,
        body: (text === '' ? {} : JSON.parse(text)) as Asked['body'],
        headers: request.headers,
      }
      asked.push(one)
      const said = answer(one) ?? usual(one)
      if (said === 'silence') return
      const [status, body] = replyOf(said)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    turns: () =>
      asked
        .filter(({ route, body }) => route === 'POST /api/chat' && body.messages?.length === 0)
        .map(({ body }) => `${body.keep_alive === 0 ? 'unload' : 'load'} ${body.model ?? ''}`),
    calls: () => asked.filter(({ route, body }) => route === 'POST /api/chat' && body.messages?.length !== 0),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function replyOf(said: object | readonly [number, object | string]): readonly [number, object | string] {
  return Array.isArray(said) ? (said as unknown as readonly [number, object | string]) : [200, said]
}

function usual({ route, body }: Asked): object | readonly [number, string] {
  if (route === 'GET /api/tags') return tagsOf(['m'])
  if (route === 'GET /api/version') return { version: '0.33.0' }
  if (route !== 'POST /api/chat') return [404, '404 page not found']
  return body.messages?.length === 0 ? { ...done, done_reason: body.keep_alive === 0 ? 'unload' : 'load' } : done
}

export function tagsOf(names: readonly string[], more: object = {}): object {
  return { models: names.map((name) => ({ name, digest: 'd'.repeat(64), ...more })) }
}

export interface Session {
  readonly engine: Engine
  readonly said: readonly Diagnostic[]
}

/** Opens an engine on these hosts, and closes all. */
export async function withHosts(
  hosts: readonly { readonly url: string; close?(): Promise<void> }[],
  use: (session: Session) => Promise<void>,
  options: {
    readonly gpu?: boolean | number
    readonly models?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
    readonly settings?: object
  } = {},
): Promise<void> {
  const said: Diagnostic[] = []
  const { gpu = true, models, env = {}, settings } = options
  try {
    const engine = await ollama.open(
      { kind: 'ollama', hosts: hosts.map(({ url }) => url), ...settings },
      { gpu, say: (diagnostic) => void said.push(diagnostic), ...(models === undefined ? {} : { models }) },
      { env },
    )
    try {
      await use({ engine, said })
    } finally {
      await engine.close()
    }
  } finally {
    for (const host of hosts) await host.close?.()
  }
}
