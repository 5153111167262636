/**
 * What was made takes its place: temp file → fsync → rename → folder fsync → then the record (contract 22, 23).
 *
 * Nobody's bytes are lost: what stands at an output's path and is not what we wrote there is kept beside it, and never read (contract 36).
 */
import type { Digest } from '../base/hash.js'
import type { RelPath } from '../domain/path.js'
import { relPath } from '../domain/path.js'
import type { Output, Tally, Target } from '../domain/target.js'
import { editedByHand } from '../messages/targets.js'
import { fingerprintOf } from '../plan/verdict.js'
import { digestOfComponents } from '../store/build-log.js'
import type { Staged } from '../targets/staged.js'
import type { BuildParts } from './parts.js'

export interface Committed {
  readonly outputs: readonly Output[]
  /** Every output holds what it held after the last build. */
  readonly sameBytes: boolean
}

export function commit(target: Target, files: readonly Staged[], tally: Tally, parts: BuildParts): Committed {
  const { log, stats } = parts
  const before = new Map((log.targets.get(target.id)?.outputs ?? []).map(({ path, digest }) => [path, digest]))
  const finished = finish(files)
  const outputs = finished
    .filter(({ isOutput }) => isOutput)
    .map(({ path, digest, records, group }): Output => ({
      path,
      digest,
      records,
      ...(group === undefined ? {} : { group }),
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
  record(target, outputs, tally, parts)
  return {
    outputs,
    sameBytes: outputs.length === before.size && outputs.every(({ path, digest }) => before.get(path) === digest),
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
  parts.emit({ kind: 'diagnostic', diagnostic: editedByHand(path, keptAs) })
}

function record(target: Target, outputs: readonly Output[], tally: Tally, { log }: BuildParts): void {
  const components = digestOfComponents(target.components)
  const inputs = Object.fromEntries(target.inputs.map(({ name, digest }) => [name, digest]))
  const fingerprint = fingerprintOf({
    kind: target.kind,
    components: target.components,
    componentsDigest: components,
    inputs,
  })
  log.record(
    { target: target.id, kind: target.kind, fingerprint, components, inputs, outputs, tally },
    target.components,
  )
}
