/** At most so many characters (UTF-16 units) of a text; "…" stands for the rest of one that is cut. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
