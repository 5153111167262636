/** Who edits a prompt under an engine that answers by style, and reads none, is told so: once for each prompt. */
import { rootOf } from '../base/root-of.js'
import type { Diagnostic } from '../domain/diagnostic.js'
import type { BuildEvent } from '../domain/event.js'
import type { Project, Recipe } from '../domain/project.js'
import { promptsNotRead } from '../messages/engine-state.js'
import { withoutLanguage } from '../messages/reasons.js'
import { engineKindOf } from './identities.js'

export function readsPrompts(project: Project): boolean {
  return engineKindOf(project).styles === undefined
}

const promptParts = new Set(['prompt', 'system', 'examples'])

/** Whether these edited parts of a variant are all such that the engine does not read them. */
export function areUnread(parts: readonly string[], project: Project): boolean {
  return parts.length > 0 && parts.every((part) => promptParts.has(rootOf(part))) && !readsPrompts(project)
}

/** What to say after an event of a build; `undefined`: nothing. */
export function unreadPromptsOf(project: Project): (event: BuildEvent) => Diagnostic | undefined {
  if (readsPrompts(project)) return () => undefined
  const unsaid = new Set(project.groups.flatMap(({ recipes }) => Object.values(recipes).flatMap(namesIn)))
  return (event) => {
    if (event.kind !== 'target-started') return undefined
    const edited = event.reasons.flatMap((reason) => (reason.kind === 'template-changed' ? [reason.variant] : []))
    const found = [...new Set(edited.map(withoutLanguage))].filter((variant) => unsaid.delete(variant))
    return found.length === 0 ? undefined : promptsNotRead(project.engine.kind, found)
  }
}

const namesIn = ({ variants }: Recipe): readonly string[] => variants.map(({ name }) => name)
