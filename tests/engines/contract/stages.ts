import { llamaCppStage } from './llama-cpp-stage.js'
import { ollamaStage } from './ollama-stage.js'
import { openaiStage } from './openai-stage.js'
import { rulesStage } from './rules-stage.js'
import type { Stage } from './stage.js'

/** Engine → where it is tried. Adding one: a file beside this, a line here. */
export const stages: Readonly<Record<string, Stage>> = {
  ollama: ollamaStage,
  openai: openaiStage,
  'llama-cpp': llamaCppStage,
  rules: rulesStage,
}
