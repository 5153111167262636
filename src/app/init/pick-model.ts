/** Which of the models that are there suits a first build? Pure. */
import type { ListedModel } from '../../domain/listed-model.js'

/** The prompts were written for 1B and more; four bits a weight are 0.6 GB for those. */
const leastBytes = 6e8

/** Made for something else than following an instruction: what `base` and `text` models, guards and readers of pictures do is another task. */
const otherTask =
  /(?:^|[-_:./])(?:base|text|code|coder|codellama|starcoder|math|vision|vl|llava|ocr|guard\d?|shieldgemma)(?=$|[-_:./\d])/i

/** They think before each answer, and cannot be told not to. */
const alwaysThinks = /(?:^|\/)(?:gpt-oss|deepseek-r1|qwq|magistral)\b|reason/i

/** They turn texts into vectors; for servers that do not say what a model can do. */
const embeds = /embed|minilm|rerank|(?:^|[-/])bge\b|(?:^|[-/])e5\b/i

/** The models that can complete a prompt on this machine, the most suitable first: the smallest of those that follow instructions. */
export function suitableModels(models: readonly ListedModel[]): readonly ListedModel[] {
  return models
    .filter(({ name, completes, remote }) => completes !== false && remote === undefined && !embeds.test(name))
    .toSorted((a, b) => drawbacks(a) - drawbacks(b) || (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0))
}

function drawbacks({ name, sizeBytes = leastBytes }: ListedModel): number {
  return (otherTask.test(name) ? 4 : 0) + (sizeBytes < leastBytes ? 2 : 0) + (alwaysThinks.test(name) ? 1 : 0)
}
