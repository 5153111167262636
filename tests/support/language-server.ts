/** yaml-language-server as an editor runs it: a process that is spoken to over stdin and stdout. */
import { spawn } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface EditorPosition {
  readonly line: number
  readonly character: number
}

export interface EditorDiagnostic {
  readonly message: string
  readonly range: { readonly start: EditorPosition }
}

export interface CompletionItem {
  readonly label: string
  readonly insertText?: string
  readonly documentation?: string | { readonly value: string }
}

export interface LanguageServer {
  /** What is marked in a text; `folder`, from the root, is where it lies, if anywhere else. */
  diagnose(text: string, folder?: string): Promise<readonly EditorDiagnostic[]>
  /** What is offered at `‸`, which is no part of the text. */
  complete(text: string): Promise<readonly CompletionItem[]>
  /** What is shown over `‸`; "": nothing. */
  hover(text: string): Promise<string>
  close(): void
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** Starts one that uses a schema for every YAML file, and fetches nothing. */
export async function startLanguageServer(schema: string, root: string): Promise<LanguageServer> {
  const server = connect()
  const home = pathToFileURL(root).href
  const settings = {
    yaml: {
      schemas: { [pathToFileURL(schema).href]: '*.yaml' },
      schemaStore: { enable: false, url: '' },
      validate: true,
    },
  }
  server.answer('workspace/configuration', ({ items }: { items: readonly { section: string }[] }) =>
    items.map(({ section }) => (section === 'yaml' ? settings.yaml : null)),
  )
  const markdown = ['markdown']
  await server.ask('initialize', {
    processId: process.pid,
    rootUri: home,
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: markdown } },
        hover: { contentFormat: markdown },
      },
    },
  })
  server.tell('initialized', {})
  server.tell('workspace/didChangeConfiguration', { settings })
  let opened = 0
  /** Resolves when it has been looked through. */
  const open = async (text: string, folder = '.') => {
    const uri = new URL(`${folder}/config-${(opened += 1)}.yaml`, `${home}/`).href
    const marked = server.marksOf(uri)
    server.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } })
    return { uri, marks: await marked }
  }
  const at = async (method: string, text: string) => {
    const [before = '', after = ''] = text.split('‸')
    const lines = before.split('\n')
    const { uri } = await open(before + after)
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
    return server.ask(method, { textDocument: { uri }, position })
  }
  return {
    diagnose: async (text, folder) => (await open(text, folder)).marks,
    complete: async (text) => {
      const found = (await at('textDocument/completion', text)) as { items: CompletionItem[] } | CompletionItem[] | null
      return Array.isArray(found) ? found : (found?.items ?? [])
    },
    hover: async (text) => {
      const found = (await at('textDocument/hover', text)) as { contents: { value: string } } | null
      return found?.contents.value ?? ''
    },
    close: server.end,
  }
}

/** The base protocol: JSON-RPC, each message behind a header with its length. */
function connect() {
  const bin = import.meta.resolve('yaml-language-server/bin/yaml-language-server')
  const child = spawn(process.execPath, [fileURLToPath(bin), '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  const marks = new Map<string, (found: readonly EditorDiagnostic[]) => void>()
  const answers = new Map<string, (params: never) => unknown>()
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const got = ({ id, method, params, result, error }: Message) => {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly EditorDiagnostic[] }
      marks.get(uri)?.(diagnostics)
    } else if (method !== undefined && id !== undefined)
      send({ id, result: answers.get(method)?.(params as never) ?? null })
    else if (error !== undefined) waiting.get(id ?? 0)?.reject(new Error(error.message))
    else waiting.get(id ?? 0)?.resolve(result)
  }
  readMessages(child.stdout, got)
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the language server has ended'))
  })
  let asked = 0
  return {
    ask: (method: string, params: object) =>
      new Promise<unknown>((resolve, reject) => {
        waiting.set((asked += 1), { resolve, reject })
        send({ id: asked, method, params })
      }),
    tell: (method: string, params: object) => send({ method, params }),
    answer: (method: string, reply: (params: never) => unknown) => void answers.set(method, reply),
    marksOf: (uri: string) => new Promise<readonly EditorDiagnostic[]>((resolve) => marks.set(uri, resolve)),
    end: () => void child.kill(),
  }
}

function readMessages(stream: NodeJS.ReadableStream, got: (message: Message) => void): void {
  let held = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk])
    for (;;) {
      const end = held.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(held.subarray(0, Math.max(0, end)).toString())?.[1])
      if (end < 0 || held.length < end + 4 + length) return
      const message = held.subarray(end + 4, end + 4 + length).toString()
      held = held.subarray(end + 4 + length)
      got(JSON.parse(message) as Message)
    }
  })
}
