/** What are this machine and this project fit for? What `doctor` answers: the same for `--json` and the Node API. */
import type { ExitCode } from './diagnostic.js'

/** Stable, in the order in which they are told; docs/doctor.md has what each looks at. */
export const checkIds = [
  'node',
  'fusionkit',
  'database',
  'config',
  'questions',
  'engine',
  'engine-version',
  'address',
  'proxy',
  'key',
  'model',
  'context',
  'place',
  'parallel',
  'write',
  'disk',
  'file-system',
  'store',
  'last-build',
  'lock',
  'git',
] as const

export type CheckId = (typeof checkIds)[number]

/** warning: it works, but not as well as it could, or only for now. error: a build cannot do its work. */
export type CheckStatus = 'ok' | 'warning' | 'error'

export interface Check {
  readonly id: CheckId
  readonly status: CheckStatus
  /** What was found: one sentence. */
  readonly summary: string
  /** More of it, where there is more to say. */
  readonly detail?: string
  /** What to do: one line, a command where one does it. Of a check that is no `ok`. */
  readonly fix?: string
}

export interface CheckUp {
  readonly v: 1
  /** As it was named. */
  readonly config: string
  /** What `fusionkit doctor` ends with: 0 where nothing is an error. */
  readonly exitCode: ExitCode
  readonly checks: readonly Check[]
}

const ofConfig: ReadonlySet<CheckId> = new Set(['config', 'questions', 'address'])
const ofEngine: ReadonlySet<CheckId> = new Set(['engine', 'key', 'model', 'proxy'])

/** 2: the config or the data is wrong. 3: an engine or a model is not there. 1: anything else. As `build` would end, the first of them. */
export function exitCodeOfChecks(checks: readonly Check[]): ExitCode {
  const errors = checks.filter(({ status }) => status === 'error')
  if (errors.length === 0) return 0
  if (errors.some(({ id }) => ofConfig.has(id))) return 2
  return errors.some(({ id }) => ofEngine.has(id)) ? 3 : 1
}

/** In the order of their ids; those of one id stay as they are. */
export function inOrder(checks: readonly Check[]): readonly Check[] {
  const place = ({ id }: Check) => checkIds.indexOf(id)
  return checks.toSorted((a, b) => place(a) - place(b))
}
