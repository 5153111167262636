/** A watch, from edit to edit: what it builds, what it says, and what it keeps (contract 32 to 34). */
import { copyFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { Interrupted } from '../../src/domain/diagnostic.js'
import { spec } from '../support/spec.js'
import { animals, type Config, inStory, music, type Story } from '../support/story.js'
import { fromScratch, inWatch, linesOf, type Watching } from '../support/watching.js'

const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'
/** `animals` and `music`, three prompts; four calls at once. */
const cells = 27
const width = 4

const variantsOf = (config: Config) => config['variants'] as Record<string, string>

function editPrompt(story: Story, variant: string, say: string): void {
  story.configure((config) => {
    const variants = variantsOf(config)
    variants[variant] = `${say} ${variants[variant]}`
  })
}

function takeBack(story: Story, variant: string, said: string): void {
  story.configure((config) => {
    const variants = variantsOf(config)
    variants[variant] = variants[variant]?.replace(`${said} `, '') ?? ''
  })
}

spec('a watch', (it) => {
  it('builds at first, and then what an edit asks for, saying why: fluid at its line, 9 of 27 cells (contract 32)', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ round }) => {
        assert.equal(await round(), [])
        assert.is(story.server.stats.calls, cells)
        editPrompt(story, 'fluid', 'Very')
        const [line = '', ...more] = await round()
        assert.match(line, /^fluid: prompt changed at fusion\.config\.yaml:\d+ → 9 of 27 cells$/)
        assert.equal(more, [])
        assert.is(story.server.stats.calls, cells + 9)
        assert.equal(story.outputs(), await fromScratch(story))
      }),
    ))

  it('counts what reads an edited prompt, too: of simple all 27', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ round }) => {
        await round()
        editPrompt(story, 'simple', 'Please')
        assert.match((await round())[0] ?? '', 'simple: prompt changed at fusion.config.yaml:')
        assert.equal(story.outputs(), await fromScratch(story))
      }),
    ))

  it('says of a question file how many lines are other ones, and which pairs that concerns', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ round }) => {
        await round()
        story.questions('questions/music.jsonl', [...music, ['Who built the first piano?', 'Cristofori.']])
        assert.equal(await round(), ['questions/music.jsonl: 1 line added → 9 of 18 cells'])
        story.questions('questions/music.jsonl', music)
        assert.equal(await round(), ['questions/music.jsonl: 1 line taken out → 0 of 9 cells'])
        assert.is(story.server.stats.calls, cells + 9)
      }),
    ))

  it('sees files that are added, renamed and removed', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ round }) => {
        await round()
        story.questions('questions/sport.jsonl', ['How long is a marathon?', 'Who won in 1896?'])
        assert.equal(await round(), ['questions/sport.jsonl: new, 2 lines → 3 of 3 cells'])
        story.rename('questions/sport.jsonl', 'questions/games.jsonl')
        assert.equal(await round(), [
          'questions/games.jsonl: new, 2 lines → 3 of 3 cells',
          'questions/sport.jsonl: taken out',
        ])
        assert.is(story.server.stats.calls, cells + 3, 'a renamed group asks nothing')
        story.remove('questions/games.jsonl')
        assert.equal(await round(), ['questions/games.jsonl: taken out'])
        assert.is(story.records(merged).length, cells)
      }),
    ))

  it('reads prompt files and overrides, also those that a later edit names', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ round }) => {
        await round()
        story.write('prompts/fluid.md', 'Fluently please: <q>{{ simple }}</q>')
        story.configure((config) => {
          Object.assign(variantsOf(config), { fluid: { prompt: { file: 'prompts/fluid.md' } } })
          config['overrides'] = 'overrides.jsonl'
        })
        await round()
        story.write('prompts/fluid.md', 'Most fluently please: <q>{{ simple }}</q>')
        assert.equal(await round(), ['fluid: prompt changed at prompts/fluid.md:1 → 9 of 27 cells'])
        const pair = [animals[0][0], animals[1][0]]
        story.write('overrides.jsonl', `${JSON.stringify({ pair, variant: 'brief', question: 'Mine?' })}\n`)
        assert.equal(await round(), ['overrides.jsonl: new, 1 line'])
        assert.match(story.read(merged), '"Mine?"')
      }),
    ))

  it('takes fifty files, as of a git checkout, for one round', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ round, events }) => {
        await round()
        for (let n = 0; n < 50; n += 1)
          story.questions(`questions/more-${n}.jsonl`, [`What is ${n}?`, `Why is there ${n}?`])
        assert.is((await round()).length, 50)
        assert.is(events.filter(({ kind }) => kind === 'round-started').length, 2)
      }),
    ))

  it('lets nothing be said of a touch, of the same bytes written again, of a comment, of outputs and of swap files (contract 32)', async () =>
    inStory({}, async (story) =>
      inWatch(story, async (watching) => {
        await watching.round()
        const before = watching.events.length
        const path = join(story.root, 'fusion.config.yaml')
        utimesSync(path, 1, 1)
        story.questions('questions/music.jsonl', music)
        story.write('fusion.config.yaml', `# a comment\n${story.read('fusion.config.yaml')}`)
        story.write('.fusion.config.yaml.swp', 'vim')
        story.write('questions/.music.jsonl.swp', 'vim')
        story.write('fusion.config.yaml~', 'backup')
        story.remove(merged)
        editPrompt(story, 'brief', 'Very')
        const lines = await watching.round()
        assert.is(lines.length, 1)
        assert.match(lines[0] ?? '', 'brief: prompt changed')
        assert.is(watching.events[before]?.kind, 'round-started')
      }),
    ))
})

/** How editors put a new text in place of the old one. */
const saves: Readonly<Record<string, (path: string, text: string) => void>> = {
  'in place': (path, text) => writeFileSync(path, text),
  'as vim does: the old file is moved away': (path, text) => {
    renameSync(path, `${path}~`)
    writeFileSync(path, text)
  },
  'as VS Code does on some disks: written beside, and renamed': (path, text) => {
    writeFileSync(`${path}.tmp-1`, text)
    renameSync(`${path}.tmp-1`, path)
  },
  'as JetBrains does: a backup, then renamed over': (path, text) => {
    writeFileSync(`${path}___jb_tmp___`, text)
    copyFileSync(path, `${path}___jb_old___`)
    renameSync(`${path}___jb_tmp___`, path)
  },
}

spec('a file that is saved', (it) => {
  for (const [how, save] of Object.entries(saves))
    it(`${how} is one round, the second time, too (contract 32)`, async () =>
      inStory({}, async (story) =>
        inWatch(story, async ({ round, events }) => {
          await round()
          const path = join(story.root, 'questions/music.jsonl')
          for (const name of ['Who wrote Fidelio?', 'Who wrote Aida?', 'Who wrote Tosca?']) {
            save(path, `${story.read('questions/music.jsonl')}${JSON.stringify({ question: name })}\n`)
            assert.match((await round())[0] ?? '', 'questions/music.jsonl: 1 line added')
          }
          assert.is(events.filter(({ kind }) => kind === 'round-started').length, 4)
        }),
      ))
})

/** Starts with all places at the server taken by calls that are not answered. */
async function inMidBuild(
  story: Story,
  tell: (watching: Watching) => Promise<void>,
  ways: Parameters<typeof inWatch>[2] = {},
): Promise<void> {
  story.server.hold()
  await inWatch(
    story,
    async (watching) => {
      await story.server.when(({ inFlight }) => inFlight === width)
      await tell(watching)
    },
    ways,
  )
}

spec('an edit in mid-build', (it) => {
  it('keeps the calls in flight, drops those that nobody wants any more, and goes on at once (contract 33)', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next, round }) => {
        editPrompt(story, 'simple', 'Please')
        const { outcome } = await next('round-ended')
        assert.is(outcome.kind, 'superseded')
        const { edits } = await next('round-started')
        assert.match(linesOf(edits)[0] ?? '', 'simple: prompt changed')
        assert.is(story.server.stats.inFlight, width, 'nothing was cut off')
        story.server.release()
        await next('watching')
        assert.is(story.server.stats.aborted, 0)
        assert.is(story.server.stats.calls, width + cells)
        assert.equal(story.outputs(), await fromScratch(story))

        takeBack(story, 'simple', 'Please')
        await round()
        assert.is(story.server.repeated().length, 0, 'what was in flight is not asked again')
        assert.equal(story.outputs(), await fromScratch(story))
      }),
    ))

  it('waits for what is in flight and still wanted, and does not ask it twice', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next }) => {
        editPrompt(story, 'brief', 'Very')
        await next('round-ended', ({ outcome }) => outcome.kind === 'superseded')
        story.server.release()
        await next('watching')
        assert.is(story.server.stats.calls, cells)
        assert.is(story.server.repeated().length, 0)
        assert.equal(story.outputs(), await fromScratch(story))
      }),
    ))

  it('asks the new question as soon as a place is free, while the rest of the old ones is still on its way', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next }) => {
        editPrompt(story, 'simple', 'Please')
        await next('round-started', ({ edits }) => edits.length > 0)
        story.server.release(1)
        await story.server.when(({ calls, answered }) => calls === width + 1 && answered === 1)
        assert.match(story.server.requests.at(-1)?.body.messages.at(-1)?.content ?? '', 'Please Merge these')
        story.server.release()
        await next('watching')
        assert.is(story.server.stats.calls, width + cells)
      }),
    ))

  it('of a question is on record as it was read, so nothing stale is taken for current (contract 33)', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next }) => {
        story.questions('questions/music.jsonl', [music[0], music[1]])
        await next('round-ended', ({ outcome }) => outcome.kind === 'superseded')
        story.server.release()
        await next('watching')
        assert.is(story.records('dataset/fusion_datasets/music.jsonl').length, 3)
        assert.equal(story.outputs(), await fromScratch(story))
        assert.equal((await story.build()).outcome.ran, [])
      }),
    ))

  it('that is taken back before the next round leaves no trace: the build goes on', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next }) => {
        editPrompt(story, 'simple', 'Please')
        await next('round-started', ({ edits }) => edits.length > 0)
        takeBack(story, 'simple', 'Please')
        await next('round-ended', ({ outcome }) => outcome.kind === 'superseded')
        story.server.release()
        await next('watching')
        assert.is(story.server.stats.calls, cells, 'what was in flight at first is what is wanted at last')
        assert.equal(story.outputs(), await fromScratch(story))
      }),
    ))

  it('that changes no digest leaves the build alone', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next, events }) => {
        story.write('fusion.config.yaml', `# a comment\n${story.read('fusion.config.yaml')}`)
        story.questions('questions/music.jsonl', music)
        story.server.release()
        await next('watching')
        assert.is(events.filter(({ kind }) => kind === 'round-started').length, 1)
      }),
    ))
})

const broken = (story: Story) =>
  story.write('fusion.config.yaml', story.read('fusion.config.yaml').replace('"groups"', '"groops"'))
const mended = (story: Story) =>
  story.write('fusion.config.yaml', story.read('fusion.config.yaml').replace('"groops"', '"groups"'))

spec('a config that is broken in mid-edit', (it) => {
  it('is said once with its place, the running build ends under the old one, and the next valid save recovers (contract 34)', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next, round, events }) => {
        broken(story)
        const { diagnostics } = await next('config-refused')
        assert.is(diagnostics[0]?.code, 'unknown-key')
        assert.is(diagnostics[0]?.place?.path, 'fusion.config.yaml')
        assert.type(diagnostics[0]?.place?.line, 'number')
        story.server.release()
        await next('watching')
        assert.is(story.records(merged).length, cells, 'outputs are there')
        editPrompt(story, 'fluid', 'Very') // it writes a valid one
        assert.match((await round())[0] ?? '', 'fluid: prompt changed')
        assert.is(events.filter(({ kind }) => kind === 'config-refused').length, 1)
        assert.equal(story.outputs(), await fromScratch(story))
      }),
    ))

  it('at the start is waited for', async () =>
    inStory({}, async (story) => {
      broken(story)
      await inWatch(story, async ({ next, round }) => {
        await next('config-refused')
        assert.is(story.server.stats.calls, 0)
        mended(story)
        await round()
        assert.is(story.records(merged).length, cells)
      })
    }))

  it('is said to be good again, also where nothing else has changed; the same mistake twice is one', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ next, round, events }) => {
        await round()
        broken(story)
        await next('config-refused')
        story.questions('questions/music.jsonl', music)
        mended(story)
        await next('config-mended')
        assert.is(events.filter(({ kind }) => kind === 'config-refused').length, 1)
        assert.is(events.filter(({ kind }) => kind === 'round-started').length, 1)
      }),
    ))

  it('as are questions that are gone: they may come back', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ next, round }) => {
        await round()
        const outputs = story.outputs()
        story.rename('questions', 'away')
        assert.is((await next('config-refused')).diagnostics[0]?.code, 'nothing-found')
        assert.equal(story.outputs(), outputs)
        story.rename('away', 'questions')
        await next('config-mended')
      }),
    ))
})

spec('a watch and others', (it) => {
  it('holds the lock while it builds, and not while it waits (contract 28)', async () =>
    inStory({}, async (story) =>
      inMidBuild(story, async ({ next, round }) => {
        assert.ok(story.exists('.fusionkit/lock'))
        story.server.release()
        await next('watching')
        assert.not(story.exists('.fusionkit/lock'))
        story.questions('questions/music.jsonl', music.slice(0, 2))
        await round()
        assert.is((await story.build()).exitCode, 0)
      }),
    ))

  it('waits for the end of a build that somebody else runs', async () =>
    inStory({}, async (story) => {
      story.server.hold()
      const build = story.spawn('build')
      await story.server.when(({ inFlight }) => inFlight === width)
      await inWatch(story, async ({ next }) => {
        const { diagnostic } = await next('diagnostic')
        assert.is(diagnostic.code, 'waiting-for-lock')
        story.server.release()
        assert.is((await build.ended).code, 0)
        await next('watching')
        assert.is(story.server.stats.calls, cells)
      })
    }))

  it('goes on after a build that failed, and tries again when it is asked to', async () =>
    inStory({}, async (story) => {
      await story.build()
      story.remove('.fusionkit/store')
      await story.server.goDown()
      await inWatch(story, async ({ next, control, round }) => {
        await next('watching')
        await story.server.comeUp()
        editPrompt(story, 'fluid', 'Very')
        await round()
        control.buildAll()
        await round()
        assert.equal(story.outputs(), await fromScratch(story))
      })
    }))

  it('that another one answers for the model is found out by the next round', async () =>
    inStory({}, async (story) =>
      inWatch(story, async ({ control, round }) => {
        await round()
        story.server.setDigest('llama3.2:latest', 'b'.repeat(64))
        control.buildAll()
        await round()
        assert.is(story.server.stats.calls, 2 * cells)
      }),
    ))
})

spec('the end of a watch', (it) => {
  it('keeps what is in flight: of a build, and of the build before', async () =>
    inStory({}, async (story) => {
      await inMidBuild(story, async ({ next, end }) => {
        editPrompt(story, 'simple', 'Please')
        await next('round-started', ({ edits }) => edits.length > 0)
        const ended = end()
        story.server.release()
        assert.is(await ended, 0)
        assert.is(story.server.stats.answered, width)
        assert.is(story.server.stats.aborted, 0)
      })
      takeBack(story, 'simple', 'Please')
      assert.is((await story.build()).calls, cells - width)
    }))

  it('comes after the grace where a server does not answer, with the exit code of the signal (contract 26)', async () =>
    inStory({}, async (story) => {
      const stop = new AbortController()
      await inMidBuild(
        story,
        async ({ events, end }) => {
          stop.abort(new Interrupted('SIGTERM'))
          assert.is(await end(), 143)
          assert.is(events.at(-1)?.kind, 'watch-ended')
        },
        { signal: stop.signal, graceMs: 30 },
      )
    }))

  it('gives every start one end (contract 41), and leaves nothing behind that keeps a process alive', async () =>
    inStory({}, async (story) => {
      const before = process.getActiveResourcesInfo().toSorted()
      await inMidBuild(story, async ({ next, end, events }) => {
        editPrompt(story, 'simple', 'Please')
        await next('round-started', ({ edits }) => edits.length > 0)
        story.server.release(2)
        const ended = end()
        story.server.release()
        await ended
        for (const what of ['watch', 'round', 'build', 'target'])
          assert.is(
            events.filter(({ kind }) => kind === `${what}-started`).length,
            events.filter(({ kind }) => kind === `${what}-ended`).length,
            what,
          )
      })
      const left = process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap')
      assert.equal(
        left,
        before.filter((name) => name === 'FSEventWrap'),
      )
    }))
})
