import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { inCopy, inProject, questions, smallProject } from '../support/project.js'
import { spec } from '../support/spec.js'
import { type Mistake, mistakes } from './mistakes.js'

spec('the command line, of what a user got wrong,', (it) => {
  const told = tellOnce()
  for (const mistake of mistakes) {
    const { sentence, exitCode = 2, code, says = /./, files } = mistake
    it(`says what and where: ${sentence}`, async () => {
      const { ended, before, after } = await told(mistake)
      assert.is(ended.code, exitCode, ended.stderr)
      assert.is(ended.stdout, '', 'messages stand on stderr')
      assert.match(ended.stderr, new RegExp(`error ${code} `))
      assert.match(ended.stderr, says)
      for (const place of placesIn(files)) assert.match(ended.stderr, new RegExp(`^${place}$`, 'm'))
      assert.not.match(ended.stderr, /\n +at |bug of fusionkit|invalid|unexpected|failed to|must be|schema/i)
      assert.equal(after, before, 'nothing is written and nothing is lost')
    })
  }

  it('says all of it at once, in the order of the file', () =>
    inProject({ ...smallProject, 'fusion.config.yaml': config }, async ({ run }) => {
      const { code, stderr } = await run(['build'])
      assert.is(code, 2)
      assert.equal(
        [...stderr.matchAll(/^error (\S+)/gm)].map(([, each]) => each),
        ['unknown-engine', 'wrong-value', 'unknown-key'],
      )
      assert.match(stderr, /^3 errors$/m)
    }))

  it('builds on with a warning where a group has one question', () =>
    inProject({ ...smallProject, 'q/lonely.jsonl': questions('Who goes alone?') }, async ({ run, read }) => {
      const { code, stderr } = await run(['build'])
      assert.is(code, 0, stderr)
      assert.match(stderr, /warning group-of-one {2}The group "lonely"/)
      assert.match(stderr, /^q\/lonely\.jsonl:1$/m)
      assert.is(read('dataset/fusion_datasets/lonely.jsonl'), '')
    }))

  it('sends nobody to a first record that there is not', () =>
    inProject(
      { ...smallProject, 'q/animals.jsonl': questions('Who goes alone?'), 'q/inventions.jsonl': '' },
      async ({ run }) => {
        const { code, stderr } = await run(['build'])
        assert.is(code, 0, stderr)
        assert.match(stderr, /\(0 records\)\n$/)
      },
    ))

  it('names the config above, where somebody stands in a folder of the project', () =>
    inProject({ ...smallProject, 'q/old/none.txt': '' }, async ({ run }) => {
      const { code, stderr } = await run(['build'], { cwd: 'q/old' })
      assert.is(code, 2)
      assert.match(stderr, `There is one above: go to its folder, or write --config ${above}.`)
      assert.is((await run(['plan', '--config', above], { cwd: 'q/old' })).code, 0)
    }))

  it('tells a config that may not be read from one that is not there', () =>
    inProject({ ...smallProject }, async ({ run, root, remove }) => {
      remove('fusion.config.yaml')
      symlinkSync('fusion.config.yaml', join(root, 'fusion.config.yaml'))
      const { code, stderr } = await run(['build'])
      assert.is(code, 2)
      assert.match(stderr, /error system-refuses {2}".*fusion\.config\.yaml" cannot be read or written/)
    }))

  it('shows a folder that has a config its path', () =>
    inProject({ ...smallProject }, async ({ run }) => {
      const { stderr } = await run(['build', '--config', '.'])
      assert.match(stderr, /"\." is a folder, and --config takes a file\.\nDid you mean "fusion\.config\.yaml"\?/)
    }))
})

const above = join('..', '..', 'fusion.config.yaml')

const config =
  'version: 1\nengine: olama\nmax_attempts: 0\ngroup: { topics: { files: "q/*.jsonl" } }\ngroups: { topics: { files: "q/*.jsonl" } }\n'

interface Told {
  readonly ended: { readonly code: number | null; readonly stdout: string; readonly stderr: string }
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, string>>
}

/** The first case that asks starts them all, two at a time; each works on a copy of a project that is built. */
function tellOnce(): (mistake: Mistake) => Promise<Told> {
  let all: Promise<ReadonlyMap<Mistake, Told>> | undefined
  return async (mistake) => {
    const found = (await (all ??= tellAll())).get(mistake)
    if (found === undefined) throw new Error('it was not told')
    return found
  }
}

async function tellAll(): Promise<ReadonlyMap<Mistake, Told>> {
  return inProject(smallProject, async ({ root, run }) => {
    const built = await run(['build'])
    assert.is(built.code, 0, built.stderr)
    const entries = mistakes.map(async (mistake) => [mistake, await tell(root, mistake)] as const)
    return new Map(await Promise.all(entries))
  })
}

function tell(original: string, { files, args = [] }: Mistake): Promise<Told> {
  return inCopy(original, async (project) => {
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) project.remove(path)
      else project.write(path, text.replace('‸', ''))
    }
    const before = project.files()
    const ended = await project.run(['build', ...args])
    return { ended, before, after: project.files() }
  })
}

/** "file:line:column" of each mark; of a row, "file:line" is enough. */
function placesIn(files: Mistake['files']): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const at = text?.indexOf('‸') ?? -1
    if (text === undefined || at < 0) return []
    const lines = text.slice(0, at).split('\n')
    const column = (lines.at(-1)?.length ?? 0) + 1
    const exact = `${path}:${lines.length}:${column}`
    return [path.endsWith('.jsonl') ? `${path}:${lines.length}(:\\d+)?` : exact]
  })
}
