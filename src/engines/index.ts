import type { EngineKind } from './engine.js'
import { llamaCpp } from './llama-cpp.js'
import { ollama } from './ollama.js'
import { openai } from './openai.js'
import { rules } from './rules.js'

/** Adding an engine: a file beside this one, a line here. */
export const engineKinds: readonly EngineKind[] = [ollama, openai, llamaCpp, rules]
