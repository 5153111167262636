/**
 * What a bench hands in, and how it is printed.
 *
 * A row: { what, measured, floor, unit, holds, target }. `measured` and `floor` are medians of the same run, taken in turns, since
 * the machine is shared; the ratio is what a row is judged by, or the number itself where the target is a number.
 */

/** Prints rows as a table, or hands them to run.mjs where that started this file. Never fails: a slow machine is no bug. */
export function report(rows) {
  if (process.send !== undefined) process.send(rows)
  else print(rows)
}

export function print(rows) {
  const cells = [
    ['', 'measured', 'floor', 'ratio', 'target', ''],
    ...rows.map(({ what, measured, floor, unit, target, holds }) => [
      what,
      said(measured, unit),
      floor === undefined ? '' : said(floor, unit),
      floor === undefined ? '' : (measured / floor).toFixed(2),
      target ?? '',
      holds === undefined ? '' : holds ? 'holds' : 'MISSED',
    ]),
  ]
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  for (const row of cells) {
    const [what, ...rest] = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
    )
    console.log([what, ...rest].join('  ').trimEnd())
  }
}

function said(value, unit) {
  const digits = value < 10 ? 1 : 0
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
