/** What is said of a variant whose texts are nearly all rejected. */
import type { Diagnostic } from '../domain/diagnostic.js'
import type { Hopeless } from '../domain/hopeless.js'
import type { Variant } from '../domain/project.js'
import { onOneLine } from './one-line.js'

export function variantIsHopeless(variant: Variant, { reason, rejected, judged, texts }: Hopeless): Diagnostic {
  const said = texts
    .map(({ text, detail }) => `  "${onOneLine(text, longest)}"${detail === '' ? '' : `: ${detail}`}\n`)
    .join('')
  return {
    code: 'variant-hopeless',
    severity: 'error',
    ...placeOf(variant),
    message: `Of the first ${judged} texts of "${variant.name}" ${rejected} were rejected for one reason, "${reason}". Nothing more of it is asked.`,
    hint: `${texts.length > 1 ? 'Two of them' : 'One of them'}:\n${said}${whatToDo(reason, variant)} To go on all the same: --keep-going.`,
  }
}

/** A built-in prompt has no place; nor has a variant that the config does not even name. */
function placeOf({ prompt, place }: Variant): Pick<Diagnostic, 'place'> {
  if (prompt.place !== undefined) return { place: prompt.place }
  return place.line === 1 && place.column === 1 ? {} : { place }
}

function whatToDo(reason: string, { name, prompt, sampling, retry }: Variant): string {
  const mend = prompt.place === undefined ? 'Give it a prompt of your own under `variants`' : 'Mend its prompt'
  switch (reason) {
    case 'duplicate':
      return `They repeat what other variants or pairs were given: let the prompt of "${name}" ask for something of its own, raise its temperature (now ${sampling.temperature}, with retries up to ${retry.temperature_max}), or take it out.`
    case 'length':
      return `Raise max_tokens under its \`sampling\` (now ${sampling.max_tokens}), or let its prompt ask for less.`
    case 'prompt-too-long':
      return 'Raise context_tokens under `engine`, or shorten its prompt, its system message or its examples.'
    case 'refused':
      return `Who was asked will not answer such pairs: let its prompt ask otherwise, take another model, or take "${name}" out.`
    case 'repeat':
      return `The server stopped them for repeating themselves: raise repeat_penalty under its \`sampling\` (now ${sampling.repeat_penalty}). Or: ${mend.charAt(0).toLowerCase()}${mend.slice(1)}.`
    case 'thinking':
      return `Raise max_tokens under its \`sampling\` (now ${sampling.max_tokens}), or take a model that does not think.`
    case 'empty':
      return `${mend}, raise max_tokens under its \`sampling\` (now ${sampling.max_tokens}), or take another model.`
    default:
      return `${mend}; or, where such texts are good, switch the check off under "${name}": \`checks: { ${reason}: false }\`.`
  }
}

const longest = 160
