/** Builds that are cut off or refused at one change of the disk, and what must hold after that, wherever it was. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { type Change, type Fault, type FaultPlan, watchDisk } from './fault-disk.js'
import { pathsBelow } from './paths-below.js'
import { cliPath } from './start-cli.js'
import { type Config, inStory, type Story, type Told } from './story.js'
import { freshFolder } from './temp-folder.js'

/** How many calls may be on their way, and so be paid twice. */
const concurrency = 4

export interface Scene {
  readonly name: string
  /** Builds and edits, up to the build that is going to be met by a fault. */
  prepare(story: Story): Promise<void>
}

const config = (): Config => ({
  version: 1,
  sources: { people: { faker: { entries: 4 } } },
  groups: { topics: { files: 'questions/*.jsonl' }, folk: { source: 'people', size: 2 } },
  variants: {
    simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>',
    fluid: 'Fluently please: <q>{{ simple }}</q>',
  },
})

const tunes = 'dataset/fusion_datasets/music.jsonl'

export const firstBuild: Scene = { name: 'a first build', prepare: async () => {} }

/** A question, a prompt and an output edited, an output and a group gone. */
export const afterEdits: Scene = {
  name: 'a build after edits',
  prepare: async (story) => {
    story.questions('questions/old.jsonl', ['Who was first?', 'Who was last?'])
    assert.is((await story.build()).exitCode, 0)
    story.write('questions/music.jsonl', story.read('questions/music.jsonl').replace('violin', 'viola'))
    story.write(tunes, `${story.read(tunes)}mine\n`)
    story.remove('questions/old.jsonl')
    story.remove('dataset/batch_fusion_generator')
    story.configure((now) => Object.assign(now['variants'] as object, { brief: 'Briefly please: <q>{{ simple }}</q>' }))
  },
}

/** A scene that stands, and can be set up again and again. */
export interface Stage {
  readonly story: Story
  /** Outputs before the build, and after one that nothing happens to. */
  readonly before: Readonly<Record<string, string>>
  readonly good: Readonly<Record<string, string>>
  /** What that build asked, and what it changed, in order. */
  readonly calls: number
  readonly codes: readonly string[]
  readonly changes: readonly Change[]
  /** Sets the scene once more. */
  again(): void
}

export async function onStage(scene: Scene, act: (stage: Stage) => Promise<void>): Promise<void> {
  const kept = freshFolder('scene')
  try {
    await inStory(
      {},
      async (story) => {
        await scene.prepare(story)
        cpSync(story.root, kept, { recursive: true, preserveTimestamps: true })
        const before = story.outputs()
        const disk = watchDisk({ folder: story.root })
        const { calls, codes, exitCode, text } = await story.build().finally(disk.restore)
        assert.is(exitCode, 0, text)
        const again = () => {
          for (const name of readdirSync(story.root)) rmSync(join(story.root, name), { recursive: true })
          cpSync(kept, story.root, { recursive: true, preserveTimestamps: true })
        }
        await act({ story, before, good: story.outputs(), calls, codes, changes: disk.changes, again })
      },
      config(),
    )
  } finally {
    rmSync(kept, { recursive: true })
  }
}

/** A process that has ended. */
const nobody = spawnSync(process.execPath, ['--version']).pid

/** The lock that a dead process left. Where it died in this one, it is said of one that is gone. */
function bury({ root }: Story): void {
  const path = join(root, '.fusionkit/lock')
  if (!existsSync(path)) return
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replaceAll(`"processId":${process.pid},`, `"processId":${nobody},`))
}

/** What became of a build in this process; `undefined`: it is dead. */
export async function buildHere(story: Story, at: number, fault: Fault): Promise<Told | undefined> {
  const disk = watchDisk({ folder: story.root, at, fault })
  try {
    return await story.build()
  } catch (error) {
    if (fault.kind === 'dies' && disk.isMet) return undefined
    throw error
  } finally {
    disk.restore()
    bury(story)
  }
}

const preload = fileURLToPath(new URL('fault-preload.js', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
}

/** The command line in a process of its own, to its end, or until it is killed for good. */
export async function buildElsewhere(
  { root }: Story,
  plan: Partial<FaultPlan> & { readonly list?: string },
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', preload, cliPath, 'build'], {
    cwd: root,
    env: { ...process.env, FUSIONKIT_TEST_FAULT: JSON.stringify({ folder: root, ...plan }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, said }
}

/** What such a process changes, what it puts into the store included. */
export async function changesElsewhere({ story, again }: Stage): Promise<readonly Change[]> {
  again()
  const list = join(story.root, 'changes.json')
  const { code, said } = await buildElsewhere(story, { list })
  assert.is(code, 0, said)
  return (JSON.parse(readFileSync(list, 'utf8')) as { readonly changes: readonly Change[] }).changes
}

/** The next build brings everything to where it would have been, for no more than was on its way, and leaves nothing behind. */
export async function assertRecovers({ story, before, good, calls, codes }: Stage, callsSoFar: number, where: string) {
  assertWhole(story, before, good, where)
  const next = await story.build()
  assert.is(next.exitCode, 0, `${where}: ${next.text}`)
  assert.equal(
    next.codes.filter((code) => code !== 'lock-taken-over' && !codes.includes(code)),
    [],
    `${where}: ${next.text}`,
  )
  assert.equal(story.outputs(), good, where)
  const again = callsSoFar + next.calls - calls
  assert.ok(again <= concurrency + 1, `${where}: ${again} calls were paid twice`)
  assert.equal((await story.build()).outcome.ran, [], `${where}: then there is nothing to do`)
  assert.equal(leftovers(story.root), [], where)
}

/** What a reader may see at any instant: nothing, the old file, or the new one; and what was edited by hand, somewhere. */
export function assertWhole(story: Story, before: Stage['before'], good: Stage['good'], where: string): void {
  const now = story.outputs()
  for (const [path, text] of Object.entries(now))
    if (path.startsWith('dataset/') && !path.endsWith('-tmp'))
      assert.ok(text === good[path] || text === before[path], `${where}: ${path} is not whole`)
  const edited = Object.values(before).filter((text) => text.endsWith('mine\n'))
  for (const text of edited) assert.ok(Object.values(now).includes(text), `${where}: what was edited is lost`)
}

export function leftovers(root: string): string[] {
  return pathsBelow(root).filter((path) => /[.-]tmp$|\/lock/.test(path) && !path.endsWith('lock.mdb'))
}
