import type { JsonObject } from '../../base/json.js'
import { when } from './shapes.js'
import { snippets } from './snippets.js'

/** What the schema has to know of an engine. */
export interface EngineShape {
  readonly name: string
  readonly description: string
  readonly settings: Readonly<Record<string, JsonObject>>
  readonly needs?: Readonly<Record<string, string>>
}

/** A name, or a mapping with a `kind`; what else the mapping holds is up to that engine. */
export function engineSchema(engines: readonly EngineShape[]): JsonObject {
  const enumOfNames = {
    enum: engines.map(({ name }) => name),
    enumDescriptions: engines.map(({ description }) => description),
  }
  const description = 'Who answers: an engine by its name, or a mapping with `kind` and settings of that engine.'
  return {
    type: ['string', 'object'],
    takes: 'the name of an engine, or a mapping with a kind',
    default: 'ollama',
    description,
    properties: { kind: { type: 'string', description: 'Which engine.', ...enumOfNames } },
    required: ['kind'],
    allOf: [
      {
        anyOf: [
          {
            ...enumOfNames,
            takes: `${enumOfNames.enum.map((name) => `"${name}"`).join(', ')}, or a mapping with a kind`,
          },
          { type: 'object', required: ['kind'] },
          { type: 'object', not: { required: ['kind'] }, defaultSnippets: snippets.engine },
          { not: { type: ['string', 'object'] } }, // of which the type is wrong: said once
        ],
      },
      ...engines.map(settingsOf),
    ],
  }
}

/** What is needed only an editor says by this: `readConfig` gives examples, and needs it of the engine that is used alone. */
function settingsOf({ name, description, settings, needs = {} }: EngineShape): JsonObject {
  return when(
    { type: 'object', required: ['kind'], properties: { kind: { const: name } } },
    {
      properties: { kind: { const: name, description }, ...settings },
      required: Object.keys(needs),
      additionalProperties: false,
    },
  )
}
