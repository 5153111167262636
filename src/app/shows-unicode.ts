/** Whether a terminal can be trusted to show more than ASCII: by its kind, and by the character set of the locale. */
export function showsUnicode(
  { TERM, LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
): boolean {
  if (TERM === 'dumb' || TERM === 'linux') return false // the console of the kernel has 512 glyphs
  const locale = [LC_ALL, LC_CTYPE, LANG].find((name) => name !== undefined && name !== '')
  // these have Unicode whatever the environment says, and most often it says nothing
  if (locale === undefined) return platform === 'win32' || platform === 'darwin'
  return /utf-?8/i.test(locale)
}
