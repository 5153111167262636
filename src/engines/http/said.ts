import { isJsonObject, parseJson } from '../../base/json.js'
import { shortened } from '../../base/shortened.js'

const shownCharacters = 300

/**
 * The server's own words. They come as {"error": text}, as {"error": {"message": text}}, as {"message": text}, as {"detail": …}, with
 * another server's JSON inside the text, as plain text, or as the page of a proxy.
 */
export function saidIn(body: string): string {
  let said: unknown = body
  for (let depth = 0; depth < 4; depth += 1) {
    const inner: unknown = typeof said === 'string' ? parseJson(said) : said
    if (!isJsonObject(inner)) break
    said = inner['error'] ?? inner['message'] ?? inner['detail'] ?? ''
  }
  const text = typeof said === 'string' ? said : JSON.stringify(said)
  const plain = /<\/?(html|head|body|title)\b/i.test(text) ? withoutTags(text) : text
  return shortened(plain.replace(/\s+/g, ' ').trim(), shownCharacters)
}

function withoutTags(page: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(page)?.[1]
  return title ?? page.replace(/<[^>]*>/g, ' ')
}
