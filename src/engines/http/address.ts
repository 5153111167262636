/** What addresses of servers have in common, however they are written. Pure. */

/** An address that a server *listens* on is reached by loopback. */
export function connectable(hostname: string): string {
  if (hostname === '0.0.0.0') return '127.0.0.1'
  return hostname === '[::]' ? '[::1]' : hostname
}

/** Whether it is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || hostname.startsWith('127.')
  )
}

/** The Authorization header for a name and a password in an address; `undefined`: it has none. */
export function credentialsIn({ username, password }: URL): string | undefined {
  if (username === '') return undefined
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}

/** An address as people write it, without the name and the password in it: for messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/[^/@]*@/, '')
}

/** `undefined`: it is no address. */
export function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** Without blanks and quotes around it: `'"sk-…"'` is common in service files. */
export function unquoted(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '')
}
