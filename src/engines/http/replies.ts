/** Replies that are none, as errors. */

/** The server answered with an error. */
export class ErrorReply extends Error {
  override readonly name = 'ErrorReply'
  readonly status: number
  readonly body: string
  /** As the server asked with Retry-After. */
  readonly retryAfterMs: number | undefined

  constructor(status: number, body: string, retryAfterMs: number | undefined) {
    super(`HTTP ${status}`)
    this.status = status
    this.body = body
    this.retryAfterMs = retryAfterMs
  }
}

/** 200, and no JSON: cut, empty, or somebody else's page. */
export class UnreadableReply extends Error {
  override readonly name = 'UnreadableReply'
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * How long the server asks to wait: `retry-after-ms`, or Retry-After in seconds or as a date, which is measured against the server's
 * own clock, since ours may be off. RFC 9110, 10.2.3.
 */
export function retryAfter(headers: Headers): number | undefined {
  const milliseconds = String(headers['retry-after-ms'] ?? '').trim()
  if (/^\d+(\.\d+)?$/.test(milliseconds)) return Math.round(Number(milliseconds))
  const value = String(headers['retry-after'] ?? '').trim()
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1_000)
  const wait = Date.parse(value) - Date.parse(String(headers['date'] ?? ''))
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
