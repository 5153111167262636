/** Another version of fusionkit: what it makes again, and what it never does (contract 6, 8). */
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Reason } from '../../src/domain/reason.js'
import { version } from '../../src/app/version.js'
import { generatorVersion } from '../../src/questions/generator-version.js'
import { fingerprintOf } from '../../src/plan/verdict.js'
import { digestOfComponents, openBuildLog } from '../../src/store/build-log.js'
import { spec } from '../support/spec.js'
import { type Config, inStory, plainConfig, type Story, type Told } from '../support/story.js'

const log = '.fusionkit/state/fusion.config.yaml/log.jsonl'

/** As if a version had built it that had this rule in another version: fingerprints are as that one would have made them. */
function builtBefore(story: Story, rule: string, version: string): void {
  const known = openBuildLog(join(story.root, log), { write: true })
  for (const built of known.targets.values()) {
    const now = known.componentsOf(built) ?? {}
    if (!(rule in now)) continue
    const components = { ...now, [rule]: version }
    const componentsDigest = digestOfComponents(components)
    const fingerprint = fingerprintOf({ ...built, components, componentsDigest })
    known.record({ ...built, components: componentsDigest, fingerprint }, components)
  }
}

function reasonsIn({ events }: Told): Record<string, readonly Reason[]> {
  return Object.fromEntries(
    events.flatMap((event) => (event.kind === 'target-started' ? [[event.target, event.reasons] as const] : [])),
  )
}

function withSource(): Config {
  return {
    ...plainConfig(),
    sources: {
      random: {
        faker: { entries: 4, seed: 1, fields: { name: 'person.fullName' } },
        question: 'Who is {{ name }}?',
        answer: '{{ name }}.',
      },
    },
    groups: { topics: { files: 'questions/*.jsonl' }, people: { source: 'random', size: 2 } },
  }
}

/** A project that was built by a version with another version of one rule, and what a build does now. */
async function upgraded(
  rule: string,
  version: string,
  check: (found: { told: Told; story: Story; good: Record<string, string> }) => void | Promise<void>,
): Promise<void> {
  await inStory(
    {},
    async (story) => {
      assert.is((await story.build()).exitCode, 0)
      const good = story.outputs()
      builtBefore(story, rule, version)
      await check({ told: await story.build(), story, good })
    },
    withSource(),
  )
}

spec('an upgrade of fusionkit', (it) => {
  it('makes nothing again where no rule has changed, and believes nothing that the other version parsed (contract 6)', async () =>
    inStory(
      {},
      async (story) => {
        await story.build()
        const path = '.fusionkit/state/fusion.config.yaml/config.json'
        story.write(path, story.read(path).replace(`"version":"${version}"`, '"version":"0.0.1"'))
        assert.equal((await story.build()).outcome.ran, [])
        assert.ok(story.read(path).includes(`"version":"${version}"`))
      },
      withSource(),
    ))

  for (const [rule, what, before, ran] of [
    ['semantics:fusion', 'fusion', 'fusion 0', ['animals', 'music', 'people-1', 'people-2']],
    ['semantics:cleaning', 'cleaning', '0', ['animals', 'music', 'people-1', 'people-2']],
    ['semantics:check refusal', 'check refusal', '0', ['animals', 'music', 'people-1', 'people-2']],
    ['semantics:cut', 'cut', 'cut 0', ['groups:people']],
    ['semantics:merged', 'merged', 'merged 0', ['merged']],
  ] as const)
    it(`with other rules for ${what} makes what they make again, says which and why, and asks nothing (contract 6)`, async () =>
      upgraded(rule, before, ({ told, story, good }) => {
        assert.is(told.calls, 0)
        assert.equal(told.outcome.ran.toSorted(), [...ran])
        for (const [target, reasons] of Object.entries(reasonsIn(told))) {
          assert.equal(
            reasons.map(({ kind }) => kind),
            ['semantics-changed'],
            target,
          )
          assert.ok(told.text.includes(`fusionkit's rules for ${what} changed (${before} → `), told.text)
        }
        assert.equal(story.outputs(), good)
      }))

  it('whose generator writes other questions asks first: nothing is made or paid for until --accept-new-source says so (contract 8)', async () =>
    upgraded('semantics:source', 'source 1, faker 9.9.9, fusionkit 1', async ({ told, story, good }) => {
      assert.is(told.exitCode, 2)
      assert.is(told.calls, 0)
      assert.equal(told.codes, ['source-would-differ'])
      assert.match(told.text, 'faker 9.9.9')
      assert.match(told.text, generatorVersion)
      assert.match(told.text, 'fusionkit build --accept-new-source')
      assert.equal(story.outputs(), good)
      const { code, stderr } = await story.spawn('build', '--accept-new-source').ended
      assert.is(code, 0)
      assert.match(stderr, 'built     source:random')
      assert.match(stderr, 'same as before')
      assert.equal(story.outputs(), good)
      assert.equal((await story.build()).outcome.ran, [])
    }))
})
