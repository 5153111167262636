/**
 * What has the file of overrides to do with each group?
 *
 * Each fusion has it among its inputs, with the digest of the lines that concern it: so an edit makes stale what it concerns, and
 * nothing else. What concerns a group is known from its questions; it is remembered, so that a build with nothing to do reads none.
 */
import { byCodeUnit } from '../base/by-code-unit.js'
import { type Digest, digestOf, digestOfFrames } from '../base/hash.js'
import { type Diagnostic, hasErrors, UserError } from '../domain/diagnostic.js'
import type { RelPath } from '../domain/path.js'
import type { Project } from '../domain/project.js'
import { saysNothing } from '../domain/says-nothing.js'
import type { FusionTarget, Input } from '../domain/target.js'
import { digestOfComponents } from '../store/build-log.js'
import type { ConcernCache, KnownConcern } from '../store/concern-cache.js'
import type { BuildParts } from './parts.js'

export interface OverridesOfBuild {
  /** The target, with what of the overrides concerns it as one more input. */
  laidOver(target: FusionTarget): Promise<FusionTarget>
  /** All groups there are have been laid over: what was found out is kept, and lines that turned out to concern none are warned of. */
  settled(fusions: readonly FusionTarget[]): Promise<readonly Diagnostic[]>
}

/** Throws `UserError` with all that is wrong in the file. */
export async function overridesOf(parts: BuildParts): Promise<OverridesOfBuild> {
  const path = parts.project.overrides
  return path === undefined ? none : overridesIn(path, parts)
}

const none: OverridesOfBuild = { laidOver: async (target) => target, settled: async () => [] }

async function overridesIn(path: RelPath, parts: BuildParts): Promise<OverridesOfBuild> {
  const { project, stats, concerns = forgetful } = parts
  const digest = stats.digestOf(path)
  const variants = variantsOf(project)
  const state = digest && digestOfFrames(['concerns 1', digest, ...variants])
  const before = state === undefined ? new Map<string, KnownConcern>() : concerns.of(state)
  if (before.size === 0) await mustBeFine(path, digest, variants, parts)
  const met = new Map<string, KnownConcern>()
  let isNew = false

  return {
    laidOver: async (target) => {
      const key = keyOf(target)
      const known = before.get(key)
      const concern = known ?? (await findOut(withInput(target, path, silent), digest, parts))
      if (concern !== undefined) met.set(key, concern)
      isNew ||= known === undefined
      return withInput(target, path, concern ?? silent)
    },
    settled: async (fusions) => {
      if (state !== undefined && (isNew || met.size < before.size)) concerns.save(state, met)
      if (!isNew) return []
      const { idleOverrides } = await import('./idle-overrides.js')
      const taken = new Set([...met.values()].flatMap(({ lines }) => lines))
      return idleOverrides(path, taken, fusions, parts)
    },
  }
}

const silent: KnownConcern = { digest: saysNothing, lines: [] }
const forgetful: ConcernCache = { of: () => new Map(), save: () => {} }

function withInput(target: FusionTarget, path: RelPath, { digest }: KnownConcern): FusionTarget {
  const inputs: Input[] = [...target.inputs, { name: path, path, digest }]
  return { ...target, overrides: path, inputs: inputs.sort((a, b) => byCodeUnit(a.name, b.name)) }
}

/** Everything beside the overrides that decides what of them concerns a group. */
function keyOf({ id, components, inputs }: FusionTarget): string {
  const read = inputs.flatMap(({ name, digest }) => [name, digest])
  return digestOfFrames([id, digestOfComponents(components), ...read]).slice(0, 16)
}

/** Names of all variants that any group asks, sorted. */
function variantsOf({ groups }: Project): readonly string[] {
  const recipes = new Set(groups.flatMap(({ recipes: of }) => Object.values(of)))
  return [...new Set([...recipes].flatMap(({ variants }) => variants.map(({ name }) => name)))].sort()
}

async function mustBeFine(
  path: RelPath,
  digest: Digest | undefined,
  variants: readonly string[],
  { disk, near }: BuildParts,
): Promise<void> {
  const [{ readOverrides }, { overridesAreNotThere, unknownOverrideVariant }, { capped }] = await Promise.all([
    import('../fusion/read-overrides.js'),
    import('../messages/overrides.js'),
    import('../questions/capped.js'),
  ])
  const bytes = digest === undefined ? undefined : await disk.read(path)
  if (bytes === undefined) throw new UserError([overridesAreNotThere(path, near?.(path))])
  const { overrides, diagnostics } = readOverrides(bytes, path)
  const strays = overrides.filter(({ variant }) => !variants.includes(variant))
  const unknown = strays.map(({ variant, place }) => unknownOverrideVariant(variant, variants, place))
  const errors = [...diagnostics, ...unknown].sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0))
  if (errors.length > 0) throw new UserError(capped(errors))
}

/**
 * `undefined`: nobody knows. Something is wrong with its questions, which whoever makes it says; or a file was edited after its digest
 * was taken, and what is made records what it really read.
 */
async function findOut(
  target: FusionTarget,
  overrides: Digest | undefined,
  { disk }: BuildParts,
): Promise<KnownConcern | undefined> {
  const { loadFusion } = await import('../targets/fusion.js')
  const digests = new Map(
    target.inputs.map(({ path, digest }) => [path, path === target.overrides ? overrides : digest]),
  )
  let isAsJudged = true
  const read = async (path: RelPath) => {
    const bytes = (await disk.read(path)) ?? Buffer.alloc(0)
    isAsJudged &&= digestOf(bytes) === digests.get(path)
    return bytes
  }
  const { concern, diagnostics } = await loadFusion(target, read)
  if (concern === undefined || !isAsJudged || hasErrors(diagnostics)) return undefined
  return { digest: concern.digest, lines: concern.overrides.map(({ place }) => place.line) }
}
