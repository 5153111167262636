/** `fusionkit watch` and its neighbours as they are typed: on a terminal with keys, and in a pipe. */
import * as assert from 'uvu/assert'
import { type FakeOllama, startFakeOllama } from '../support/fake-ollama/server.js'
import { inProject, type TestProject } from '../support/project.js'
import { noPty, openPty, type Pty } from '../support/pty.js'
import { showsCursor } from '../support/screen.js'
import { spec } from '../support/spec.js'
import { cliPath } from '../support/start-cli.js'
import { inStory } from '../support/story.js'

const rows = (questions: readonly string[]) => questions.map((question) => `${JSON.stringify({ question })}\n`).join('')

const configOf = (url: string) => `version: 1
engine: { kind: ollama, hosts: ["${url}"], concurrency: 4 }
groups:
  topics: { files: "q/*.jsonl" }
variants:
  simple: 'Merge these: <q1>{{ q1 }}</q1> <q2>{{ q2 }}</q2>'
  fluid: 'Shorten this: <q>{{ simple }}</q>'
`

async function onServer(use: (project: TestProject, fake: FakeOllama) => Promise<void>): Promise<void> {
  const fake = await startFakeOllama({ numParallel: 4 })
  const animals = rows(['How long can a snail sleep?', 'Which bird lays the largest egg?', 'What do pandas live on?'])
  try {
    await inProject({ 'fusion.config.yaml': configOf(fake.url), 'q/animals.jsonl': animals }, (project) =>
      use(project, fake),
    )
  } finally {
    await fake.close()
  }
}

const watching = ({ root }: TestProject, columns = 120, ...words: string[]): Pty =>
  openPty([process.execPath, cliPath, 'watch', ...words], { columns, rows: 40, cwd: root })

const shows = (text: string) => (screen: readonly string[]) => screen.some((row) => row.includes(text))
const waits = (screen: readonly string[]) => screen.findLast((row) => row !== '')?.startsWith('watching') === true

function edit(project: TestProject, from: string, to: string): void {
  project.write('fusion.config.yaml', project.read('fusion.config.yaml').replace(from, to))
}

const onATerminal: readonly (readonly [string, (project: TestProject) => Promise<void>])[] = [
  [
    'builds, says what was edited, shows before and now side by side, and ends with q',
    async (project) => {
      const pty = watching(project)
      await pty.when(waits)
      edit(project, 'Shorten this', 'As a professor would')
      const screen = await pty.when((now) => waits(now) && shows('previewed: ')(now))
      const text = screen.join('\n')
      assert.match(text, /\d\d:\d\d:\d\d {2}fluid: prompt changed at fusion\.config\.yaml:7 → 3 of 6 cells/)
      assert.match(text, 'preview on 3 pairs, before │ now')
      assert.match(text, '● fluid  animals')
      assert.match(text, /^ {4}\S.* │ \S/m)
      assert.match(text, 'previewed: 3 of 3 texts changed, 3 asked')
      pty.write('q')
      const { code, written } = await pty.ended
      assert.is(code, 0)
      assert.ok(showsCursor(written))
    },
  ],
  [
    'has keys for previews alone (p), for building (b), for edits in full (e), for what was rejected (r), and for help (?)',
    async (project) => {
      const pty = watching(project)
      await pty.when(waits)
      pty.write('?')
      await pty.when(shows('q  quit (Ctrl-C, too)'))
      pty.write('r')
      await pty.when(shows('Nothing was rejected.'))
      pty.write('p')
      await pty.when(shows('watching, preview only (b builds all'))
      edit(project, 'Shorten this', 'As a professor would')
      await pty.when(shows('What was asked is kept: `b` asks for the rest.'))
      pty.write('e')
      await pty.when(shows('  - Shorten this: <q>{{ simple }}</q>'))
      pty.write('b')
      await pty.when((now) => shows('done: ')(now) && waits(now))
      pty.write('\u0003')
      const { code, lines } = await pty.ended
      assert.is(code, 130, lines.join('\n'))
    },
  ],
  [
    'shows before above now where the window is narrow',
    async (project) => {
      const pty = watching(project, 60)
      await pty.when(waits)
      edit(project, 'Shorten this', 'As a professor would')
      const screen = await pty.when((now) => waits(now) && shows('previewed: ')(now))
      assert.ok(screen.some((row) => row.startsWith('    before  ')))
      assert.ok(screen.some((row) => row.startsWith('    now     ')))
      pty.write('q')
      await pty.ended
    },
  ],
  [
    'shows a mistake of the config with its line, and goes on when it is mended',
    async (project) => {
      const pty = watching(project)
      await pty.when(waits)
      edit(project, 'groups:', 'groops:')
      await pty.when(shows('Nothing is built from this'))
      assert.ok(shows('fusion.config.yaml:3:1')(pty.screen()))
      assert.ok(shows('Did you mean "groups"?')(pty.screen()))
      edit(project, 'groops:', 'groups:')
      await pty.when(shows('The config is good again'))
      pty.write('q')
      assert.is((await pty.ended).code, 0)
    },
  ],
  [
    'says why r has nothing to show, where the questions are gone, and goes on',
    async (project) => {
      const pty = watching(project)
      await pty.when(waits)
      const questions = project.read('q/animals.jsonl')
      project.remove('q')
      await pty.when(shows('Nothing is built from this'))
      pty.write('r')
      await pty.when((screen) => screen.filter((row) => row.startsWith('error nothing-found')).length === 2)
      project.write('q/animals.jsonl', questions)
      await pty.when(shows('The config is good again'))
      pty.write('q')
      assert.is((await pty.ended).code, 0)
    },
  ],
]

spec('fusionkit watch on a terminal', (it) => {
  for (const [sentence, check] of onATerminal)
    if (noPty === undefined) it(sentence, () => onServer(check))
    else it.skip(sentence, noPty)
})

spec('fusionkit watch in a pipe', (it) => {
  it('says plain lines, and ends with Ctrl-C: exit code 130', async () =>
    onServer(async (project) => {
      const run = project.start(['watch'])
      await run.said('watching: the next edit is built; Ctrl-C ends')
      edit(project, 'Shorten this', 'As a professor would')
      await run.said('previewed: 3 of 3 texts changed')
      run.kill('SIGINT')
      const { code, stdout } = await run.ended
      assert.is(code, 130)
      assert.is(stdout, '')
    }))

  it('with --json prints events, one a line, from watch-started to watch-ended (contract 41)', async () =>
    onServer(async (project) => {
      const run = project.start(['watch', '--json'])
      await run.wrote('"kind":"watching"')
      run.kill('SIGTERM')
      const { code, stdout } = await run.ended
      const kinds = stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { kind: string }).kind)
      assert.is(code, 143)
      assert.is(kinds[0], 'watch-started')
      assert.is(kinds.at(-1), 'watch-ended')
      assert.is(kinds.filter((kind) => kind === 'build-started').length, 1)
    }))

  it('goes on when nobody reads any more what it says', async () =>
    inStory({}, async (story) => {
      const { child, said, ended } = story.spawn('watch', '--json')
      await said('') // at once: it has not begun to say anything
      for (const stream of [child.stdout, child.stderr]) stream?.destroy()
      await story.server.when(({ calls }) => calls === 27)
      story.questions('questions/sport.jsonl', ['How long is a marathon?', 'Who won in 1896?'])
      await story.server.when(({ calls }) => calls === 30)
      child.kill('SIGINT')
      assert.is((await ended).code, 130)
    }))

  it('where there is no config is a mistake: exit code 2', async () =>
    inProject({}, async ({ run }) => {
      const { code, stderr } = await run(['watch'])
      assert.is(code, 2)
      assert.match(stderr, 'There is no config file "fusion.config.yaml"')
    }))
})

spec('fusionkit preview and fusionkit rejected', (it) => {
  it('show, and write no output; what they asked the build does not ask', async () =>
    onServer(async (project, fake) => {
      const { code, stderr } = await project.run(['preview', 'fluid', '--pairs', '2'])
      assert.is(code, 0, stderr)
      assert.match(stderr, 'preview on 2 pairs')
      assert.match(stderr, '`fusionkit build` asks for the rest.')
      assert.not(project.has('dataset'))
      assert.is(fake.stats.calls, 4)
      await project.run(['build'])
      assert.is(fake.stats.calls, 6)
      const { stdout } = await project.run(['rejected'])
      assert.is(stdout, 'Nothing was rejected.\n')
      assert.equal(JSON.parse((await project.run(['rejected', '--json'])).stdout), {
        v: 1,
        cells: 0,
        reasons: [],
        skipped: {},
        contradictions: { records: 0, examples: [] },
        outdated: [],
      })
    }))

  it('say what is wrong with their words', async () =>
    onServer(async ({ run }) => {
      for (const [words, says] of [
        [['preview', 'fliud'], 'Did you mean "fluid"?'],
        [['preview', '--pairs', '0'], '--pairs'],
        [['rejected', '--retry', 'many'], '--retry'],
        [['rejected', 'animels'], 'Did you mean "animals"?'],
        [['rejected', '--variant', 'fliud'], 'Did you mean "fluid"?'],
      ] as const) {
        const { code, stderr } = await run(words)
        assert.is(code, 2, stderr)
        assert.ok(stderr.includes(says), `${words.join(' ')}: ${stderr}`)
        assert.not.match(stderr, /^ {4}at /m)
      }
    }))
})
