import type { Proxies } from './proxy.js'

/** A server, and how it is asked. */
export interface HttpHost {
  /** Scheme, host, port and path, without a trailing slash and without credentials: also what messages show. */
  readonly url: string
  /** The value of the Authorization header, where the address has credentials or a key belongs to it. */
  readonly authorization?: string
  /** Further headers of every request, names in small letters. */
  readonly headers?: Readonly<Record<string, string>>
  /** Set where it may have to be asked through a proxy. */
  readonly proxies?: Proxies
}

/** The headers that go with every request to a host. */
export function headersOf({ authorization, headers }: HttpHost): Readonly<Record<string, string>> {
  return { ...(authorization === undefined ? {} : { authorization }), ...headers }
}
