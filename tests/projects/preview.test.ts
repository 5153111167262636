/** A preview, by itself and in a watch: it shows a few pairs, and what it asks the build does not pay again. */
import * as assert from 'uvu/assert'
import { loadProject } from '../../src/app/load-project.js'
import { hostSurroundings } from '../../src/app/host.js'
import { previewProject, type PreviewOptions } from '../../src/app/preview.js'
import type { BuildEvent } from '../../src/domain/event.js'
import type { PreviewedCell, PreviewEvent } from '../../src/domain/preview.js'
import { eachAlone } from '../support/batches.js'
import type { Respond } from '../support/fake-ollama/respond.js'
import { spec } from '../support/spec.js'
import { animals, type Config, distinct, inStory, music, type Story } from '../support/story.js'
import { inWatch, type Watching } from '../support/watching.js'

/** `animals` and `music`, three prompts. */
const cells = 27

const variantsOf = (config: Config) => config['variants'] as Record<string, unknown>

function editPrompt(story: Story, variant: string, say: string): void {
  story.configure((config) => {
    const variants = variantsOf(config)
    variants[variant] = `${say} ${String(variants[variant])}`
  })
}

async function preview(story: Story, options: PreviewOptions = {}, signal = new AbortController().signal) {
  const before = story.server.stats.calls
  const events: (BuildEvent | PreviewEvent)[] = []
  const config = await loadProject(story.root, 'fusion.config.yaml', {})
  const run = { emit: (event: BuildEvent | PreviewEvent) => void events.push(event), signal }
  const { outcome, exitCode } = await previewProject(config, options, hostSurroundings(), run)
  const shown = events.flatMap((event): PreviewedCell[] => (event.kind === 'preview-cell' ? [event.cell] : []))
  const chosen = events.find((event) => event.kind === 'preview-chosen')
  const codes = events.flatMap((event) => (event.kind === 'diagnostic' ? [event.diagnostic.code] : []))
  return { outcome, exitCode, shown, events, codes, chosen, calls: story.server.stats.calls - before }
}

/** Each manner has texts of its own. */
const inManners: Respond = (body) => {
  const manner = /^In manner \d/.exec(body.messages.at(-1)?.content ?? '')?.[0]
  return manner === undefined ? distinct(body) : `${manner}: ${distinct(body) as string}`
}

/** What a build from scratch asks. */
async function build(story: Story): Promise<number> {
  let calls = 0
  await inStory({ respond: inManners }, async (other) => {
    const { engine: _engine, ...own } = JSON.parse(story.read('fusion.config.yaml')) as Config
    other.configure((config) => void Object.assign(config, own))
    calls = (await other.build()).calls
  })
  return calls
}

/** `fluid` and `brief` have the same text, always. */
const likeTwins: Respond = (body) => {
  const prompt = body.messages.at(-1)?.content ?? ''
  return /please/.test(prompt)
    ? distinct({ ...body, messages: [{ role: 'user', content: prompt.replace(/^\w+/, 'So') }] })
    : distinct(body)
}

/** What is previewed once more, after a build: it is wholly stored. */
async function textsOf(story: Story, shown: readonly PreviewedCell[]) {
  const again = await preview(story, { variants: [...new Set(shown.map(({ variant }) => variant))], pairs: 2 })
  return again.shown.map(({ now }) => (now.kind === 'text' ? now.text : undefined))
}

const nothingWritten = (story: Story) => assert.equal(story.outputs(), {})

spec('a preview', (it) => {
  it('of an edited prompt shows eight pairs, before and now, writes no output, and what it asked is not asked again', async () =>
    inStory({}, async (story) => {
      await story.build()
      const outputs = story.outputs()
      editPrompt(story, 'fluid', 'Very')
      const { shown, outcome, calls, exitCode, chosen } = await preview(story)
      assert.is(exitCode, 0)
      assert.is(calls, 8)
      assert.is(shown.length, 8)
      assert.equal(
        chosen?.variants.map(({ name, parts, place }) => [name, parts, place?.path]),
        [['fluid', ['prompt'], 'fusion.config.yaml']],
      )
      for (const { variant, before, now } of shown) {
        assert.is(variant, 'fluid')
        assert.is(before?.kind, 'text')
        assert.is(now.kind, 'text')
        assert.not.equal(before, now)
      }
      assert.equal(outcome, { kind: 'shown', cells: 8, changed: 8, rejected: 0, calls: 8 })
      assert.equal(story.outputs(), outputs)
      assert.is((await preview(story)).calls, 0, 'shown once more, it costs nothing')
      assert.is((await story.build()).calls, 1, 'nine pairs, of which eight are paid for')
    }))

  it('asks only what the edited variant reads: of a project that was never built the pair’s own question, too', async () =>
    inStory({}, async (story) => {
      const { shown, calls } = await preview(story, { variants: ['fluid'], pairs: 3 })
      assert.is(shown.length, 3)
      assert.is(calls, 6, 'simple, and fluid')
      assert.ok(shown.every(({ before }) => before === undefined))
      nothingWritten(story)
      assert.is((await story.build()).calls, cells - 6)
      assert.is(story.server.repeated().length, 0)
    }))

  it('of a project that was never built shows every variant on a few pairs', async () =>
    inStory({}, async (story) => {
      const { shown, chosen } = await preview(story)
      assert.equal(
        chosen?.variants.map(({ name }) => name),
        ['simple', 'fluid', 'brief'],
      )
      assert.is(shown.length, 24)
      assert.is((await story.build()).calls, cells - 24)
    }))

  it('asks what may take the text of what it reads, too: or nobody knows how to ask', async () =>
    inStory({ respond: inManners }, async (story) => {
      story.configure((config) => {
        // by chance some of them come before simple: which ones hangs on digests
        for (let n = 0; n < 6; n += 1)
          variantsOf(config)[`other_${n}`] = `In manner ${n}: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>`
      })
      const { shown, exitCode } = await preview(story, { variants: ['fluid'], pairs: 4 })
      assert.is(exitCode, 0)
      assert.ok(shown.every(({ now }) => now.kind === 'text'))
      const { calls } = story.server.stats
      assert.ok(calls > 8, 'simple and fluid, and whoever comes before simple')
      const alone = await build(story)
      assert.is((await story.build()).calls, alone - calls)
      assert.is(story.server.repeated().length, 0)
    }))

  it('of simple alone is no preview of what reads it', async () =>
    inStory({}, async (story) => {
      await story.build()
      editPrompt(story, 'simple', 'Please')
      const { shown, calls } = await preview(story)
      assert.is(calls, 8)
      assert.ok(shown.every(({ variant }) => variant === 'simple'))
    }))

  it('shows the same pairs whatever was edited, and others with another seed', async () =>
    inStory({}, async (story) => {
      const pairs = async (options: PreviewOptions) =>
        (await preview(story, { pairs: 3, ...options })).shown.map(({ pair }) => pair.join(' '))
      const fluid = await pairs({ variants: ['fluid'] })
      assert.equal(await pairs({ variants: ['brief'] }), fluid)
      assert.not.equal(await pairs({ variants: ['fluid'], seed: 3 }), fluid)
      story.configure((config) => (config['preview'] = { seed: 3, pairs: 2 }))
      const { shown } = await preview(story, { variants: ['fluid'] })
      assert.is(shown.length, 2)
    }))

  it('shows pinned pairs first, and warns of one that is nowhere; to pin one costs nothing', async () =>
    inStory({}, async (story) => {
      await story.build()
      const pinned = [
        [animals[2][0], animals[0][0]],
        [animals[2][0], music[0][0]],
      ]
      story.configure((config) => (config['preview'] = { pinned }))
      assert.equal((await story.build()).outcome.ran, [])
      editPrompt(story, 'fluid', 'Very')
      const { shown, codes } = await preview(story, { pairs: 2 })
      assert.is(shown.length >= 2, true)
      assert.is(shown[0]?.isPinned, true)
      assert.equal(shown[0]?.pair, [animals[0][0], animals[2][0]])
      assert.equal(codes, ['pinned-pair-is-nowhere'])
    }))

  it('of nothing edited says so, and names what there is', async () =>
    inStory({}, async (story) => {
      await story.build()
      const { outcome, exitCode, calls } = await preview(story)
      assert.equal(outcome, { kind: 'nothing-edited', known: ['simple', 'fluid', 'brief'] })
      assert.is(exitCode, 0)
      assert.is(calls, 0)
    }))

  it('of a variant that was not edited shows what was built, for no call', async () =>
    inStory({}, async (story) => {
      await story.build()
      const { shown, calls, outcome } = await preview(story, { variants: ['fluid'] })
      assert.is(calls, 0)
      assert.ok(shown.every(({ before, now }) => JSON.stringify(before) === JSON.stringify(now)))
      assert.equal(outcome, { kind: 'shown', cells: 8, changed: 0, rejected: 0, calls: 0 })
    }))

  it('of a variant that there is not is a mistake, with the one that was meant', async () =>
    inStory({}, async (story) => {
      const { outcome, exitCode } = await preview(story, { variants: ['fliud'] })
      assert.is(exitCode, 2)
      assert.is(outcome.kind === 'failed' && outcome.diagnostics[0]?.hint, 'Did you mean "fluid"?')
    }))

  it('marks what is rejected, with the reason, and keeps what was answered', async () =>
    inStory(
      { respond: (body) => (body.messages.at(-1)?.content.includes('Odd') ? 'No question.' : distinct(body)) },
      async (story) => {
        story.configure((config) => (config['max_attempts'] = 2))
        await story.build()
        editPrompt(story, 'fluid', 'Odd')
        const { shown, outcome, calls } = await preview(story, { pairs: 2 })
        assert.is(calls, 4, 'two attempts each')
        for (const { now } of shown) assert.is(now.kind === 'rejected' && now.reason, 'ends_with')
        assert.is(outcome.kind === 'shown' && outcome.rejected, 2)
        assert.is((await story.build()).calls, (2 * cells) / 3 - 4)
      },
    ))

  it('does not call a pinned pair gone that is in a group without the edited variant', async () =>
    inStory({}, async (story) => {
      story.configure((config) => {
        config['groups'] = {
          wild: { files: 'questions/animals.jsonl', variants: { only: 'Only here: <q>{{ simple }}</q>' } },
          loud: { files: 'questions/music.jsonl' },
        }
        config['preview'] = { pinned: [[music[0][0], music[1][0]]] }
      })
      const { codes, shown } = await preview(story, { variants: ['only'], pairs: 2 })
      assert.equal(codes, [])
      assert.ok(shown.every(({ isPinned }) => !isPinned))
    }))

  it('of variants that come to one text shows what a build would keep: the later one goes on to its next attempt', async () =>
    inStory({ respond: likeTwins }, async (story) => {
      story.configure((config) => (config['max_attempts'] = 2))
      const { shown } = await preview(story, { pairs: 2 })
      await story.build()
      assert.equal(
        await textsOf(story, shown),
        shown.map(({ now }) => (now.kind === 'text' ? now.text : undefined)),
      )
      assert.is(shown.filter(({ now }) => now.kind === 'rejected').length, 2)
    }))

  it('where nobody answers ends with exit code 3, and leaves nothing', async () =>
    inStory({}, async (story) => {
      await story.server.goDown()
      const { exitCode, outcome, events } = await preview(story)
      assert.is(exitCode, 3)
      assert.is(outcome.kind, 'failed')
      assert.is(events.at(-1)?.kind, 'preview-ended')
      await story.server.comeUp()
    }))

  it('waits for its turn: another one at work is exit code 75', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      const build = story.build()
      await story.server.when(({ inFlight }) => inFlight === 4)
      assert.is((await preview(story)).exitCode, 75)
      story.server.release()
      await build
    }))

  it('that is interrupted keeps what was in flight (contract 26)', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      const stop = new AbortController()
      const shown = preview(story, { variants: ['simple'], pairs: 4 }, stop.signal)
      await story.server.when(({ inFlight }) => inFlight === 4)
      stop.abort()
      story.server.release()
      const { exitCode, outcome } = await shown
      assert.is(exitCode, 130)
      assert.equal(outcome, { kind: 'aborted', calls: 4 })
      assert.is((await story.build()).calls, cells - 4)
    }))
})

const cellsShown = ({ events }: Watching) => events.filter(({ kind }) => kind === 'preview-cell').length

/** What makes calls depend on each other: name → how it is configured. */
const settings: Readonly<Record<string, (config: Config) => void>> = {
  'batch: true': (config) => (config['batch'] = true),
  'unique: group': (config) => (config['unique'] = 'group'),
  'two prompts that fuse': (config) => {
    // which of them keeps a text is decided by digest: with one of these it is the other one
    variantsOf(config)['blend'] = 'Blend: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2> or so'
    variantsOf(config)['join'] = 'Join, too: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>'
  },
  'several models': (config) => {
    variantsOf(config)['fluid'] = { prompt: 'Fluently please: <q>{{ simple }}</q>', model: 'qwen3:4b' }
    variantsOf(config)['brief'] = 'Briefly please: <q>{{ fluid }}</q>'
  },
  'a step that is no record': (config) => {
    variantsOf(config)['simple'] = { prompt: String(variantsOf(config)['simple']), record: false }
  },
}

spec('what a preview asks', (it) => {
  const looks: Readonly<Record<string, PreviewOptions>> = {
    'all variants': {},
    'one variant': { variants: ['fluid'], pairs: 4 },
    'two variants': { variants: ['fluid', 'brief'], pairs: 4 },
  }
  const options = { respond: eachAlone(distinct), models: { 'llama3.2:latest': {}, 'qwen3:4b': {} } }
  for (const [name, configure] of Object.entries(settings)) {
    it(`is what a build would ask, in the calls that it would make: ${name}`, async () => {
      const calls: number[] = []
      const outputs: unknown[] = []
      for (const look of [undefined, ...Object.values(looks)])
        await inStory(options, async (story) => {
          story.configure(configure)
          const previewed = look === undefined ? undefined : await preview(story, look)
          assert.is(previewed?.exitCode ?? 0, 0)
          assert.ok(previewed?.shown.every(({ now }) => now.kind !== 'failed') ?? true)
          const built = await story.build()
          calls.push((previewed?.calls ?? 0) + built.calls)
          outputs.push(story.outputs())
          assert.equal(story.server.repeated(), [])
        })
      assert.equal(
        calls,
        calls.map(() => calls[0]),
        Object.keys(looks).join(', '),
      )
      assert.equal(
        outputs,
        outputs.map(() => outputs[0]),
      )
    })
  }

  it('of two edited styles under batch: true is one call a pair', async () =>
    inStory(options, async (story) => {
      story.configure((config) => (config['batch'] = true))
      await story.build()
      editPrompt(story, 'fluid', 'Very')
      editPrompt(story, 'brief', 'Very')
      assert.is((await preview(story, { pairs: 4 })).calls, 4)
      assert.is((await story.build()).calls, 9 - 4)
    }))
})

spec('a watch that previews', (it) => {
  it('shows an edited prompt on eight pairs first, and then builds the rest', async () =>
    inStory({}, async (story) =>
      inWatch(story, async (watching) => {
        await watching.round()
        editPrompt(story, 'fluid', 'Very')
        const { outcome } = await watching.next('preview-ended')
        assert.equal(outcome, { kind: 'shown', cells: 8, changed: 8, rejected: 0, calls: 8 })
        await watching.next('watching')
        assert.is(story.server.stats.calls, cells + 9)
        story.questions('questions/music.jsonl', music.slice(0, 2))
        await watching.round()
        assert.is(cellsShown(watching), 8, 'an edited question is no edited prompt')
      }),
    ))

  it('shows at first what was edited while nobody watched; of a project that was never built, or not edited, nothing', async () =>
    inStory({}, async (story) => {
      await inWatch(story, async (watching) => {
        await watching.next('watching')
        assert.is(watching.events.filter(({ kind }) => kind.startsWith('preview')).length, 0)
      })
      await inWatch(story, async (watching) => {
        await watching.next('watching')
        assert.is(watching.events.filter(({ kind }) => kind.startsWith('preview')).length, 0)
      })
      editPrompt(story, 'fluid', 'Very')
      await inWatch(story, async (watching) => {
        assert.is((await watching.next('preview-ended')).outcome.kind, 'shown')
        assert.is(cellsShown(watching), 8)
        await watching.next('watching')
        assert.is(story.server.stats.calls, cells + 9)
      })
    }))

  it('with --preview-only builds nothing until it is asked to, and compares each edit with the one before', async () =>
    inStory({}, async (story) => {
      await story.build()
      const outputs = story.outputs()
      await inWatch(
        story,
        async ({ next, round, control, events }) => {
          await next('watching', ({ isPreviewOnly }) => isPreviewOnly)
          editPrompt(story, 'fluid', 'Very')
          await round()
          editPrompt(story, 'fluid', 'Very')
          await round()
          assert.equal(story.outputs(), outputs)
          assert.is(story.server.stats.calls, cells + 16)
          const shown = events.flatMap((event) => (event.kind === 'preview-cell' ? [event.cell] : []))
          assert.is(shown.length, 16)
          const first = shown.slice(0, 8).map(({ now }) => now)
          assert.equal(
            shown.slice(8).map(({ before }) => before),
            first,
          )
          control.buildAll()
          await round()
          assert.is(story.server.stats.calls, cells + 17)
          assert.not.equal(story.outputs(), outputs)
        },
        { previewOnly: true },
      )
    }))

  it('ends a preview that is no longer what is wanted: calls in flight are kept', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ next, round }) => {
        await round()
        story.server.hold()
        editPrompt(story, 'fluid', 'Very')
        await story.server.when(({ inFlight }) => inFlight === 4)
        editPrompt(story, 'fluid', 'Very')
        assert.is((await next('preview-ended')).outcome.kind, 'aborted')
        await next('round-started')
        story.server.release()
        await next('watching')
        assert.is(story.server.stats.calls, cells + 4 + 9)
        assert.is(story.server.stats.aborted, 0)
      }),
    ))

  it('ends a build when previews alone are wanted from now on, and goes on when that is asked for', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      await inWatch(story, async ({ next, control }) => {
        await story.server.when(({ inFlight }) => inFlight === 4)
        control.previewOnly()
        assert.is((await next('round-ended')).outcome.kind, 'superseded')
        story.server.release()
        await next('watching', ({ isPreviewOnly }) => isPreviewOnly)
        nothingWritten(story)
        control.buildAll()
        await next('watching', ({ isPreviewOnly }) => !isPreviewOnly)
        assert.is(story.server.stats.calls, cells)
      })
    }))

  it('shows an edited prompt after another edit has ended its preview, too', async () =>
    inStory({}, async (story) =>
      inWatch(story, async (watching) => {
        const { next, round } = watching
        await round()
        story.server.hold()
        editPrompt(story, 'fluid', 'Very')
        await story.server.when(({ inFlight }) => inFlight === 4)
        story.questions('questions/music.jsonl', music.slice(0, 2))
        assert.is((await next('preview-ended')).outcome.kind, 'aborted')
        story.server.release()
        assert.is((await next('preview-ended')).outcome.kind, 'shown')
        await next('watching')
        assert.is(story.server.repeated().length, 0)
      }),
    ))

  it('is not disturbed by a wish to build what is being built', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      await inWatch(story, async ({ next, control, events }) => {
        await story.server.when(({ inFlight }) => inFlight === 4)
        control.buildAll()
        story.server.release()
        await next('watching')
        assert.is(events.filter(({ kind }) => kind === 'round-started').length, 1)
      })
    }))
})
