/**
 * What engines say that ask servers over HTTP, whatever the server: connections, deadlines, proxies.
 *
 * The functions that return a `Diagnostic` end a build; those that return a text are the message of a `CallFailed`.
 */
import type { Diagnostic } from '../domain/diagnostic.js'

/** The deadline of a request passed. `setting`: what says how long that is, where the user can. */
export function callTookTooLong(host: string, seconds: number, setting?: string): string {
  return `No answer from ${host} within ${seconds} s${setting === undefined ? '' : ` (${setting})`}.`
}

/** The connection could not be made, or broke. `cause` is the system's word for it: "ECONNRESET". */
export function connectionBroke(host: string, cause: string): string {
  return `The connection to ${host} broke before the answer was complete (${cause}).`
}

/** HTTP_PROXY, HTTPS_PROXY. */
export function proxyNotUnderstood(text: string, variable: string): Diagnostic {
  return {
    code: 'proxy-address',
    severity: 'error',
    message: `"${text}" in ${variable} is not the address of a proxy.`,
    hint: 'Write it as http://host:port, or name the hosts that need no proxy in NO_PROXY.',
  }
}

/** The proxy will not pass a request on. */
export function proxyRefuses(host: string, proxy: string, status: number): Diagnostic {
  const why = status === 407 ? 'wants a name and a password' : `refuses it (HTTP ${status})`
  return {
    code: 'proxy-refuses',
    severity: 'error',
    message: `${host} is asked through the proxy ${proxy}, which ${why}.`,
    hint: 'If the host needs no proxy, name it in NO_PROXY. A name and a password are written as http://name:password@proxy:port.',
  }
}

/** 200 with a body that is no answer of a model. */
export function replyNotUnderstood(host: string, what: string): string {
  return `${host} answered with something that is no completion: ${what}.`
}

/** An error status, with what the server said about it. */
export function serverSaid(host: string, status: number, said: string): string {
  return `${host} answered ${status}${said === '' ? '' : `: ${said}`}`
}

/** Why a server that may well be running does not answer. */
export type SilenceCause = keyof typeof silences

/** What is to be done about it hangs on the engine, but for the first. */
export type SilenceHints = Readonly<Record<Exclude<SilenceCause, 'certificate' | 'too-late'>, string>>

export interface SilenceWords {
  readonly said: string
  readonly hint: string
}

/** What a silence is called, and what to do about it. `startIt`: where no more is known than that nobody listens. */
export function silenceWords(
  why: SilenceCause | undefined,
  proxy: string | undefined,
  { startIt, ...hints }: SilenceHints & { readonly startIt: string },
): SilenceWords {
  const hint = why === undefined ? startIt : { ...commonHints, ...hints }[why]
  return {
    said: `${proxy === undefined ? '' : ` through the proxy ${proxy}`}${why === undefined ? '' : silences[why]}`,
    hint: proxy === undefined ? hint : `If it needs no proxy, name its host in NO_PROXY. ${hint}`,
  }
}

const silences = {
  certificate: ': its certificate is not trusted',
  'no-http': ': what listens there speaks something else',
  'no-tls': ': what listens there does not speak https',
  'too-late': ' in time',
  'unknown-name': ': nobody knows a host of that name',
} as const

const commonHints = {
  certificate:
    'Name the file of your own certificate authority in NODE_EXTRA_CA_CERTS, or use the name that the certificate is for.',
  'too-late':
    'Check the address, and that no firewall is in between. A server that is stuck wants to be started again.',
}
