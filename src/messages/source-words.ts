/**
 * Which words of a fused question come from which of the two that it was fused from? For the eye: no text is judged by it,
 * so it has words of its own and not those of the check `keeps_both`, which could not change without a new version of that check.
 */

export type SourceOfWord = 'first' | 'second' | undefined

/** Says of a word where it comes from; `undefined`: from both, from neither, or it says too little. */
export function sourceOfWords(first: string, second: string): (word: string) => SourceOfWord {
  const [one, other] = [stemsOf(first), stemsOf(second)]
  return (word) => {
    const stem = stemOf(word)
    if (stem === undefined) return undefined
    const [inOne, inOther] = [one.has(stem), other.has(stem)]
    return inOne === inOther ? undefined : inOne ? 'first' : 'second'
  }
}

function stemsOf(text: string): ReadonlySet<string> {
  return new Set(wordsIn(text).flatMap((word) => stemOf(word) ?? []))
}

/** Words and numbers; what stands between them is no word. */
export const wordsIn = (text: string): readonly string[] =>
  text.match(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? []

/** `undefined`: a small word. Case, accents and endings that change with the sentence do not count. */
function stemOf(word: string): string | undefined {
  const plain = word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^(?:[ldjnmtsc]|qu)['’](?=.)/, '')
    .replace(/['’]s$/, '')
  if (small.has(plain) || (plain.length < 3 && !/\d/.test(plain))) return undefined
  return plain.length <= 3
    ? plain.replace(/s$/, '')
    : plain
        .replace(/ies$/, 'y')
        .replace(/(?:ing|ed|es|s)$/, '')
        .replace(/e$/, '')
}

const small = new Set(
  (
    'the and are was were for from that this these those what which who whom whose when where why how does did has have had can could ' +
    'would will with into its their our his her not but also any you your know tell kindly please ' +
    'les des une dans pour avec que qui quoi quel quelle quels quelles est sont etait ont par sur aux ces cette son ses leur ainsi'
  ).split(' '),
)
