/** What `doctor` says of llama.cpp in a process of our own. */
import type { Check } from '../domain/check-up.js'
import { listed } from './phrases.js'
import { bytesInWords } from './numbers.js'

export function packageIsThere(version: string): Check {
  return { id: 'engine', status: 'ok', summary: `node-llama-cpp ${version} is installed.` }
}

export function fileIsThere(model: string, sizeBytes: number, thinks: boolean | undefined): Check {
  const thinking = thinks === undefined ? '' : thinks ? ', can think' : ', does not think'
  return { id: 'model', status: 'ok', summary: `"${model}" is there: ${bytesInWords(sizeBytes)}${thinking}.` }
}

/** `kind`: "cuda", "metal"…; `false`: there is none that it could use, or none is wanted. */
export function llamaRunsOn(kind: string | false, devices: readonly string[], gpu: boolean | number): Check {
  if (gpu === false || gpu === 0)
    return {
      id: 'place',
      status: 'ok',
      summary: `llama.cpp gets ready, and will run on the CPU, as \`gpu: ${gpu}\` asks.`,
    }
  if (kind !== false)
    return {
      id: 'place',
      status: 'ok',
      summary: `llama.cpp sees a GPU: ${kind}${devices.length === 0 ? '' : ` (${listed(devices)})`}.`,
    }
  return {
    id: 'place',
    status: 'warning',
    summary: `llama.cpp sees no GPU, although \`gpu: ${gpu}\` asks for one: it will run on the CPU.`,
    detail: 'If this machine has none, write `gpu: false`.',
    fix: 'npx node-llama-cpp inspect gpu',
  }
}

/** `said`: how its process ended, and its last words. */
export function llamaDoesNotStart(said: string): Check {
  return {
    id: 'engine',
    status: 'error',
    summary: `llama.cpp does not get ready on this machine (${said}).`,
    fix: 'npx node-llama-cpp inspect gpu',
  }
}

export function sequencesAtOnce(sequences: number): Check {
  return {
    id: 'parallel',
    status: 'ok',
    summary: `${sequences} ${sequences === 1 ? 'completion is' : 'completions are'} written at once (\`sequences\`).`,
  }
}
