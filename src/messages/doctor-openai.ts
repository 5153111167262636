/** What `doctor` says of servers of the kind of OpenAI. */
import { defined } from '../base/defined.js'
import type { Check } from '../domain/check-up.js'
import { grouped } from './numbers.js'
import type { KeyState } from './openai.js'

/** `build`: what it says of its release; left out: nothing. */
export function serverAnswers(host: string, build: string | undefined): Check {
  return {
    id: 'engine',
    status: 'ok',
    summary: `${host} answers${build === undefined || build === '' ? '' : `: llama-server ${build}`}.`,
  }
}

/** Some gateways have none. */
export function serverListsNothing(host: string): Check {
  return {
    id: 'model',
    status: 'warning',
    summary: `${host} has no list of models: whether it serves yours is not known before the first call.`,
    fix: 'fusionkit build --max-calls 1',
  }
}

/** The server has answered, so the key is good, or none is needed. The key itself is never shown. */
export function keyIsFine(variable: string, key: KeyState, host: string): Check {
  return { id: 'key', status: 'ok', summary: keyWords[key].replace('{key}', variable).replace('{host}', host) }
}

const keyWords: Readonly<Record<KeyState, string>> = {
  sent: '{key} is set, and {host} accepts it.',
  missing: '{key} is not set, and {host} answers without a key.',
  withheld: '{key} is set, and is not sent to {host} over plain http, which answers without it.',
}

/** `pin`: that its weights could be replaced unseen, where so. */
export function modelIsServed(model: string, label: string, pin: string | undefined): Check {
  return {
    id: 'model',
    status: 'ok',
    summary: `"${model}" is served${label === model ? '' : `: ${label}`}.`,
    ...defined({ detail: pin }),
  }
}

/** `has`: what prompt and answer may have together. */
export function serverContext(model: string, has: number): Check {
  return {
    id: 'context',
    status: 'ok',
    summary: `"${model}" is served with room for ${grouped(has)} tokens, prompt and answer together.`,
  }
}

/** `width`: what the config says; `slots`: what the server says. */
export function serverParallel(width: number | 'auto', slots: number | undefined): Check {
  const own = { id: 'parallel', status: 'ok' } as const
  if (slots === undefined)
    return {
      ...own,
      summary:
        width === 'auto'
          ? 'How many calls at once is found out while it builds: the server does not say.'
          : `At most ${width} ${width === 1 ? 'call' : 'calls'} at once (\`concurrency\`); how many the server works on, it does not say.`,
    }
  if (width === 'auto' || width <= slots)
    return {
      ...own,
      summary: `The server works on ${slots} ${slots === 1 ? 'call' : 'calls'} at once, and gets ${width === 'auto' ? 'as many' : width}.`,
    }
  return {
    id: 'parallel',
    status: 'warning',
    summary: `\`concurrency: ${width}\` sends more calls at once than the ${slots} that the server works on: the others wait there.`,
    fix: 'Write `concurrency: auto`, or start the server with more slots (llama-server: --parallel).',
  }
}
