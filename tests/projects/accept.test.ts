/** Records that are edited by hand, and accepted: `fusionkit accept`. */
import * as assert from 'uvu/assert'
import { acceptEdits, type AcceptOptions } from '../../src/app/accept.js'
import { hostSurroundings } from '../../src/app/host.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, plainConfig, type Story } from '../support/story.js'

const file = 'dataset/overrides.jsonl'
const herd = 'dataset/fusion_datasets/animals.jsonl'
const merged = 'dataset/batch_fusion_generator/batch_fusion_dataset.jsonl'

async function built(tell: (story: Story) => Promise<void>, config: Config = {}): Promise<void> {
  await inStory(
    {},
    async (story) => {
      story.write(file, '')
      assert.is((await story.build()).exitCode, 0)
      await tell(story)
    },
    { ...plainConfig(), overrides: file, ...config },
  )
}

const accept = ({ root }: Story, path: string, more: Partial<AcceptOptions> = {}) =>
  acceptEdits(
    root,
    path,
    { config: 'fusion.config.yaml', skipsOthers: false, ...more },
    hostSurroundings(),
    new AbortController().signal,
  )

/** Codes of what is wrong. */
async function refused(accepting: ReturnType<typeof accept>): Promise<readonly string[]> {
  try {
    await accepting
  } catch (error) {
    if (error instanceof UserError)
      return error.diagnostics.map(({ code, place }) => `${code} ${place?.line ?? ''}`.trim())
    throw error
  }
  return []
}

type Lines = readonly string[]

/** Edits the lines of a group's records; returns what the file holds then. */
function editLines(story: Story, change: (lines: Lines) => Lines, path = herd): string {
  const lines = change(story.read(path).split(/(?<=\n)/))
  story.write(path, lines.join(''))
  return story.read(path)
}

const saying = (line = '', question: string) =>
  line.replace(/"question":"[^"]*"/, () => `"question":${JSON.stringify(question)}`)

/** The second line says something else, the fifth and the last are gone. */
const edited = (lines: Lines) => lines.with(1, saying(lines[1], 'As “I” say it?')).toSpliced(4, 1).slice(0, -1)

/** Besides, the answer of the eighth is another one, and a line is new. */
const editedBeyond = (lines: Lines) => [
  ...edited(lines.with(7, lines[7]?.replace(/"answer":"/, '"answer":"Well, ') ?? '')),
  '{"question":"Mine?","answer":"Yes."}\n',
]

const aside = (story: Story): string => Object.keys(story.files()).find((path) => path.includes('.edited-')) ?? ''

spec('an edit that is accepted', (it) => {
  it('in place is what is built from now on, to the byte, for no call (contract 36)', async () =>
    built(async (story) => {
      const text = editLines(story, edited)
      const { counts, isInConfig, kept } = await accept(story, herd)
      assert.equal(counts, { changed: 1, dropped: 2, pinned: 0, asked: 0, skipped: 0 })
      assert.equal([isInConfig, kept], [true, undefined])
      const { calls, codes, exitCode } = await story.build()
      assert.equal([calls, codes, exitCode], [0, [], 0])
      assert.is(story.read(herd), text)
      assert.is(aside(story), '')
      assert.equal((await story.build()).outcome.ran, [])
      assert.ok(story.read(merged).startsWith(text))
      assert.is((await accept(story, herd)).counts.changed, 0)
    }))

  it('is what is built from now on where a build came first and kept it aside, and named the command', async () =>
    built(async (story) => {
      const text = editLines(story, edited)
      const { text: told } = await story.build()
      const copy = aside(story)
      assert.match(told, `\`fusionkit accept ${copy}\``)
      const { kept, warnings } = await accept(story, copy)
      assert.equal([kept, warnings], [copy, []])
      assert.is((await story.build()).calls, 0)
      assert.is(story.read(herd), text)
      assert.equal(
        (await accept(story, copy)).counts,
        { changed: 0, dropped: 0, pinned: 0, asked: 0, skipped: 0 },
        'a second time there is nothing to do',
      )
      story.write(copy, story.read(copy).replaceAll('","answer"', '", "answer"'))
      assert.is((await accept(story, copy)).counts.changed, 0, 'nor for one that is only written otherwise')
    }))

  it('of a text that others read has these asked anew, and says how many', async () =>
    built(async (story) => {
      editLines(story, (lines) => lines.with(0, saying(lines[0], 'Do snails lay eggs?')))
      const { counts } = await accept(story, herd)
      assert.equal(counts, { changed: 1, dropped: 0, pinned: 0, asked: 2, skipped: 0 })
      assert.is((await story.build()).calls, 2)
      assert.match(String(story.records(herd)[1]?.['question']), /do snails lay eggs\?$/)
    }))

  it('may itself be edited and accepted: a cell keeps one line', async () =>
    built(async (story) => {
      editLines(story, edited)
      await accept(story, herd)
      await story.build()
      const text = editLines(story, (lines) => lines.with(1, saying(lines[1], 'Or so?')))
      assert.is((await accept(story, herd)).counts.changed, 1)
      assert.is(story.read(file).split('\n').length, 4)
      assert.is((await story.build()).calls, 0)
      assert.is(story.read(herd), text)
    }))

  it('makes the file of overrides where there is none, but not where questions are read', async () =>
    inStory(
      {},
      async (story) => {
        story.rename('questions', 'dataset')
        await story.build()
        const text = editLines(story, edited)
        const { overrides, isInConfig } = await accept(story, herd)
        assert.equal([overrides, isInConfig], ['overrides.jsonl', false])
        story.configure((config) => (config['overrides'] = overrides))
        assert.is((await story.build()).calls, 0)
        assert.is(story.read(herd), text)
      },
      { ...plainConfig(), groups: { topics: { files: 'dataset/*.jsonl' } } },
    ))

  it('is not told from what changed meanwhile, and is refused then', async () =>
    built(async (story) => {
      editLines(story, edited)
      story.questions('questions/animals.jsonl', ['Who?', 'Why?', 'When?'])
      assert.equal(await refused(accept(story, herd)), ['accept-of-unbuilt'])
      await story.build()
      assert.equal(await refused(accept(story, aside(story))), ['accept-of-older'])
      assert.is(story.read(file), '')
    }))

  it('is told by today’s records, with a warning, where nobody knows what was edited', async () =>
    built(async (story) => {
      const text = editLines(story, edited)
      story.remove('.fusionkit/state')
      const { counts, warnings } = await accept(story, herd)
      assert.equal([counts.changed, counts.dropped], [1, 2])
      assert.equal(
        warnings.map(({ code }) => code),
        ['accept-of-unknown'],
      )
      assert.is((await story.build()).calls, 0)
      assert.is(story.read(herd), text)
    }))
})

spec('an edit that no override can express', (it) => {
  it('is named with its line, and nothing is written', async () =>
    built(async (story) => {
      editLines(story, editedBeyond)
      assert.equal(await refused(accept(story, herd)), ['edit-is-no-override 7', 'edit-is-no-override 17'])
      assert.is(story.read(file), '')
    }))

  it('is passed over where the user says so, and its record stays', async () =>
    built(async (story) => {
      editLines(story, editedBeyond)
      const { counts } = await accept(story, herd, { skipsOthers: true })
      assert.equal(counts, { changed: 1, dropped: 2, pinned: 0, asked: 0, skipped: 2 })
      await story.build()
      assert.is(story.records(herd).length, 16)
    }))

  it('is that of a file that is no group’s, or not there', async () =>
    built(async (story) => {
      editLines(story, (lines) => lines.slice(1), merged)
      assert.equal(await refused(accept(story, merged)), ['accept-of-merged'])
      assert.equal(await refused(accept(story, 'questions/animals.jsonl')), ['accept-needs-group'])
      assert.equal(await refused(accept(story, 'dataset/fusion_datasets/animal.jsonl')), ['nothing-found'])
      assert.equal(await refused(accept(story, '../elsewhere.jsonl')), ['nothing-found'])
    }))
})

spec('the command line', (it) => {
  it('says what it accepted, and what to do next', async () =>
    inStory(
      'rules',
      async (story) => {
        await story.build()
        editLines(story, edited)
        const { code, stdout, stderr } = await story.spawn('accept', herd).ended
        assert.equal([code, stdout], [0, ''])
        assert.match(stderr, `accepted  ${herd}  (1 record edited, 2 records taken out) → 3 lines in ${file}\n`)
        assert.match(stderr, `    overrides: ${file}\n`)
      },
      { version: 1, variants: ['simple', 'fluid', 'concise'], groups: { topics: { files: 'questions/*.jsonl' } } },
    ))
})
