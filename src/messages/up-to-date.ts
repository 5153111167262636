import { counted } from './numbers.js'

/** `up to date: 12 targets, 24,200 records`. A module of its own: it is all that a build with nothing to do says. */
export function upToDateLine(targets: number, records: number | undefined): string {
  return `up to date: ${counted(targets, 'target')}${records === undefined ? '' : `, ${counted(records, 'record')}`}`
}
