import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { sealedJson } from '../../src/base/sealed-json.js'
import type { Digest } from '../../src/base/hash.js'
import { relPath } from '../../src/domain/path.js'
import { fusionId, noTally, type Output } from '../../src/domain/target.js'
import { type Built, digestOfComponents, openBuildLog } from '../../src/store/build-log.js'
import { identityOf } from '../support/recipes.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const components = { 'template:simple': 'a' }
const output = (path: string, digest = 'd'): Output => ({ path: relPath(path), digest: digest as Digest, records: 1 })

function built(group: string, more: Partial<Built> = {}): Built {
  return {
    target: fusionId(group),
    kind: 'fusion',
    fingerprint: `fingerprint of ${group}` as Digest,
    components: digestOfComponents(components),
    inputs: { a: 'A' as Digest },
    outputs: [output(`${group}.jsonl`)],
    tally: noTally,
    ...more,
  }
}

const withLog = (use: (path: string, open: () => ReturnType<typeof openBuildLog>) => void | Promise<void>) =>
  inTempFolder((folder) => {
    const path = join(folder, 'state', 'log.jsonl')
    return use(path, () => openBuildLog(path, { write: true }))
  })

spec('the build log', (it) => {
  it('remembers how targets were made, the last word of each', () =>
    withLog((_path, open) => {
      const log = open()
      log.record(built('a'), components)
      log.record(built('b'), components)
      log.record(built('a', { fingerprint: 'new' as Digest }), components)
      log.recordIdentity('m', identityOf('weights'))
      const next = open()
      assert.equal([...next.targets.keys()], ['a', 'b'])
      assert.is(next.targets.get(fusionId('a'))?.fingerprint, 'new')
      assert.equal(next.componentsOf(built('a')), components)
      assert.equal(next.identities.get('m'), identityOf('weights'))
      assert.not(next.isOtherFormat)
    }))

  it('remembers what an output that is kept aside was edited from, also when it is written anew', () =>
    withLog((path, open) => {
      open().keep('a.jsonl.edited-1a2b3c4d', 'written' as Digest)
      const log = open()
      for (let build = 0; build < 200; build += 1) log.record(built('a'), components)
      open().record(built('b'), components)
      assert.ok(readFileSync(path, 'utf8').split('\n').length < 20, 'it was written anew')
      assert.equal([...open().kept], [['a.jsonl.edited-1a2b3c4d', 'written']])
    }))

  it('writes the components that targets share once', () =>
    withLog((path, open) => {
      const log = open()
      for (const group of ['a', 'b', 'c']) log.record(built(group), components)
      assert.is(readFileSync(path, 'utf8').split('"kind":"components"').length, 2)
    }))

  it('leaves nothing behind when it only plans', () =>
    withLog((path) => {
      const log = openBuildLog(path, { write: false })
      log.record(built('a'), components)
      log.recordIdentity('m', identityOf('weights'))
      assert.is(log.targets.size, 1)
      assert.not(existsSync(path))
    }))

  it('reads on behind a last line that a crash cut, and writes on a line of its own', () =>
    withLog((path, open) => {
      open().record(built('a'), components)
      const whole = readFileSync(path, 'utf8')
      open().record(built('b'), components)
      const more = readFileSync(path, 'utf8').slice(whole.length)
      for (let length = 1; length < more.length - 1; length += 7) {
        writeFileSync(path, whole + more.slice(0, length))
        const log = open()
        assert.equal([...log.targets.keys()], ['a'], `cut after ${length}`)
        log.record(built('c'), components)
        assert.equal([...open().targets.keys()], ['a', 'c'])
      }
    }))

  it('passes over damaged lines in the middle: the rest survives', () =>
    withLog((path, open) => {
      open().record(built('a'), components)
      const damaged = [
        'null',
        '7',
        '"x"',
        '{}',
        '{"kind":"of tomorrow"}',
        '{"kind":"built"}',
        '{"kind":"built","built":null}',
        '{"kind":"announced","target":"a"}',
        '{"kind":"unmade","unmade":{"target":"a","tally":{}}}',
        '{"kind":"identity","model":"m"}',
        '\0\0\0\0',
        '{"kind":"bui',
      ]
      appendFileSync(path, `${damaged.join('\n')}\n`)
      const log = open()
      assert.equal([...log.targets.keys()], ['a'])
      log.record(built('b'), components)
      assert.equal([...open().targets.keys()], ['a', 'b'])
    }))

  it('remembers what the last try at a target left undone, until one leaves nothing', () =>
    withLog((_path, open) => {
      const left = { target: fusionId('a'), kind: 'failed', tally: { ...noTally, failed: 2 }, at: 7 } as const
      open().recordUnmade(left)
      assert.equal([...open().unmade.values()], [left])
      open().record(built('a', { incomplete: { failedCells: 2 } }), components)
      assert.is(open().unmade.size, 1)
      open().record(built('a', { at: 8 }), components)
      assert.is(open().unmade.size, 0)
      assert.is(open().targets.get(fusionId('a'))?.at, 8)
      open().recordUnmade(left)
      open().forget(fusionId('a'))
      assert.is(open().unmade.size, 0)
    }))

  it('of another format is said, and written anew (contract 27)', () =>
    withLog((path, open) => {
      open().record(built('a'), components)
      const [, ...rest] = readFileSync(path, 'utf8').split('\n')
      writeFileSync(path, [sealedJson({ kind: 'format', version: 999 }), ...rest].join('\n'))
      const log = open()
      assert.ok(log.isOtherFormat)
      assert.is(log.targets.size, 0)
      log.record(built('b'), components)
      const next = open()
      assert.not(next.isOtherFormat)
      assert.equal([...next.targets.keys()], ['b'])
    }))

  it('is compacted when most of it is past, and keeps everything that counts', () =>
    withLog((path, open) => {
      const log = open()
      log.recordIdentity('m', identityOf('weights'))
      log.record(built('gone', { outputs: [output('x.jsonl'), output('y.jsonl')] }), components)
      log.record(built('gone', { outputs: [output('x.jsonl')] }), components)
      const old = { 'template:simple': 'old' }
      log.record(built('a', { components: digestOfComponents(old) }), old)
      for (let n = 0; n < 200; n += 1) log.record(built('a', { fingerprint: `${n}` as Digest }), components)
      log.announce(fusionId('a'), ['announced' as Digest])
      const lines = () => readFileSync(path, 'utf8').split('\n').length
      assert.ok(lines() > 200)
      open().recordIdentity('n', identityOf('others'))
      assert.ok(lines() < 15)
      const next = open()
      assert.is(next.targets.get(fusionId('a'))?.fingerprint, '199')
      assert.equal([...next.orphans.keys()], ['y.jsonl'])
      assert.ok(next.wasAnnounced(fusionId('a'), 'announced' as Digest))
      assert.equal([...next.identities.keys()], ['m', 'n'])
      assert.equal(next.componentsOf(built('a')), components)
      assert.is(next.componentsOf(built('a', { components: digestOfComponents(old) })), undefined)
    }))

  it('knows what was about to be written until it is on record, however often the build was cut off', () =>
    withLog((_path, open) => {
      const [first, second] = ['1' as Digest, '2' as Digest]
      open().announce(fusionId('a'), [first])
      open().announce(fusionId('a'), [second])
      const log = open()
      assert.ok(log.wasAnnounced(fusionId('a'), first))
      assert.ok(log.wasAnnounced(fusionId('a'), second))
      assert.not(log.wasAnnounced(fusionId('b'), first))
      log.record(built('a'), components)
      assert.not(open().wasAnnounced(fusionId('a'), first))
    }))

  it('makes an orphan of a file that its target no longer makes, until another one does (contract 35)', () =>
    withLog((_path, open) => {
      open().record(built('a', { outputs: [output('x.jsonl', 'X'), output('y.jsonl', 'Y')] }), components)
      open().record(built('a', { outputs: [output('x.jsonl')] }), components)
      assert.equal([...open().orphans], [['y.jsonl', 'Y']])
      open().record(built('b', { outputs: [output('y.jsonl')] }), components)
      assert.is(open().orphans.size, 0)
      open().record(built('b', { outputs: [] }), components)
      open().forgetOrphan('y.jsonl')
      assert.is(open().orphans.size, 0)
      open().forget(fusionId('a'))
      assert.equal([...open().targets.keys()], ['b'])
    }))

  it('does not make up components that it has lost', () =>
    withLog((path, open) => {
      open().record(built('a'), components)
      const lines = readFileSync(path, 'utf8').split('\n')
      writeFileSync(path, lines.filter((line) => !line.includes('"components","digest"')).join('\n'))
      const log = open()
      assert.is(log.componentsOf(built('a')), undefined)
      log.record(built('a', { incomplete: { failedCells: 1 } }), undefined)
      assert.is(open().componentsOf(built('a')), undefined)
      open().record(built('a'), components)
      assert.equal(open().componentsOf(built('a')), components)
    }))
})
