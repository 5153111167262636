/** What of Liquid a template may use. */

/** The tags of the subset, as they open. */
export const liquidTags: readonly string[] = 'if unless case for break continue raw comment'.split(' ')
/** The filters of the subset: pure, the same everywhere and every day. */
export const liquidFilters: readonly string[] = (
  'abs append at_least at_most capitalize ceil compact concat default divided_by downcase first floor join last ' +
  'lstrip map minus modulo plus prepend remove remove_first remove_last replace replace_first replace_last reverse ' +
  'round rstrip size slice sort split squish strip strip_newlines sum times truncate truncatewords uniq upcase where'
).split(' ')
/** Tags that belong to one that opens. */
export const innerTags: readonly string[] = 'elsif else when endif endunless endcase endfor endraw endcomment'.split(
  ' ',
)
/** Characters of a template and of what it renders; also what filters and ranges may allocate. */
export const sizeLimit = 1_000_000
