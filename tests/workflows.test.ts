/** What runs where nobody of us looks: the workflows, held to the README's commands and to what package.json promises. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { spec } from './support/spec.js'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly 'runs-on': string
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: { readonly os: readonly string[]; readonly node: readonly string[] } }
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly concurrency: { readonly group: string }
  readonly jobs: Readonly<Record<string, Job>>
}

const folder = '.github/workflows'
const workflows = readdirSync(folder).map((name) => [name, parsed<Workflow>(`${folder}/${name}`)] as const)
const jobs = workflows.flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file}: ${name}`, job })),
)
const manifest = JSON.parse(text('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>
  readonly engines: { readonly node: string }
}
const ci = workflows.find(([name]) => name === 'ci.yml')?.[1]

function text(path: string): string {
  return readFileSync(path, 'utf8')
}

function parsed<Value>(path: string): Value {
  return parse(text(path)) as Value
}

const commandsOf = (job: Job | undefined) => (job?.steps ?? []).flatMap(({ run }) => run ?? [])

spec('the workflows', (it) => {
  it('run the commands of .ci/run, which are those of the README, on every system and Node that is promised', () => {
    const script = text('.ci/run').split('\n')
    const told = commandsOf(ci?.jobs['test'])
    assert.equal(told, ['npm ci && npx fusionkit build', 'npm test'])
    for (const command of told) assert.ok(script.includes(command) || script.includes(`(${command})`), command)
    const { os, node } = ci?.jobs['test']?.strategy?.matrix ?? { os: [], node: [] }
    assert.equal(
      os.map((name) => name.replace(/-latest$/, '')),
      ['ubuntu', 'macos', 'windows'],
    )
    assert.is(`>=${node[0]}`, `${manifest.engines.node}.0`, 'the floor, exactly')
    assert.equal(node.slice(1), ['22', '24'])
  })

  it('hold a change to what CONTRIBUTING.md asks of it', () => {
    assert.ok(commandsOf(ci?.jobs['check']).includes('npm run check'))
    assert.match(text('CONTRIBUTING.md'), /npm run check/)
  })

  it('run scripts that package.json has', () => {
    const named = jobs.flatMap(({ job }) => commandsOf(job).flatMap((run) => [...run.matchAll(/\bnpm run ([\w:-]+)/g)]))
    assert.ok(named.length > 0)
    for (const [, name = ''] of named) assert.ok(manifest.scripts[name] !== undefined, name)
  })

  it('may read the repository and nothing more; whoever publishes may say who it is', () => {
    for (const [file, { permissions }] of workflows) assert.equal(permissions, { contents: 'read' }, file)
    const more = jobs.filter(({ job }) => job.permissions !== undefined)
    assert.equal(
      more.map(({ name, job }) => [name, job.permissions]),
      [['release.yml: publish', { contents: 'read', 'id-token': 'write' }]],
    )
  })

  it('end: each job has a time, and a group in which it is not run twice', () => {
    for (const { name, job } of jobs) assert.ok((job['timeout-minutes'] ?? Infinity) <= 60, name)
    for (const [file, { concurrency }] of workflows) assert.ok(concurrency.group.length > 0, file)
  })

  it('use actions of GitHub alone, of a version that is named, which leave no credentials behind', () => {
    for (const { uses, with: inputs } of jobs.flatMap(({ job }) => job.steps)) {
      if (uses === undefined) continue
      assert.match(uses, /^actions\/[\w-]+@(v\d+|[0-9a-f]{40})$/)
      if (uses.startsWith('actions/checkout@')) assert.is(inputs?.['persist-credentials'], false)
    }
  })

  it('hand no text of strangers to a shell', () => {
    for (const { name, job } of jobs) for (const run of commandsOf(job)) assert.not.match(run, /\$\{\{/, name)
  })
})

spec('the ways to begin', (it) => {
  const major = text('.node-version').trim()

  it('are of one Node, which CI has, too', () => {
    assert.ok(ci?.jobs['test']?.strategy?.matrix.node.includes(major))
    assert.match(text('Dockerfile'), new RegExp(`^ARG NODE_VERSION=${major}$`, 'm'))
    assert.match(text('.devcontainer/devcontainer.json'), `javascript-node:${major}-`)
  })

  it('end, in the image, as a user who is not root', () => {
    const stages = text('Dockerfile').split(/^FROM /m)
    const last = stages.at(-1) ?? ''
    assert.match(last, /^USER [1-9]\d*:[1-9]\d*\n(?![\s\S]*^USER )/m)
    assert.match(last, 'ENTRYPOINT ["fusionkit"]')
  })

  it('copy into the image what .dockerignore lets through', () => {
    const through = new Set(
      text('.dockerignore')
        .split('\n')
        .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : [])),
    )
    const copied = [...text('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    )
    assert.equal([...through].sort(), [...new Set(copied)].sort())
    for (const path of copied) assert.ok(existsSync(path), path)
  })
})

spec('the forms for issues', (it) => {
  const forms = readdirSync('.github/ISSUE_TEMPLATE').filter((name) => name !== 'config.yml')

  it('have a name, a description and fields that can be told apart', () => {
    assert.equal(forms.sort(), ['bug_report.yml', 'feature_request.yml'])
    for (const form of forms) {
      const { name, description, body } = parsed<{ name: string; description: string; body: { id: string }[] }>(
        `.github/ISSUE_TEMPLATE/${form}`,
      )
      assert.ok(name.length > 3 && description.length > 10, form)
      const ids = body.map(({ id }) => id)
      assert.is(new Set(ids).size, ids.length, form)
    }
  })

  it('ask for what fusionkit says of itself', () => {
    assert.match(text('.github/ISSUE_TEMPLATE/bug_report.yml'), 'fusionkit doctor --json')
  })
})
