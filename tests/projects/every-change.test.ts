/**
 * Whatever changes the disk, the n-th of these calls is the last one of its process, or is refused (contract 22, 23, 25).
 * A few of them here, of each kind; `npm run soak` goes through all.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import {
  afterEdits,
  assertRecovers,
  buildHere,
  faultyProcess,
  firstBuild,
  onStage,
  type Scene,
  type Stage,
} from '../support/crash-scenes.js'
import type { Change, Fault, RefusalCode } from '../support/fault-disk.js'
import { cliPath } from '../support/project.js'
import { spec } from '../support/spec.js'

const soak = Number(process.env['FUSIONKIT_SOAK'] ?? 0)
const deadlineMs = soak > 0 ? 3_600_000 : 30_000
const scenes: readonly Scene[] = [firstBuild, afterEdits]

interface Point {
  readonly at: number
  readonly change: Change
  readonly fault: Fault
}

/** All, or so many: of each kind of call one that a hash draws, so that another run of the same code meets the same. */
function drawn(points: readonly Point[], count: number): readonly Point[] {
  if (soak > 0) return points
  const inOrder = points.toSorted((a, b) => (drawOf(a) < drawOf(b) ? -1 : 1))
  const first = new Map(inOrder.toReversed().map((point) => [point.change.call, point]))
  return [...first.values()].toSorted((a, b) => (drawOf(a) < drawOf(b) ? -1 : 1)).slice(0, count)
}

const drawOf = ({ at, change, fault }: Point): string => digestOf(JSON.stringify([at, change, fault]))

function deaths({ changes }: Stage): readonly Point[] {
  return changes.flatMap((change, index): Point[] => [
    { at: index + 1, change, fault: { kind: 'dies', when: 'before' } },
    ...(change.call.startsWith('write')
      ? [{ at: index + 1, change, fault: { kind: 'dies', when: 'torn' } } as const]
      : []),
    ...(index === changes.length - 1
      ? [{ at: index + 1, change, fault: { kind: 'dies', when: 'after' } } as const]
      : []),
  ])
}

/** Every change is refused for each reason, for good or for this time alone. */
function refusals({ changes }: Stage): readonly Point[] {
  const codes: readonly RefusalCode[] = ['ENOSPC', 'EIO', 'EROFS', 'EACCES']
  return changes.flatMap((change, index) =>
    codes.map((code, place): Point => {
      const lasts = (index + place) % 2 === 0
      return { at: index + 1, change, fault: { kind: 'refuses', code, lasts } }
    }),
  )
}

const nameOf = ({ at, change, fault }: Point): string =>
  `${fault.kind === 'dies' ? `killed ${fault.when}` : fault.code} at change ${at}, ${change.call} ${change.path}`

/** Runs the command line to its end, or to its death. */
async function run(root: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [cliPath, 'build'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, said }
}

/** How much is drawn of each in `npm test`. */
const draws = { killed: 3, dead: 5, refused: 5 }

spec('a build that is killed at a change of the disk', (it) => {
  it(
    'leaves whole files, and the next build ends where it would have ended (SIGKILL, contract 22, 23, 25)',
    async () => {
      await Promise.all(
        scenes.map(async (scene) =>
          onStage(scene, async (stage) => {
            const { story, again } = stage
            for (const point of drawn(deaths(stage), draws.killed)) {
              again()
              const before = story.server.stats.calls
              const { signal, code, said } = await run(story.root, faultyProcess(story.root, point.at, point.fault))
              // Calls come in another order each time, so there may be some changes less than were counted.
              assert.ok(signal === 'SIGKILL' || code === 0, `${nameOf(point)}: ${signal ?? code} ${said}`)
              await assertRecovers(stage, story.server.stats.calls - before, `${scene.name}, ${nameOf(point)}`)
            }
          }),
        ),
      )
    },
    { deadlineMs },
  )

  for (const scene of scenes)
    it(
      `the same for ${scene.name} in this process, where nothing that comes after is written`,
      async () =>
        onStage(scene, async (stage) => {
          const { story, again } = stage
          for (const point of drawn(deaths(stage), draws.dead)) {
            again()
            const before = story.server.stats.calls
            await buildHere(story, point.at, point.fault)
            await assertRecovers(stage, story.server.stats.calls - before, nameOf(point))
          }
        }),
      { deadlineMs },
    )
})

spec('a build whose disk refuses a change', (it) => {
  for (const scene of scenes)
    it(
      `says which, and what to do, loses nothing, and the next one goes on for no call that was paid: ${scene.name}`,
      async () =>
        onStage(scene, async (stage) => {
          const { story, again } = stage
          for (const point of drawn(refusals(stage), draws.refused)) {
            again()
            const before = story.server.stats.calls
            const told = await buildHere(story, point.at, point.fault)
            const where = nameOf(point)
            if (told?.exitCode !== 0) {
              assert.is(told?.exitCode, 2, where)
              const [said] = told?.outcome.diagnostics ?? []
              assert.is(said?.code, 'system-refuses', where)
              assert.ok(said?.message.includes(`"${story.root}`), `${where}: ${said?.message}`)
            }
            await assertRecovers(stage, story.server.stats.calls - before, where)
          }
        }),
      { deadlineMs },
    )
})
