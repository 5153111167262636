/**
 * The config, read, checked, and with every default filled in.
 *
 * JSON all the way down (no functions, maps or dates): it is cached by the digest of the file that it came from,
 * so that a build with nothing to do loads no YAML parser.
 */
import type { JsonObject, JsonScalar } from '../base/json.js'
import type { RelPath } from './path.js'
import type { Override } from './override.js'
import type { Place } from './place.js'

export type Language = 'en' | 'fr'

export interface Project {
  /** The config's file name, relative to the project folder: its build log belongs to it. */
  readonly config: RelPath
  readonly engine: EngineSettings
  /** `true`: as many layers as fit. `false`: CPU only. A number: that many layers. */
  readonly gpu: boolean | number
  readonly sources: readonly Source[]
  readonly groups: readonly GroupRule[]
  readonly output: OutputPaths
  /** The file of overrides; left out: there is none. */
  readonly overrides?: RelPath
  /** What a preview shows; it changes no target. Left out: as the defaults say. */
  readonly preview?: PreviewSettings
  /** Prompt files that were read into templates: the parsed config is only as fresh as they are. */
  readonly promptFiles: readonly RelPath[]
}

export interface PreviewSettings {
  /** How many pairs; `undefined`: 8, or fewer where many variants were edited. */
  readonly pairs?: number
  readonly seed: number
  /** Two questions each, that are always shown. */
  readonly pinned: readonly PinnedPair[]
}

export interface PinnedPair {
  readonly questions: readonly [string, string]
  readonly place: Place
}

/** `kind` names a member of the catalogue in engines/; the other keys are that engine's own settings, defaults filled in. */
export interface EngineSettings {
  readonly kind: string
  readonly [setting: string]: unknown
}

export interface OutputPaths {
  /** A template over `from` (the key under groups) and `group`. */
  readonly groups: Template
  /** A template over `from` and `group`. */
  readonly fusions: Template
  readonly merged: RelPath
}

/** A prompt or column template, parsed once for what it reads. */
export interface Template {
  readonly text: string
  /** Plain: text and `{{ a.b }}` only, rendered on a compiled fast path. Liquid: anything else of the subset. */
  readonly kind: 'plain' | 'liquid'
  /** The dotted paths of the variables that it mentions, sorted, each once: ["q1", "row1.level", "vars.tone"]. */
  readonly reads: readonly string[]
  /** Where it stands, for errors that are found when it is rendered. */
  readonly place?: Place
}

export type Source = FileSource | FakerSource

export interface FileSource {
  readonly kind: 'files'
  readonly name: string
  /** Paths or globs, relative to the project. */
  readonly files: readonly string[]
  readonly question: Template
  readonly answer: Template
  readonly place: Place
}

export interface FakerSource {
  readonly kind: 'faker'
  readonly name: string
  readonly entries: number
  readonly seed: number
  readonly locale: string
  /** Fields whose value comes only once. */
  readonly unique: readonly string[]
  /** In file order. A text names a Faker method ("person.fullName"); a list is drawn from. */
  readonly fields: readonly FieldRule[]
  /** Whether a row keeps its fields beside question and answer: true where the config spells `fields` out. */
  readonly keepsFields: boolean
  readonly question: Template
  readonly answer: Template
  readonly output: RelPath
  readonly place: Place
}

export type FieldRule =
  | { readonly name: string; readonly method: string }
  | { readonly name: string; readonly oneOf: readonly JsonScalar[] }

/** One key under `groups`: it may become many groups. */
export interface GroupRule {
  readonly key: string
  readonly origin: GroupOrigin
  /** Field → the values that are let through. Applied first. */
  readonly where: Readonly<Record<string, readonly JsonScalar[]>>
  /** How many rows are taken, after `where`. `undefined`: all. */
  readonly limit?: number
  readonly pairs: PairRule
  /** What is asked, by language: one entry where the language is given, two under `language: auto` (each group's questions decide). */
  readonly recipes: Partial<Readonly<Record<Language, Recipe>>>
  readonly place: Place
}

export type GroupOrigin =
  /** One group a file, named after it (a slug of its base name). */
  | {
      readonly kind: 'files'
      readonly files: readonly string[]
      readonly question: Template
      readonly answer: Template
    }
  | { readonly kind: 'source'; readonly source: string; readonly cut: Cut }

export type Cut =
  /** One group, named after the key. */
  | { readonly kind: 'whole' }
  /** By position: key-1, key-2, … */
  | { readonly kind: 'size'; readonly size: number }
  /** By hash of the question: key-1 … key-N; an inserted row moves no other. */
  | { readonly kind: 'buckets'; readonly buckets: number }
  /** One group a value of the field: key-<slug>. */
  | { readonly kind: 'by'; readonly field: string }

export type PairRule =
  | { readonly kind: 'all' }
  | { readonly kind: 'sample'; readonly size: number; readonly seed: number }

export interface Recipe {
  readonly language: Language
  /** In file order: the order in which the records of a pair are written. */
  readonly variants: readonly Variant[]
  readonly maxAttempts: number
  /** Where a question may not come twice. */
  readonly unique: 'pair' | 'group'
  /** Whether what a pair lacks is asked for in one call; false where the engine has no such calls. */
  readonly batch: boolean
  /** The columns of a record, in order. */
  readonly record: readonly Column[]
  readonly vars: JsonObject
  /** What the user says of cells of the group that it is for; left out: nothing. No part of the config: it is read when a group is made. */
  readonly overrides?: readonly Override[]
}

export interface Column {
  readonly name: string
  readonly value: Template
}

export interface Variant {
  readonly name: string
  readonly prompt: Template
  /** "" sends no system message. */
  readonly system: Template
  readonly examples: readonly Example[]
  readonly model: string
  readonly sampling: Sampling
  readonly retry: Retry
  readonly checks: Checks
  /**
   * Under `language: auto`: an engine that answers by style asks a pair that is plainly of one of these languages in that one, and its
   * texts are held to these checks. Left out: every pair is asked in the recipe's language.
   */
  readonly checksIn?: Partial<Readonly<Record<Language, Checks>>>
  /** Whether its text becomes a record; false for a step that others read. */
  readonly record: boolean
  /** Which of the rule engine's styles it is. */
  readonly style: string
  /** Names of the variants that its templates read, sorted. */
  readonly parents: readonly string[]
  readonly place: Place
}

/** A few-shot turn: the prompt rendered with `values`, answered by `text`. */
export interface Example {
  readonly values: Readonly<Record<string, string>>
  readonly text: string
}

/** Names as in the config; the values that are sent with a call. */
export interface Sampling {
  readonly temperature: number
  readonly top_p: number
  readonly max_tokens: number
  readonly seed: number
  readonly top_k: number
  readonly min_p: number
  readonly repeat_penalty: number
  readonly repeat_last_n: number
  readonly presence_penalty: number
  readonly frequency_penalty: number
  /** `undefined`: none of ours, the model's own stop words alone. */
  readonly stop?: readonly string[]
}

export interface Retry {
  readonly temperature_step: number
  readonly temperature_max: number
}

/**
 * Check name → its parameter. `false` switches one off and is how an always-on check is left out;
 * a name of the catalogue that is missing here is off.
 */
export type Checks = Readonly<Record<string, JsonScalar | readonly string[]>>
