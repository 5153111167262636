import { digestOf } from '../base/hash.js'

const maxLength = 80
/** Letters that have no decomposition into an ASCII letter and a mark. */
const spelled: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ĸ: 'k', ŋ: 'n', ŧ: 't',
} // prettier-ignore

/** Names that Windows keeps for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

const isSlug = /^[a-z0-9_]+(?:-[a-z0-9_]+)*$/

/**
 * A name for files, from any text: [a-z0-9_-], 1 to 80 long, the same for the same text on every system.
 * Where letters are lost (another script, a text that is too long) eight digits of the text's hash keep two texts apart.
 */
export function slug(text: string): string {
  if (isSlug.test(text) && text.length <= maxLength && !reserved.test(text)) return text
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłħıĸŋŧ]/g, (letter) => spelled[letter] ?? letter)
  const name = plain.replace(/[^a-z0-9_]+/g, '-').replace(/^-+|-+$/g, '')
  const isWhole =
    name !== '' && name.length <= maxLength && !reserved.test(name) && !/[^\x00-\x7F]/.test(lettersOf(plain))
  return isWhole ? name : hashed(name, text)
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '')
}

function hashed(name: string, text: string): string {
  const digits = digestOf(text.normalize('NFKC')).slice(0, 8)
  const start = name.slice(0, maxLength - 9).replace(/-+$/, '')
  return start === '' ? digits : `${start}-${digits}`
}
