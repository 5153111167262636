/** Every sentence about question files and groups. */
import { nearest } from '../base/nearest.js'
import { shortened } from '../base/shortened.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import type { Question } from '../domain/question.js'
import { grouped } from './numbers.js'
import { fieldsHint, meantOr } from './phrases.js'

export function answerIsNoText(field: string, kind: string, place: Place): Diagnostic {
  return {
    code: 'answer-is-no-text',
    severity: 'error',
    place,
    message: `The answer of this row is ${kind}: "${field}" must hold a text, a number, true or false.`,
    hint: `A template can pick a part of it, e.g. answer: "{{ ${field}[0] }}" or "{{ ${field}.text }}".`,
  }
}

export function blankQuestion(place: Place): Diagnostic {
  return {
    code: 'blank-question',
    severity: 'error',
    place,
    message: 'The question of this row is blank.',
    hint: 'Write the question, or delete the line.',
  }
}

/** `first` of a file in which no line is JSON: a table, or plain text, and so one mistake and not one a line. */
export function noJsonAtAll(first: Diagnostic, isTable: boolean): Diagnostic {
  return {
    ...first,
    message: isTable
      ? 'This file is a table, and question files are JSON lines.'
      : 'This line is not JSON, and no other line of the file is.',
    hint: isTable
      ? `Each row becomes a line {"question": "…", "answer": "…"}, for example with Python: ${tableToLines}`
      : 'Question files hold one object a line, {"question": "…", "answer": "…"}, or one text in double quotes. `jq -R . old.txt > new.jsonl` puts the quotes.',
  }
}

const tableToLines =
  "`python3 -c 'import csv, json, sys; [print(json.dumps(row)) for row in csv.DictReader(sys.stdin)]' < old.csv > new.jsonl`"

export function brokenJson(place: Place): Diagnostic {
  return {
    code: 'broken-json',
    severity: 'error',
    place,
    message: 'This line is not JSON.',
    hint: 'Question files hold one object a line: {"question": "…", "answer": "…"}',
  }
}

export function byFieldMissing(field: string, key: string, at: Question): Diagnostic {
  return {
    code: 'by-field-missing',
    severity: 'error',
    place: placeOf(at),
    message: `"${key}" is cut by "${field}", and this row has no such field.`,
    hint: `${fieldsHint(field, Object.keys(at.row))} Give the row a value, or leave it out with \`where\`.`,
  }
}

export function byFieldNoScalar(field: string, kind: string, key: string, at: Question): Diagnostic {
  return {
    code: 'by-field-no-scalar',
    severity: 'error',
    place: placeOf(at),
    message: `"${key}" is cut by "${field}", and in this row it is ${kind}.`,
    hint: 'A group is named after the value, so it must be a text, a number, true or false.',
  }
}

export function byValuesShareSlug(
  values: readonly [string, string],
  group: string,
  at: Question,
  first: Question,
): Diagnostic {
  return {
    code: 'by-values-share-slug',
    severity: 'error',
    place: placeOf(at),
    message: `"${values[1]}" and "${values[0]}" (${spot(first)}) would both be the group "${group}".`,
    hint: 'Write the value alike in all rows, or add a field whose values differ in more than case and signs.',
  }
}

export function emptyGroup(group: string, from: string, place?: Place): Diagnostic {
  return {
    code: 'empty-group',
    severity: 'warning',
    ...(place && { place }),
    message: `The group "${group}" has no question, so it makes no pairs.`,
    hint: `Add questions, or take it out of "${from}".`,
  }
}

/** `first`: what is wrong with the first row of a file, and with all the others in the same way. */
export function everyRowAlike(first: Diagnostic, others: number): Diagnostic {
  return {
    ...first,
    message: `${first.message} ${others === 1 ? 'Nor has the other row' : `Nor have the ${grouped(others)} other rows`}.`,
  }
}

export function groupOfOne(group: string, at: Question): Diagnostic {
  return {
    code: 'group-of-one',
    severity: 'warning',
    place: placeOf(at),
    message: `The group "${group}" has one question only, so it makes no pairs.`,
    hint: 'Add a second question, or make the groups larger.',
  }
}

/** Ends a list of errors that would be too long to show. */
export function moreOfThese(left: number, severity: Diagnostic['severity'], place?: Place): Diagnostic {
  return {
    code: 'more-of-these',
    severity,
    ...(place && { place }),
    message: `… and ${grouped(left)} more like these.`,
  }
}

export function noRowPasses(key: string, field: string, values: readonly string[], place: Place): Diagnostic {
  return {
    code: 'no-row-passes',
    severity: 'error',
    place,
    message: `No row passes the \`where\` of "${key}", so it has no group.`,
    hint: `In the rows "${field}" is ${values.map((value) => `"${value}"`).join(', ')}.`,
  }
}

export function nothingFound(pattern: string, near: string | undefined, place: Place): Diagnostic {
  const isGlob = /[*?[\]{}]/.test(pattern)
  return {
    code: 'nothing-found',
    severity: 'error',
    place,
    message: isGlob ? `No file matches "${pattern}".` : `There is no file "${pattern}".`,
    hint: meantOr(
      near,
      isGlob
        ? 'Paths are relative to the folder of the config; files that begin with a dot are passed over.'
        : 'Paths are relative to the folder of the config. For all files of a folder write "folder/*.jsonl".',
    ),
  }
}

/** `encoding`: what it looks like. */
export function notUtf8(place: Place, encoding: 'latin1' | 'utf-16'): Diagnostic {
  return {
    code: 'not-utf8',
    severity: 'error',
    place,
    message:
      encoding === 'utf-16'
        ? 'This file is UTF-16, and not UTF-8.'
        : 'This file is not UTF-8: the first byte that does not fit is on this line.',
    hint: `Save it as UTF-8, e.g. \`iconv -f ${encoding} -t utf-8 old.jsonl > new.jsonl\`.`,
  }
}

export function questionIsNoText(field: string, kind: string, place: Place): Diagnostic {
  return {
    code: 'question-is-no-text',
    severity: 'error',
    place,
    message: `The question of this row is ${kind}: "${field}" must hold a text.`,
    hint: 'Put the question in double quotes.',
  }
}

/** `answersDiffer`: the later one is lost, and so the user should know. */
export function questionTwice(first: Question, second: Question, answersDiffer: boolean): Diagnostic {
  return {
    code: 'question-twice',
    severity: 'warning',
    place: placeOf(second),
    message: answersDiffer
      ? `"${shortened(second.question, 60)}" is here a second time, with another answer: the one of ${spot(first, second)} counts.`
      : `"${shortened(second.question, 60)}" is here a second time and counts once: it stands in ${spot(first, second)}, too.`,
    hint: 'Delete one of the two.',
  }
}

export function rowIsNoObject(kind: string, place: Place): Diagnostic {
  return {
    code: 'row-is-no-object',
    severity: 'error',
    place,
    message: `A row is an object or a text; this one is ${kind}.`,
    hint: 'Write one object a line: {"question": "…", "answer": "…"}',
  }
}

/** `setting`: which template reads the field. `likely`: what a template may read in its place. */
export function rowLacksField(
  path: string,
  setting: 'question' | 'answer',
  row: readonly string[],
  likely: string | undefined,
  place: Place,
): Diagnostic {
  const field = rootOf(path)
  return {
    code: 'row-lacks-field',
    severity: 'error',
    place,
    message: `This row has no "${path}", which its ${setting} is made from.`,
    hint: `${fieldsHint(field, row)} Where the ${setting} has another name, say so in the config, beside \`files\`: ${setting}: "{{ ${nearest(field, row) ?? likely ?? 'name'} }}"`,
  }
}

/** A template of the full language that cannot be rendered with this row. */
export function templateFails(setting: 'question' | 'answer', cause: string, place: Place): Diagnostic {
  return {
    code: 'template-fails',
    severity: 'error',
    place,
    message: `The ${setting} template cannot be filled in for this row: ${cause}`,
    hint: 'Mend the row, or let the template deal with it, e.g. with {% if … %}.',
  }
}

export function whereFieldUnknown(key: string, field: string, known: readonly string[], place: Place): Diagnostic {
  return {
    code: 'where-field-unknown',
    severity: 'error',
    place,
    message: `"${key}" asks for rows with a "${field}", and no row has that field.`,
    hint: fieldsHint(field, known),
  }
}

function rootOf(path: string): string {
  const [root = path, second] = path.split('.')
  return root === 'row' && second !== undefined ? second : root
}

function placeOf({ path, line }: Question): Place {
  return { path, line }
}

/** "line 3" where the reader looks at that file already, else "people.jsonl:3". */
function spot(at: Question, seenFrom: Question = at): string {
  return at.path === seenFrom.path ? `line ${at.line}` : `${at.path}:${at.line}`
}
