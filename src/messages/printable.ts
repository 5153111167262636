/** Text of a model, a file or a user as a terminal may see it: control characters (and with them escape sequences) are taken out. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
}
