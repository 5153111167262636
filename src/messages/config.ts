/** What can be wrong with what a config means: names, templates, variants, checks. Sources, groups and paths: config-paths.ts. */
import type { TemplateFault } from '../base/template-fault.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Place } from '../domain/place.js'
import { nearest } from '../base/nearest.js'
import { suggestion } from './config-shape.js'
import { mistake } from './mistake.js'
import { capital, didYouMean, meantOr } from './phrases.js'
import { faultInWords } from './template-faults.js'

export function absolutePath(key: string, path: string, place: Place): Diagnostic {
  return mistake(
    'absolute-path',
    `The path "${path}" of "${key}" is absolute.`,
    place,
    'Write it relative to the folder of the config.',
  )
}

export function builtInNeedsSet(name: string, set: string, place: Place): Diagnostic {
  return mistake(
    'variant-without-prompt',
    `The variant "${name}" has no prompt.`,
    place,
    `Give it a "prompt". To build on the built-in "${name}", add "prompts: ${set}" to the config.`,
  )
}

export function checkParameter(check: string, why: string, place: Place | undefined): Diagnostic {
  return mistake(
    'check-parameter',
    `The check "${check}" cannot use this: ${why}`,
    place,
    'Mend it, or switch the check off with false.',
  )
}

export function cycle(names: readonly string[], place: Place): Diagnostic {
  return mistake(
    'variant-cycle',
    `These variants wait for each other: ${names.join(' -> ')}.`,
    place,
    'Let one of them read the pair instead: {{ q1 }} and {{ q2 }}.',
  )
}

export function emptyPrompt(name: string, place: Place | undefined): Diagnostic {
  return mistake(
    'empty-prompt',
    `The prompt of "${name}" is empty.`,
    place,
    'Write what is asked, e.g. "Merge: {{ q1 }} {{ q2 }}".',
  )
}

export function exampleLacks(
  name: string,
  lacking: readonly string[],
  given: readonly string[],
  place: Place | undefined,
): Diagnostic {
  const names = lacking.map((variable) => `"${variable}"`).join(' and ')
  const meant = given.find((variable) => nearest(variable, lacking) !== undefined)
  return mistake(
    'example-lacks-variable',
    `This example of "${name}" has no ${names}, which the prompt reads.`,
    place,
    `${meant === undefined ? '' : `It has "${meant}": did you mean "${nearest(meant, lacking)}"? `}An example gives every variable of the prompt, and "text", the reply.`,
  )
}

/** A mistake that only one group has. */
export function inGroup(problem: Diagnostic, group: string): Diagnostic {
  return { ...problem, message: problem.message.replace(/[.:]?$/, (end) => ` in the group "${group}"${end || '.'}`) }
}

export function keyNotYet(key: string, place: Place): Diagnostic {
  return mistake(
    'not-yet',
    `"${key}" is reserved, and not there yet.`,
    place,
    `Take it out, or keep it as "x-${key}", which is free for you.`,
  )
}

export function languageOfPrompts(prompts: string, language: string, place: Place): Diagnostic {
  return {
    code: 'language-of-prompts',
    severity: 'warning',
    message: `The prompts "${prompts}" are not of the language "${language}".`,
    place,
    hint: 'Refusals and coverage are judged in that language. Say "language: auto", and it follows the prompts.',
  }
}

export function noColumns(place: Place): Diagnostic {
  return mistake(
    'no-columns',
    'All columns of the record are switched off.',
    place,
    'Keep at least one, e.g. question: "{{ text }}".',
  )
}

export function noRecords(place: Place): Diagnostic {
  return mistake(
    'no-records',
    'No variant becomes a record: all say "record: false".',
    place,
    'Take "record: false" out of one.',
  )
}

export function noVariants(place: Place): Diagnostic {
  return mistake(
    'no-variants',
    'No variant is left: nothing would be asked.',
    place,
    'Add one, or build on the built-in ones with "prompts: en-1".',
  )
}

export function nothingToDrop(name: string, known: readonly string[], place: Place): Diagnostic {
  const hint =
    known.length === 0
      ? 'The built-in variants are not there either: `prompts: en-1` brings them.'
      : suggestion(name, known, 'The variants are')
  return mistake('nothing-to-drop', `There is no variant "${name}" to switch off.`, place, hint)
}

export function promptFileMissing(path: string, near: string | undefined, place: Place): Diagnostic {
  return mistake(
    'prompt-file-missing',
    `There is no file "${path}".`,
    place,
    meantOr(near, 'The path is relative to the folder of the config.'),
  )
}

export function promptReadsNoQuestion(name: string, place: Place | undefined): Diagnostic {
  return mistake(
    'prompt-reads-no-question',
    `The prompt of "${name}" reads no question: it would ask the same for every pair.`,
    place,
    'Let it read the pair, {{ q1 }} and {{ q2 }}, or the text of another variant, e.g. {{ simple }}.',
  )
}

export function reservedColumn(name: string, place: Place): Diagnostic {
  return mistake(
    'reserved-column',
    `A column cannot be called "${name}": trainers read a meaning of their own into that name.`,
    place,
    `Choose another name, e.g. "my_${name}".`,
  )
}

export function reservedVariant(name: string, place: Place): Diagnostic {
  return mistake(
    'reserved-name',
    `A variant cannot be called "${name}": templates know that name as something else.`,
    place,
    'Choose another name.',
  )
}

export function styleUnknown(
  variant: string,
  style: string,
  engine: string,
  styles: readonly string[],
  place: Place,
): Diagnostic {
  const all = styles.join(', ')
  const [message, hint] =
    variant === style
      ? [
          `The engine "${engine}" has no style "${style}", which the variant of that name needs.`,
          `It has ${all}. Say which of them "${variant}" is, as in "style: ${nearest(style, styles) ?? 'fluid'}"; or leave it out with "${variant}: false".`,
        ]
      : [`The engine "${engine}" has no style "${style}".`, didYouMean(style, styles, `It has ${all}.`)]
  return mistake('unknown-style', message, place, hint)
}

export function templateProblem(owner: string, fault: TemplateFault, place: Place | undefined): Diagnostic {
  const { message, hint } = faultInWords(fault)
  return mistake('template', `In ${owner}: ${message.replace(/\.?$/, '.')}`, place, hint)
}

export function textOnlyInRecords(owner: string, variable: string, place: Place | undefined): Diagnostic {
  return mistake(
    'unknown-variable',
    `${capital(owner)} reads "${variable}", which only the columns of the record know.`,
    place,
    'A prompt is rendered before there is an answer.',
  )
}

export function unknownEngine(name: string, known: readonly string[], place: Place | undefined): Diagnostic {
  return mistake('unknown-engine', `No engine is called "${name}".`, place, suggestion(name, known, 'The engines are'))
}

export function unknownPrompts(name: string, known: readonly string[], place: Place): Diagnostic {
  return mistake(
    'unknown-prompts',
    `No set of prompts is called "${name}".`,
    place,
    suggestion(name, known, 'The sets are'),
  )
}

/** `owner`: 'the prompt of "fluid"'. */
export function unknownVariable(
  owner: string,
  variable: string,
  known: readonly string[],
  place: Place | undefined,
): Diagnostic {
  return mistake(
    'unknown-variable',
    `${capital(owner)} reads "${variable}", and there is no such variable.`,
    place,
    suggestion(variable, known, 'There are'),
  )
}

export function unknownVariant(name: string, known: readonly string[], place: Place): Diagnostic {
  return mistake(
    'unknown-variant',
    `No variant is called "${name}".`,
    place,
    suggestion(name, known, 'The variants are'),
  )
}

export function variantInColumn(column: string, variant: string, place: Place | undefined): Diagnostic {
  return mistake(
    'variant-in-column',
    `The column "${column}" reads the variant "${variant}": a record knows its own text alone.`,
    place,
    'Its own text is {{ text }}, and the name of its variant {{ variant }}.',
  )
}

export function variantName(name: string, place: Place): Diagnostic {
  return mistake(
    'variant-name',
    `"${name}" is not a name that a template can read.`,
    place,
    'A variant is called by small letters, digits and "_", and begins with a letter.',
  )
}

export function variantOff(owner: string, variable: string, place: Place | undefined): Diagnostic {
  return mistake(
    'variant-off',
    `${capital(owner)} reads "${variable}", a variant that is left out.`,
    place,
    `Keep "${variable}" (with "record: false" it is only a step), or drop what reads it.`,
  )
}

export function variantWithoutPrompt(name: string, place: Place): Diagnostic {
  return mistake('variant-without-prompt', `The variant "${name}" has no prompt.`, place, 'Give it a "prompt".')
}

export function versionMissing(place: Place): Diagnostic {
  return mistake('version-missing', 'The config does not say its version.', place, 'Begin it with "version: 1".')
}

export function versionUnknown(version: string, place: Place): Diagnostic {
  return mistake(
    'version',
    `This fusionkit reads configs of version 1, not of version ${version}.`,
    place,
    'Say "version: 1", or use another fusionkit.',
  )
}
