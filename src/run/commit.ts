/**
 * What was made takes its place: temp file → fsync → rename → folder fsync → then the record.
 *
 * Nobody's bytes are lost: what stands at an output's path and is not what we wrote there is kept beside it, and never read.
 */
import { secondsOf } from '../base/clock.js'
import { defined } from '../base/defined.js'
import { type Digest, digestOfFrames } from '../base/hash.js'
import { type RelPath, relPath } from '../domain/path.js'
import type { Output, Tally, Target } from '../domain/target.js'
import { editedByHand } from '../messages/targets.js'
import { fingerprintOf } from '../plan/verdict.js'
import { type Built, digestOfComponents } from '../store/build-log.js'
import type { Staged } from '../targets/staged.js'
import type { BuildParts } from './parts.js'

export interface Committed {
  readonly outputs: readonly Output[]
  /** Every output holds what it held after the last build. */
  readonly sameBytes: boolean
  /** It was built like this before, and no call was needed. */
  readonly restored: boolean
}

/** `incomplete`: the files are not whole, and the next build makes them again. */
export function commit(
  target: Target,
  files: readonly Staged[],
  tally: Tally,
  parts: BuildParts,
  incomplete?: Built['incomplete'],
): Committed {
  const { log, stats } = parts
  const before = new Map((log.targets.get(target.id)?.outputs ?? []).map(({ path, digest }) => [path, digest]))
  const finished = finish(files)
  const outputs = finished
    .filter(({ isOutput }) => isOutput)
    .map(({ path, digest, records, group }): Output => ({
      path,
      digest,
      records,
      ...defined({ group }),
    }))
  for (const { path, digest } of outputs) keepForeignBytes(target, path, digest, before.get(path), parts)
  log.announce(
    target.id,
    outputs.map(({ digest }) => digest),
  )
  for (const { path, digest, writer, isOutput } of finished) {
    if (isOutput && stats.digestOf(path) === digest) {
      writer.discard()
      continue
    }
    writer.place()
    if (isOutput) stats.know(path, digest)
  }
  const hasBeen = record(target, { outputs, tally, ...defined({ incomplete }) }, parts)
  return {
    outputs,
    sameBytes: outputs.length === before.size && outputs.every(({ path, digest }) => before.get(path) === digest),
    restored: hasBeen && tally.calls === 0 && incomplete === undefined,
  }
}

/** Indexes come last: they name what they are about. */
function finish(files: readonly Staged[]): readonly (Staged & { readonly digest: Digest })[] {
  const digests = new Map<RelPath, Digest>()
  const finishOne = (file: Staged) => {
    file.seal?.(digests)
    const { digest } = file.writer.finish()
    digests.set(file.path, digest)
    return { ...file, digest }
  }
  const indexes = files.filter(({ seal }) => seal !== undefined)
  return [...files.filter((file) => !indexes.includes(file)), ...indexes].map(finishOne)
}

function keepForeignBytes(
  target: Target,
  path: RelPath,
  next: Digest,
  last: Digest | undefined,
  parts: BuildParts,
): void {
  const now = parts.stats.digestOf(path)
  if (now === undefined || now === next || now === last || parts.log.wasAnnounced(target.id, now)) return
  const keptAs = relPath(`${path}.edited-${now.slice(0, 8)}`)
  parts.disk.rename(path, keptAs)
  if (last !== undefined) parts.log.keep(keptAs, last)
  parts.emit({ kind: 'diagnostic', diagnostic: editedByHand(path, keptAs, target.kind === 'fusion') })
}

/** Returns whether it is on record that the target was built like this before. */
function record(
  target: Target,
  came: Pick<Built, 'outputs' | 'tally' | 'incomplete'>,
  { log, nowMs }: BuildParts,
): boolean {
  const components = digestOfComponents(target.components)
  const inputs = Object.fromEntries(target.inputs.map(({ name, digest }) => [name, digest]))
  const fingerprint = fingerprintOf({
    kind: target.kind,
    components: target.components,
    componentsDigest: components,
    inputs,
  })
  const { former, hasBeen } = formerBuilds(log.targets.get(target.id), { fingerprint, outputs: came.outputs })
  const built = {
    target: target.id,
    kind: target.kind,
    fingerprint,
    components,
    inputs,
    ...came,
    at: secondsOf(nowMs()),
  }
  log.record({ ...built, ...(former.length === 0 ? {} : { former }) }, target.components)
  return hasBeen
}

/** Enough for somebody who tries a few things and goes back; a thousand groups still make no long log. */
const mostRemembered = 8

type Counting = Pick<Built, 'fingerprint' | 'outputs'>

/** The last build and those before it, newest first, without those that were like this one; and whether there was such a one. */
function formerBuilds(
  last: Built | undefined,
  next: Counting,
): { readonly former: readonly string[]; readonly hasBeen: boolean } {
  const all = last === undefined ? [] : [nameOfBuild(last), ...(last.former ?? [])]
  const now = nameOfBuild(next)
  return { former: all.filter((name) => name !== now).slice(0, mostRemembered), hasBeen: all.includes(now) }
}

/** By what counts of it, what it was made from and what came out: 16 hex digits. */
function nameOfBuild({ fingerprint, outputs }: Counting): string {
  return digestOfFrames([fingerprint, ...outputs.flatMap(({ group, digest }) => [group, digest])]).slice(0, 16)
}
