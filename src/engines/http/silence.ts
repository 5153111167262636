/** What the error of a connection is: the system's code for it, and what that says of the address. */
import type { SilenceCause } from '../../messages/http.js'

/** The system's code of an error, of what caused it, or of the first of several that it stands for (one a resolved address). */
export function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') return code
    if (at instanceof AggregateError) return codeOf(at.errors[0])
  }
  return undefined
}

/** Whether a code is about a certificate (OpenSSL's words for it, and those of Node). */
export function isAboutCertificate(code: string): boolean {
  return /CERT|^ERR_TLS|^UNABLE_TO_/.test(code)
}

/** Whether a code says that the other side speaks no TLS: node:https has one word for it, undici another. */
export function isPlain(code: string): boolean {
  return code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER'
}

/** Why nobody answered, where the error says more than that nobody listens. */
export function silenceCauseOf(error: Error): SilenceCause | undefined {
  const code = codeOf(error)
  if (code === undefined) return undefined
  if (isAboutCertificate(code)) return 'certificate'
  if (isPlain(code)) return 'no-tls'
  if (code.startsWith('HPE_')) return 'no-http'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown-name'
  return code === 'ETIMEDOUT' || code === 'ABORT_ERR' || code === 'UND_ERR_CONNECT_TIMEOUT' ? 'too-late' : undefined
}
