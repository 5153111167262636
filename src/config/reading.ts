import { defined } from '../base/defined.js'
import { rootOf } from '../base/root-of.js'
import { readTemplate, TemplateProblem } from '../base/template.js'
import type { Check } from '../checks/check.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import { type RelPath, relPath } from '../domain/path.js'
import type { Place } from '../domain/place.js'
import type { FakerSource, Template } from '../domain/project.js'
import type { EngineKind } from '../engines/engine.js'
import * as say from '../messages/config.js'
import { builtIn, type Passage, passageOfFile } from './passage.js'
import type { PromptSet } from './prompt-set.js'
import { type TextFile, textFile } from './text-file.js'
import { type MapNode, placeOf, type ScalarNode } from './tree.js'

export interface Catalogues {
  readonly engines: readonly EngineKind[]
  readonly checks: readonly Check[]
  /** By the name that `prompts` gives: "en-1". */
  readonly promptSets: Readonly<Record<string, PromptSet>>
}

export interface ConfigInput {
  readonly text: string
  /** Of the config, relative to the project folder: for places. */
  readonly path: RelPath
  /** What the command line says instead of the file. */
  readonly overrides: { readonly engine?: string; readonly model?: string; readonly gpu?: boolean }
  readonly catalogues: Catalogues
  /** The text of a file of the project; `undefined`: it is not there. */
  readFile(path: RelPath): Promise<string | undefined>
  /** The file that a mistyped path most likely meant. Left out: nobody looks. */
  near?(path: string): string | undefined
  /** What is wrong with a generator's Faker methods and locale. Loads Faker; left out, nobody looks. */
  checkGenerator?(source: FakerSource): Promise<readonly Diagnostic[]>
}

/** A config that is being read: what every step looks at, and where it puts what is wrong. */
export interface Reading {
  readonly input: ConfigInput
  readonly file: TextFile
  readonly root: MapNode
  readonly promptFiles: ReadonlySet<RelPath>
  /** Says what is wrong, once: the same mistake is met again in every group and language. `group`: found only there. */
  readonly report: (problem: Diagnostic, group?: string) => void
  readonly problems: () => readonly Diagnostic[]
  /** `undefined`: there is something wrong with it, which is then said. `owner`: 'the prompt of "fluid"'. */
  readonly template: (passage: Passage, owner: string) => Promise<Template | undefined>
  /** A text that is built in: one passage for one text, so that its template is read once. */
  readonly builtIn: (text: string) => Passage
  /** The text of a prompt file; `undefined`: it cannot be had, which is then said. */
  readonly promptFile: (path: ScalarNode) => Promise<Passage | undefined>
}

export function startReading(input: ConfigInput, file: TextFile, root: MapNode): Reading {
  const problems = new Map<string, Diagnostic>()
  const templates = new Map<Passage, Promise<Template | undefined>>()
  const builtIns = new Map<string, Passage>()
  const promptFiles = new Map<RelPath, Promise<Passage | undefined>>()
  const report = (problem: Diagnostic, group?: string): void => {
    const key = JSON.stringify([
      problem.code,
      problem.message,
      problem.place?.path,
      problem.place?.line,
      problem.place?.column,
    ])
    if (!problems.has(key)) problems.set(key, group === undefined ? problem : say.inGroup(problem, group))
  }
  return {
    input,
    file,
    root,
    get promptFiles() {
      return new Set(promptFiles.keys())
    },
    report,
    problems: () => [...problems.values()],
    template: (passage, owner) => {
      const known = templates.get(passage) ?? readPassage(passage, owner, report)
      templates.set(passage, known)
      return known
    },
    builtIn: (text) => {
      const passage = builtIns.get(text) ?? builtIn(text.trim())
      builtIns.set(text, passage)
      return passage
    },
    promptFile: async (node) => {
      const written = String(node.value)
      const place = placeOf(file, node.span)
      if (isAbsolutePath(written)) {
        report(say.absolutePath('file', written, place))
        return undefined
      }
      const path = relPath(written)
      const found = promptFiles.get(path) ?? readPromptFile(input, path)
      promptFiles.set(path, found)
      const passage = await found
      if (passage === undefined) report(say.promptFileMissing(written, input.near?.(path), place))
      return passage
    },
  }
}

/** On any system: "/x", "\\server", "C:\x". */
export const isAbsolutePath = (path: string): boolean => /^([/\\]|[A-Za-z]:)/.test(path)

async function readPromptFile(input: ConfigInput, path: RelPath): Promise<Passage | undefined> {
  const text = await input.readFile(path)
  // one prompt on every system: git may write CRLF on Windows
  return text === undefined ? undefined : passageOfFile(textFile(path, text.replaceAll('\r\n', '\n')))
}

async function readPassage(passage: Passage, owner: string, report: Reading['report']): Promise<Template | undefined> {
  try {
    const { kind, reads } = await readTemplate(passage.text)
    return { text: passage.text, kind, reads, ...defined({ place: passage.place }) }
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error
    const { offset, length } = error.span
    report(say.templateProblem(owner, error.fault, passage.at(offset, length)))
    return undefined
  }
}

/** Where a template reads a variable: the first output or tag that mentions it, else the whole text. */
export function placeOfRead(passage: Passage, path: string): Place | undefined {
  const root = rootOf(path)
  for (const wanted of [path, root]) {
    const name = new RegExp(`(?<![\\w.])${wanted.replaceAll('.', '\\s*\\.\\s*')}(?!\\w)`, 'u')
    for (const { 0: tag, index } of passage.text.matchAll(/\{\{.*?\}\}|\{%.*?%\}/gs)) {
      const found = name.exec(tag)
      if (found !== null) return passage.at(index + found.index, found[0].length)
    }
  }
  return passage.place
}
