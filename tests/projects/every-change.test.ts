/**
 * Whatever changes the disk, the n-th of these calls is the last one of its process, or is refused (contract 22, 23, 25).
 * A few of them here, of each kind; `npm run soak` goes through all.
 */
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/base/hash.js'
import {
  afterEdits,
  assertRecovers,
  buildElsewhere,
  buildHere,
  changesElsewhere,
  firstBuild,
  onStage,
  type Scene,
} from '../support/crash-scenes.js'
import type { Change, Fault, RefusalCode } from '../support/fault-disk.js'
import { isSoak, soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import type { Told } from '../support/story.js'

const scenes: readonly Scene[] = [firstBuild, afterEdits]

interface Point {
  readonly at: number
  readonly change: Change
  readonly fault: Fault
}

/** All, or so many: of each kind of call one that a hash draws, so that another run of the same code meets the same. */
function drawn(points: readonly Point[], count: number): readonly Point[] {
  if (isSoak) return points
  const inOrder = points.toSorted((a, b) => (drawOf(a) < drawOf(b) ? -1 : 1))
  const first = new Map(inOrder.toReversed().map((point) => [point.change.call, point]))
  return [...first.values()].toSorted((a, b) => (drawOf(a) < drawOf(b) ? -1 : 1)).slice(0, count)
}

const drawOf = ({ at, change, fault }: Point): string => digestOf(JSON.stringify([at, change, fault]))

function deaths(changes: readonly Change[]): readonly Point[] {
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
function refusals(changes: readonly Change[]): readonly Point[] {
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

/** How much is drawn of each in `npm test`; a process of its own is dear, and there is one scene for those. */
const draws = { killed: 2, dead: 2, refused: 2 }
const killedScenes = isSoak ? scenes : [afterEdits]

spec('a build that is killed at a change of the disk', (it) => {
  it('leaves whole files, and the next build ends where it would have ended (SIGKILL, contract 22, 23, 25)', async () => {
    await Promise.all(
      killedScenes.map(async (scene) =>
        onStage(scene, async (stage) => {
          const { story, again } = stage
          for (const point of drawn(deaths(await changesElsewhere(stage)), draws.killed)) {
            again()
            const before = story.server.stats.calls
            const { signal, code, said } = await buildElsewhere(story, point)
            // Calls come in another order each time, so there may be some changes less than were counted.
            assert.ok(signal === 'SIGKILL' || code === 0, `${nameOf(point)}: ${signal ?? code} ${said}`)
            await assertRecovers(stage, story.server.stats.calls - before, `${scene.name}, ${nameOf(point)}`)
          }
        }),
      ),
    )
  })
})

spec('a build whose process dies, or whose disk refuses, at a change (in this process)', (it) => {
  for (const scene of scenes)
    it(`says what was refused and what to do, loses nothing, and the next one goes on for no call that was paid: ${scene.name}`, async () =>
      onStage(scene, async (stage) => {
        const { story, again, changes } = stage
        for (const point of [...drawn(deaths(changes), draws.dead), ...drawn(refusals(changes), draws.refused)]) {
          again()
          const before = story.server.stats.calls
          const told = await buildHere(story, point.at, point.fault)
          if (told !== undefined && told.exitCode !== 0) assertSaid(told, story.root, nameOf(point))
          await assertRecovers(stage, story.server.stats.calls - before, nameOf(point))
        }
      }))
})

function assertSaid({ exitCode, outcome }: Told, root: string, where: string): void {
  assert.is(exitCode, 2, where)
  const [said] = outcome.diagnostics
  assert.is(said?.code, 'system-refuses', where)
  assert.ok(said?.message.includes(`"${root}`), `${where}: ${said?.message}`)
}

const pool = [
  'Why do cats purr?',
  'What is glass made of?',
  'Where does the Danube rise?',
  'Who was first?',
  'How far is it?',
]
const questions = fc.subarray(pool, { minLength: 2, maxLength: 4 })
const projects = fc.record({
  before: fc.option(questions, { nil: undefined }),
  now: questions,
  variants: fc.subarray(['fluid', 'brief'], { minLength: 0 }),
  more: fc.constantFrom({}, { unique: 'group' }, { batch: true }, { max_attempts: 1 }),
  isEdited: fc.boolean(),
})

/** Any small project, built before or not, with an output that somebody edited or without. */
function sceneOf({
  before,
  now,
  variants,
  more,
  isEdited,
}: typeof projects extends fc.Arbitrary<infer T> ? T : never): Scene {
  return {
    name: 'a random project',
    prepare: async (story) => {
      story.configure((config) => {
        const all = { fluid: 'Fluently: <q>{{ simple }}</q>', brief: 'Briefly: <q>{{ fluid }}{{ simple }}</q>' }
        const chosen = Object.entries(all).filter(
          ([name]) => variants.includes(name) && (name === 'fluid' || variants.length > 1),
        )
        config['variants'] = { simple: 'Merge: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>', ...Object.fromEntries(chosen) }
        Object.assign(config, more)
      })
      if (before !== undefined) {
        story.questions('questions/music.jsonl', before)
        assert.is((await story.build()).exitCode, 0)
        if (isEdited) story.write('dataset/fusion_datasets/music.jsonl', 'mine\n')
      }
      story.questions('questions/music.jsonl', now)
    },
  }
}

spec('any project', (it) => {
  it('ends in the same bytes wherever a build of it died (contract 25, 39)', () =>
    fc.assert(
      fc.asyncProperty(
        projects,
        fc.nat(),
        fc.constantFrom('before' as const, 'torn' as const),
        (project, place, when) =>
          onStage(sceneOf(project), async (stage) => {
            const at = 1 + (place % stage.changes.length)
            stage.again()
            const before = stage.story.server.stats.calls
            await buildHere(stage.story, at, { kind: 'dies', when })
            const change = stage.changes[at - 1]
            const where = `killed ${when} change ${at}, ${change?.call} ${change?.path}`
            await assertRecovers(stage, stage.story.server.stats.calls - before, where)
          }),
      ),
      { numRuns: soakRuns(1) },
    ))
})
