/**
 * Frames: sentences with a slot for each question.
 *
 * "{D1}, and {d2}?"  A slot is a form and the number of the question: D direct at the start of the sentence, d direct inside it,
 * q quoted, i indirect ("who invented the zip fastener"), n the answer as a noun phrase ("the capital of Togo"), s the same, singular only.
 * A frame that starts with "→" depends on the order of the two, and is not used with the questions swapped.
 */
export const formNames = ['D', 'd', 'q', 'i', 'n', 's'] as const
export type FormName = (typeof formNames)[number]

/** The forms that a question has; `undefined`: that form would not be certain to be right. */
export type Forms = Readonly<Record<FormName, string | undefined>>

export interface Frame {
  /** Literal, slot, literal, slot, literal. */
  readonly literals: readonly [string, string, string]
  readonly slots: readonly [Slot, Slot]
  readonly ordered: boolean
}

interface Slot {
  readonly form: FormName
  /** 0: the first question. 1: the second. */
  readonly of: 0 | 1
}

/** Style → tiers, best first → frames. */
export type FrameTable = Readonly<Record<string, readonly (readonly string[])[]>>
export type Frames = ReadonlyMap<string, readonly (readonly Frame[])[]>

/** The table, ready to be filled in. */
export function compiled(table: FrameTable): Frames {
  return new Map(Object.entries(table).map(([style, tiers]) => [style, tiers.map((tier) => tier.map(frameOf))]))
}

function frameOf(text: string): Frame {
  const ordered = text.startsWith('→')
  const [before = '', first = '', between = '', second = '', after = ''] = text
    .slice(ordered ? 1 : 0)
    .split(/\{(\w\d)\}/)
  return { literals: [before, between, after], slots: [slotOf(first), slotOf(second)], ordered }
}

function slotOf(text: string): Slot {
  return { form: formNames.find((name) => name === text[0]) ?? 'q', of: text[1] === '1' ? 0 : 1 }
}

/** The frame with both questions in it; `undefined` where one of them lacks the form. */
export function fill(frame: Frame, questions: readonly [Forms, Forms]): string | undefined {
  const [one, two] = frame.slots
  const first = questions[one.of][one.form]
  if (first === undefined) return undefined
  const second = questions[two.of][two.form]
  if (second === undefined) return undefined
  const [before, between, after] = frame.literals
  // a phrase set off by a comma ends before "and" and "or", too
  const comma = one.form !== 'q' && first.includes(', ') && /^ (and|or|et|ou) /.test(between) ? ',' : ''
  return before + first + comma + between + second + after
}
