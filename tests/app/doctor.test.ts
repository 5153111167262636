/** What `fusionkit doctor` finds out of a machine, a project and its state; and that it leaves all as it is. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { DiskSpace } from '../../src/app/doctor/looking.js'
import { findLock } from '../../src/app/lock-holder.js'
import { lookOut } from '../../src/app/look-out.js'
import { withProjectLock } from '../../src/app/project-lock.js'
import { showsUnicode } from '../../src/app/shows-unicode.js'
import { makeSystemClock } from '../../src/base/clock.js'
import { checkIds } from '../../src/domain/check-up.js'
import { doctorLines } from '../../src/messages/doctor-lines.js'
import { lockFileAt } from '../../src/store/lock-file.js'
import { areToldWell, calmDisk, checkOf, checkUp, type CheckWays, troubles } from '../support/checking-up.js'
import { inProject, smallProject } from '../support/project.js'
import { spec } from '../support/spec.js'
import { inStory, type Story } from '../support/story.js'
import { inTempFolder } from '../support/temp-folder.js'

/** A story without a server: 27 cells, too. */
const inRules = async (tell: (story: Story) => Promise<void>) =>
  inStory('rules', tell, {
    version: 1,
    groups: { topics: { files: 'questions/*.jsonl' } },
    prompts: 'en-1',
    variants: ['simple', 'fluid', 'academic'],
  })

/** A check-up of a story, that changes nothing of it: not even the times of its files. */
async function looked({ root, times }: Story, ways: CheckWays = {}) {
  const before = times()
  const found = await checkUp(root, ways)
  assert.equal(times(), before, 'all files are as they were')
  areToldWell(found)
  return found
}

const disk = (space: Partial<DiskSpace>) => ({ machine: { statfs: async () => ({ ...calmDisk, ...space }) } })

const withoutNativeCode = async () => Promise.reject(new Error('No native build was found for linux\nat …'))

const allButGit = checkIds.filter((id) => !['git', 'engine-version', 'address', 'proxy', 'key'].includes(id))

spec('fusionkit doctor', (it) => {
  it('looks at everything, in one order, and finds nothing to mend where all is well', async () =>
    inStory({}, async (story) => {
      const found = await looked(story)
      assert.equal([...new Set(found.checks.map(({ id }) => id))], allButGit)
      assert.equal(troubles(found), [])
      assert.is(found.exitCode, 0)
      assert.is(checkOf(found, 'questions').summary, '2 groups of 7 questions: 9 pairs, 27 cells.')
      assert.is(checkOf(found, 'store').summary, 'No answer is stored yet.')
      assert.is(story.server.stats.calls, 0)
      assert.not.ok(story.exists('.fusionkit'))
    }))

  it('counts what is stored as `status` does, and knows when a build was last there', async () =>
    inStory({}, async (story) => {
      await story.build()
      const found = await looked(story)
      assert.match(checkOf(found, 'store').summary, /^27 answers are stored \(/)
      assert.match(checkOf(found, 'last-build').summary, /^3 targets were built, the last one at 20.* UTC\.$/)
      assert.equal(troubles(found), [])
    }))

  it('says that a build left something undone, with its error and the command that goes on', async () =>
    inStory({ faults: [{ kind: 'bad-request', when: 3 }] }, async (story) => {
      assert.is((await story.build()).exitCode, 1)
      const check = checkOf(await looked(story), 'last-build')
      assert.is(check.status, 'warning')
      assert.match(check.summary, /^The last build left \d targets? undone: ./)
      assert.is(check.fix, 'fusionkit build')
    }))

  it('shows the first of all mistakes of a config, and looks at the rest all the same: exit 2', async () =>
    inRules(async (story) => {
      story.write('fusion.config.yaml', 'version: 1\nengine: rulez\nmodle: x\ngroups: { g: { files: q.jsonl } }\n')
      const found = await looked(story, { env: { OLLAMA_HOST: 'http://127.0.0.1:9' } })
      const config = checkOf(found, 'config')
      assert.is(found.exitCode, 2)
      assert.match(config.summary, /^fusion\.config\.yaml:2:9: No engine is called "rulez"\. And 1 more mistake\.$/)
      assert.is(config.fix, 'fusionkit plan')
      for (const id of ['node', 'database', 'write', 'disk', 'store', 'lock'] as const)
        assert.is(checkOf(found, id).status, 'ok')
    }))

  it('works where there is no config at all', async () =>
    inTempFolder(async (root) => {
      const found = await checkUp(root, { env: { OLLAMA_HOST: 'http://127.0.0.1:9' } })
      areToldWell(found)
      assert.is(found.exitCode, 2)
      assert.match(checkOf(found, 'config').summary, /no config file/)
      assert.match(checkOf(found, 'config').fix ?? '', /^fusionkit init$/)
      assert.ok(['ok', 'warning'].includes(checkOf(found, 'engine').status))
    }))

  it('says which question file is broken: exit 2; and warns of what a build would warn of', async () =>
    inRules(async (story) => {
      story.write('questions/animals.jsonl', '{"question": "Who?"\n')
      const broken = await looked(story)
      assert.equal(troubles(broken), ['error questions'])
      assert.match(checkOf(broken, 'questions').summary, /^questions\/animals\.jsonl:1/)
      assert.is(broken.exitCode, 2)
      story.questions('questions/animals.jsonl', ['Who?', 'Who?', 'What?'])
      assert.equal(troubles(await looked(story)), ['warning questions'])
      story.remove('questions')
      assert.is((await looked(story)).exitCode, 2)
    }))

  it('says of a Node that is too old, and of a database whose native code is missing, what to install: exit 1', async () =>
    inRules(async (story) => {
      const old = await looked(story, { machine: { nodeVersion: '20.18.1' } })
      assert.equal(troubles(old), ['error node'])
      assert.is(old.exitCode, 1)
      for (const nodeVersion of ['20.19.0', '22.1.0', '24.0.0', '100.0.1'])
        assert.equal(troubles(await looked(story, { machine: { nodeVersion } })), [])
      const none = await looked(story, { machine: { loadDatabase: withoutNativeCode } })
      assert.match(checkOf(none, 'database').summary, /No native build was found for linux$/)
      assert.is(none.exitCode, 1)
    }))

  it('knows a disk that is full, nearly full, out of inodes, in memory, or on a network', async () =>
    inRules(async (story) => {
      const of = async (space: Partial<DiskSpace>) => {
        const found = await looked(story, disk(space))
        return [...troubles(found), found.exitCode].join(', ')
      }
      assert.is(await of({ bavail: 100 }), 'error disk, 1')
      assert.is(await of({ bavail: 10_000 }), 'warning disk, 0')
      assert.is(await of({ ffree: 0 }), 'error disk, 1')
      assert.is(await of({ blocks: 0, bavail: 0, files: 0, ffree: 0 }), '0') // one that does not say
      assert.is(await of({ type: 0x01021994 }), 'warning file-system, 0')
      assert.is(await of({ type: 0x6969 }), 'warning file-system, 0')
      assert.match(checkOf(await looked(story, disk({ type: 0xff534d42 })), 'file-system').summary, /network \(CIFS\)/)
    }))

  it('says what stands in the way of an output: exit 1', async () =>
    inRules(async (story) => {
      story.write('dataset', 'a file')
      const found = await looked(story)
      assert.equal(troubles(found), ['error write'])
      assert.is(checkOf(found, 'write').summary, '"dataset" is a file, and a folder is needed there.')
      assert.is(checkOf(found, 'write').fix, 'mv dataset dataset.old')
      assert.is(found.exitCode, 1)
    }))
})

/** The check of an id, after what was done to the state of a story that is built. */
async function afterBuild(id: 'store' | 'lock', spoil: (store: string, story: Story) => void | Promise<void>) {
  let check: ReturnType<typeof checkOf> | undefined
  await inRules(async (story) => {
    await story.build()
    await spoil(join(story.root, '.fusionkit', 'store'), story)
    check = checkOf(await looked(story), id)
  })
  return check
}

const strange = {
  processId: 4_000_000,
  host: 'another-box',
  machine: 'm',
  boot: 'b',
  command: 'fusionkit build',
  since: 1e12,
}

spec('fusionkit doctor, of what builds have left,', (it) => {
  it('says that the last build was cut off, and that what it stored is whole', async () => {
    const check = await afterBuild('store', (store) => rmSync(join(store, 'completions', 'closed.json')))
    assert.match(
      check?.summary ?? '',
      /^27 answers are stored .* was cut off, or the folder was copied; what is stored is whole\.$/,
    )
  })

  it('says that the file of answers is damaged, and mends nothing', async () => {
    const check = await afterBuild('store', (store) => {
      rmSync(join(store, 'completions', 'closed.json'))
      truncateSync(join(store, 'completions', 'data.mdb'), 9000)
    })
    assert.is(check?.status, 'warning')
    assert.match(check?.summary ?? '', /is damaged/)
  })

  it('says who is at work in the folder, and since when', async () =>
    inRules(async ({ root }) => {
      const surroundings = { processId: process.pid, nowMs: () => Date.now(), clock: makeSystemClock() }
      const ports = { surroundings, say: () => {}, signal: new AbortController().signal }
      await withProjectLock(root, 'fusionkit build animals', ports, async () => {
        const found = await checkUp(root)
        assert.equal(troubles(found), ['warning lock'])
        const { summary, fix } = checkOf(found, 'lock')
        assert.match(summary, /^`fusionkit build animals` \(process \d+, since 20.* UTC\) is at work in the folder/)
        assert.is(fix, 'fusionkit build --wait')
        assert.is(found.exitCode, 0)
      })
      assert.is(checkOf(await checkUp(root), 'lock').summary, 'Nobody is at work in the folder.')
    }))

  it('says that a dead process left the lock, and that nothing has to be done; takes none away', async () => {
    const { processOf: _, ...here } = await lookOut()
    const owner = { ...strange, ...here }
    const claim = `\n${JSON.stringify({ id: 'one', insteadOf: null, owner })}\n`
    const check = await afterBuild('lock', async (store) => {
      await lockFileAt(join(store, '..', 'lock')).create(claim)
      assert.is((await findLock(join(store, '../..'))).kind, 'left')
    })
    assert.is(check?.status, 'ok')
    assert.match(check?.summary ?? '', /was cut off, and the next build takes its place/)
  })

  it('says of a lock of another machine that it cannot be seen, and how to delete it', async () => {
    const claim = `\n${JSON.stringify({ id: 'one', insteadOf: null, owner: strange })}\n`
    const check = await afterBuild('lock', async (store) => lockFileAt(join(store, '..', 'lock')).create(claim))
    assert.is(check?.status, 'warning')
    assert.match(check?.summary ?? '', /on another-box.* cannot be seen from here/)
    assert.is(check?.fix, 'rm .fusionkit/lock')
  })
})

spec('fusionkit doctor, in a git work tree,', (it) => {
  it('says what git takes that it should not, and leaves that it should take', async () =>
    inRules(async ({ root, write, exists }) => {
      const git = (...words: readonly string[]) => execFileSync('git', words, { cwd: root, stdio: 'ignore' })
      git('init', '--quiet')
      await checkUp(root)
      assert.not.ok(exists('.fusionkit'))
      assert.match(
        checkOf(await checkUp(root), 'git').summary,
        /^git leaves \.fusionkit\/ alone, and takes fusion\.lock\.json/,
      )
      write('.gitignore', '*.lock.json\n')
      const ignored = checkOf(await checkUp(root), 'git')
      assert.match(ignored.summary, /git ignores fusion\.lock\.json/)
      assert.is(ignored.fix, 'git add --force fusion.lock.json')
      write('.gitignore', '')
      write('.fusionkit/lock', '')
      assert.match(checkOf(await checkUp(root), 'git').summary, /its own \.gitignore is gone/)
      git('add', '.fusionkit')
      const committed = checkOf(await checkUp(root), 'git')
      assert.is(committed.status, 'warning')
      assert.is(committed.fix, 'git rm -r --cached --quiet .fusionkit')
    }))
})

spec('how fusionkit doctor tells it', (it) => {
  const checks = [
    { id: 'node', status: 'ok', summary: 'Fine.', detail: 'Not shown.' },
    { id: 'model', status: 'error', summary: 'Not\nthere\u001B[31m.', detail: 'Why.', fix: 'ollama pull x' },
    { id: 'lock', status: 'warning', summary: 'Held.', fix: 'fusionkit build --wait' },
  ] as const

  it('is a line each, and below what to do; nothing of a server steers the terminal', () => {
    assert.equal(doctorLines({ checks }, { isPlain: false, color: false }), [
      '✓ node            Fine.',
      '✗ model           Not there[31m.',
      '                  Why.',
      '                  → ollama pull x',
      '! lock            Held.',
      '                  → fusionkit build --wait',
      '',
      '1 to mend, 1 to look at, 1 fine.',
    ])
  })

  it('is ASCII alone where the terminal is dumb, or of another character set', () => {
    const text = doctorLines({ checks }, { isPlain: true, color: false }).join('\n')
    assert.match(text, /^[\n -~]*$/)
    for (const env of [
      { TERM: 'dumb', LANG: 'C.UTF-8' },
      { LANG: 'en_GB.ISO-8859-1' },
      {},
      { LC_ALL: 'C', LANG: 'C.UTF-8' },
    ])
      assert.not.ok(showsUnicode(env, 'linux'), JSON.stringify(env))
    assert.ok(showsUnicode({ LANG: 'en_GB.UTF-8', TERM: 'xterm' }, 'linux'))
    assert.ok(showsUnicode({}, 'darwin'))
  })

  it('is one document with --json, on stdout, and its exit code is the one of the process', async () =>
    inProject(smallProject, async ({ run, files }) => {
      const before = files()
      const [words, json, broken] = await Promise.all([
        run(['doctor'], { env: { LANG: 'C.UTF-8' } }),
        run(['doctor', '--json']),
        run(['doctor', '--engine', 'ollama', '--json']),
      ])
      assert.is(words.code, 0, words.stderr)
      assert.match(words.stdout, /^✓ node {12}Node /)
      assert.is(words.stderr, '')
      assert.is((JSON.parse(json.stdout) as { exitCode: number }).exitCode, 0)
      assert.is(broken.code, 3)
      assert.is((JSON.parse(broken.stdout) as { exitCode: number }).exitCode, 3)
      assert.equal(files(), before)
      const build = await run(['build', '--engine', 'ollama'])
      assert.is(build.code, 3)
      assert.match(build.stderr, /\nnext: fusionkit doctor --engine ollama  looks at /)
    }))

  it('is explained in docs/doctor.md, each check by its id', () => {
    const page = readFileSync('docs/doctor.md', 'utf8')
    const rows = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, id]) => id)
    assert.equal(rows, [...checkIds])
  })
})
