/** What can be wrong with a config's sources, groups and output paths. */
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import { suggestion } from './config-shape.js'
import { mistake } from './mistake.js'

export function cutOfFiles(key: string, group: string, place: Place): Diagnostic {
  return mistake(
    'cut-of-files',
    `The group "${group}" has "files", which are one group each: "${key}" cuts a source.`,
    place,
    'Name the files under "sources", and cut that: { source: name, size: 50 }.',
  )
}

export function noGroups(place: Place): Diagnostic {
  return mistake(
    'no-groups',
    'The config has no groups: there is nothing to fuse.',
    place,
    'Add\n  groups:\n    topics: { files: "dataset/question_groups/*.jsonl" }',
  )
}

/** A generator without a template of its own, whose fields the built-in one does not fit. */
export function defaultTemplateOfGenerator(
  key: string,
  template: string,
  source: string,
  lacking: string,
  place: Place,
): Diagnostic {
  return mistake(
    'template-needed',
    `The source "${source}" has no "${key}", and the built-in one, "${template}", reads "${lacking}", which is none of its fields.`,
    place,
    `Write its "${key}", over its own fields.`,
  )
}

export function groupWithoutOrigin(group: string, sources: readonly string[], place: Place): Diagnostic {
  const source = sources[0] ?? 'name'
  return mistake(
    'group-without-origin',
    `The group "${group}" does not say where its questions come from.`,
    place,
    `Add "files: path/to/*.jsonl" or "source: ${source}".`,
  )
}

export function keysExclude(owner: string, keys: readonly string[], place: Place): Diagnostic {
  return mistake(
    'keys-exclude',
    `${owner} has ${keys.map((key) => `"${key}"`).join(' and ')}, which exclude each other.`,
    place,
    'Keep one of them.',
  )
}

export function mergedIsOnePath(place: Place): Diagnostic {
  return mistake(
    'merged-is-one-path',
    '"merged" is one file for all groups: it reads no variables.',
    place,
    'Take the {{ }} out.',
  )
}

export function nameForPath(kind: string, name: string, place: Place): Diagnostic {
  return mistake(
    'name-for-path',
    `A ${kind} cannot be called "${name}": its name becomes part of a path.`,
    place,
    'Letters, digits, "-", "_" and "." are fine; a letter or digit begins it.',
  )
}

export function namesCollide(kind: string, name: string, other: string, place: Place): Diagnostic {
  return mistake(
    'names-collide',
    `The ${kind}s "${other}" and "${name}" would share a file name.`,
    place,
    'Give one of them another name.',
  )
}

export function noVariablesInTemplate(owner: string, place: Place | undefined): Diagnostic {
  return mistake(
    'constant-question',
    `${owner} reads no field: every row would have the same question.`,
    place,
    'Let it read a field, e.g. "{{ question }}".',
  )
}

export function outputIsInput(owner: string, path: string, pattern: string, place: Place | undefined): Diagnostic {
  return mistake(
    'output-is-input',
    `${owner} is written to "${path}", which "${pattern}" reads.`,
    place,
    'What is built is never read as a file: write it elsewhere, let the pattern find less, or, for a generated source, say "source:" in the group.',
  )
}

export function outputOutside(owner: string, path: string, place: Place | undefined): Diagnostic {
  return mistake(
    'output-outside',
    `${owner} is written to "${path}", outside of the project.`,
    place,
    'Choose a path below the folder of the config.',
  )
}

export function outputIsOurs(owner: string, path: string, place: Place | undefined): Diagnostic {
  return mistake(
    'output-is-ours',
    `${owner} is written to "${path}", which holds something else.`,
    place,
    'Choose a path of its own.',
  )
}

export function outputIsNoFile(owner: string, path: string, place: Place | undefined): Diagnostic {
  return mistake(
    'output-is-no-file',
    `${owner} is written to "${path}", which names no file.`,
    place,
    'End it with a file name, e.g. "data.jsonl".',
  )
}

export function outputsShare(owner: string, other: string, path: string, place: Place | undefined): Diagnostic {
  return mistake(
    'outputs-share-path',
    `${owner} and ${other} are both written to "${path}".`,
    place,
    'Give each its own path.',
  )
}

export function pathNeedsGroup(key: string, place: Place | undefined): Diagnostic {
  return mistake(
    'path-needs-group',
    `The path of "${key}" does not tell groups apart: they would overwrite each other.`,
    place,
    'Put {{ group }} into it.',
  )
}

export function sourceWithoutKind(source: string, place: Place): Diagnostic {
  return mistake(
    'source-without-kind',
    `The source "${source}" does not say what it is made of.`,
    place,
    'Add "files: path/to/*.jsonl", or "faker: {}" for the random generator.',
  )
}

export function templatesOfSource(key: string, group: string, source: string, place: Place): Diagnostic {
  return mistake(
    'templates-of-source',
    `The group "${group}" takes its questions from a source: "${key}" has nothing to say there.`,
    place,
    `Write it under "sources", in "${source}".`,
  )
}

export function onlyForFaker(key: string, source: string, place: Place): Diagnostic {
  return mistake(
    'only-for-faker',
    `"${key}" is where the random generator writes; the source "${source}" is files.`,
    place,
    'Take it out.',
  )
}

export function unknownSource(name: string, known: readonly string[], place: Place): Diagnostic {
  return mistake('unknown-source', `No source is called "${name}".`, place, suggestion(name, known, 'The sources are'))
}
