import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { open } from 'lmdb'
import * as assert from 'uvu/assert'
import { type Digest, digestOf } from '../../src/base/hash.js'
import type { Identity } from '../../src/domain/completion.js'
import { openStore, type Store } from '../../src/store/completion-store.js'
import { sealed, unsealed } from '../../src/store/sealed.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

const key = (name: string): Digest => digestOf(name)
const old: Identity = { id: 'ollama 1', label: 'm (1)' }

type Texts = Store<string, string>

/** Puts a text that `server` said. */
async function say(store: Texts, text: string, server = 'one', model = 'm'): Promise<void> {
  await store.completions.put(key(text), text, store.confirmations.stampOf(server, model, old))
}

const remember = async (store: Texts, name: string) => store.resolutions.put(key(name), name)
const knows = (store: Texts, name: string) => store.resolutions.get(key(name)) === name
const has = (store: Texts, text: string) => store.completions.get(key(text)) === text

/** Runs `use` on a store, and then `later` on the same one, opened again. */
async function reopened(use: (store: Texts) => Promise<void>, ...later: ((store: Texts) => Promise<void>)[]) {
  await inTempFolder(async (folder) => {
    for (const each of [use, ...later]) {
      const store: Texts = openStore(folder)
      await each(store)
      await store.close()
    }
  })
}

spec('an answer whose model is not confirmed yet', (it) => {
  it('is used, and is confirmed by a check that began after it came', () =>
    reopened(
      async (store) => {
        await say(store, 'before')
        assert.ok(has(store, 'before'))
        const asked = store.confirmations.begin('one')
        await say(store, 'meanwhile')
        store.confirmations.confirm(asked)
        assert.equal(
          store.confirmations.pending.map(({ server, model, identity }) => ({ server, model, identity })),
          [{ server: 'one', model: 'm', identity: old }],
        )
        store.confirmations.drop(store.confirmations.pending)
        assert.ok(has(store, 'before'))
        assert.not(has(store, 'meanwhile'))
      },
      async (store) => {
        assert.ok(has(store, 'before'))
        assert.not(has(store, 'meanwhile'))
        assert.is(store.damaged, 0)
      },
    ))

  it('is a miss when it was dropped, until it is said anew', () =>
    reopened(
      async (store) => {
        await say(store, 'a')
        await say(store, 'b')
        assert.is(store.confirmations.drop(store.confirmations.begin('one')), 2)
        await say(store, 'a')
      },
      async (store) => {
        assert.ok(has(store, 'a'))
        assert.not(has(store, 'b'))
      },
    ))

  it('belongs to its server and its model alone', () =>
    reopened(async (store) => {
      await say(store, 'a', 'one', 'm')
      await say(store, 'b', 'one', 'n')
      await say(store, 'c', 'two', 'm')
      const asked = store.confirmations.begin('one')
      assert.equal(
        asked.map(({ model }) => model),
        ['m', 'n'],
      )
      store.confirmations.drop(asked.filter(({ model }) => model === 'm'))
      assert.equal(
        ['a', 'b', 'c'].map((text) => has(store, text)),
        [false, true, true],
      )
      assert.is(store.confirmations.pending.length, 2)
    }))

  it('stays what it was when its build was killed (contract 25)', () =>
    inTempFolder(async (folder) => {
      const script = `
        import { openStore } from ${JSON.stringify(new URL('../../src/store/completion-store.js', import.meta.url).href)}
        import { digestOf } from ${JSON.stringify(new URL('../../src/base/hash.js', import.meta.url).href)}
        const store = openStore(${JSON.stringify(folder)})
        const stamp = () => store.confirmations.stampOf('one', 'm', ${JSON.stringify(old)})
        await store.completions.put(digestOf('early'), 'early', stamp())
        store.confirmations.confirm(store.confirmations.begin('one'))
        store.completions.put(digestOf('lost'), 'lost', stamp())
        await store.completions.put(digestOf('late'), 'late', stamp())
        await store.resolutions.put(digestOf('pair'), 'pair')
        process.kill(process.pid, 'SIGKILL')
      `
      const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
        encoding: 'utf8',
      })
      assert.is(signal, 'SIGKILL', stderr)
      const store: Texts = openStore(folder)
      assert.ok(has(store, 'late'))
      assert.is(store.resolutions.get(key('pair')), 'pair')
      assert.is(store.confirmations.pending.length, 1)
      assert.is(store.confirmations.drop(store.confirmations.begin('one')), 0, 'nobody counted them')
      assert.ok(has(store, 'early'))
      assert.not(has(store, 'late'))
      assert.is(store.resolutions.get(key('pair')), undefined)
      await store.close()
    }))

  it('is counted for the build that may have to drop it', () =>
    reopened(
      async (store) => {
        for (const text of ['a', 'b', 'c']) await say(store, text)
      },
      async (store) => {
        await say(store, 'd')
        assert.is(store.confirmations.drop(store.confirmations.begin('one')), 4)
      },
    ))

  it('of a server that nobody asks any more is a miss for as long as that lasts', () =>
    reopened(
      async (store) => {
        await say(store, 'a')
        await store.resolutions.put(key('pair'), 'pair')
      },
      async (store) => {
        store.confirmations.setAside(store.confirmations.pending)
        assert.not(has(store, 'a'))
        assert.is(store.resolutions.get(key('pair')), undefined)
        await store.resolutions.put(key('other'), 'made without it')
        assert.is(store.resolutions.get(key('other')), 'made without it')
      },
      async (store) => {
        assert.ok(has(store, 'a'))
        assert.is(store.resolutions.get(key('pair')), 'pair')
      },
    ))

  it('is not asked about where it came from an engine that is always the same', () =>
    reopened(async (store) => {
      await store.completions.put(key('a'), 'a')
      await store.resolutions.put(key('pair'), 'pair')
      assert.equal(store.confirmations.pending, [])
      assert.is(store.completions.size(), 1)
    }))
})

spec('a remembered pair', (it) => {
  it('is forgotten with any answer that it may be made of, and with no other', () =>
    reopened(
      async (store) => {
        await say(store, 'a')
        await remember(store, 'of a')
        const first = store.confirmations.begin('one')
        await say(store, 'b')
        await remember(store, 'of a and b')
        store.confirmations.confirm(first)
        store.confirmations.confirm(store.confirmations.begin('one'))
        await remember(store, 'of what is confirmed')
        await say(store, 'c')
        await remember(store, 'of c')
        store.confirmations.drop(store.confirmations.pending)
      },
      async (store) => {
        for (const name of ['of a', 'of a and b', 'of what is confirmed']) assert.ok(knows(store, name), name)
        assert.not(knows(store, 'of c'))
      },
    ))

  it('is forgotten, too, where only the last of its answers is dropped', () =>
    reopened(async (store) => {
      await say(store, 'a')
      await remember(store, 'of a')
      const first = store.confirmations.begin('one')
      await say(store, 'b')
      await remember(store, 'of a and b')
      store.confirmations.confirm(first)
      store.confirmations.drop(store.confirmations.begin('one'))
      assert.ok(has(store, 'a'))
      assert.not(has(store, 'b'))
      assert.not(knows(store, 'of a and b'))
    }))
})

spec('the ledger of what is not confirmed', (it) => {
  it('is no completion, and is not there before there is something to write down', () =>
    reopened(async (store) => {
      assert.is(store.completions.size(), 0)
      await say(store, 'a')
      assert.is(store.completions.size(), 1)
    }))

  it('gives no number twice, also to two that write at once', () =>
    inTempFolder(async (folder) => {
      const [one, other]: [Texts, Texts] = [openStore(folder), openStore(folder)]
      const numbers = [one, other, one, other].map(({ confirmations }, index) =>
        confirmations.stampOf(`server ${index}`, 'm', old),
      )
      assert.is(new Set(numbers).size, 4)
      await one.close()
      await other.close()
      const again: Texts = openStore(folder)
      assert.is(again.confirmations.pending.length, 4)
      await again.close()
    }))

  it('is left as it is by who only reads, whatever that one finds', () =>
    inTempFolder(async (folder) => {
      const store: Texts = openStore(folder)
      await say(store, 'a')
      await store.close()
      const reader: Texts = openStore(folder, { readOnly: true })
      reader.confirmations.drop(reader.confirmations.begin('one'))
      assert.not(has(reader, 'a'))
      await reader.close()
      const again: Texts = openStore(folder)
      assert.ok(has(again, 'a'))
      assert.is(again.confirmations.pending.length, 1)
      await again.close()
    }))

  for (const [what, bytes] of [
    ['damaged', Buffer.from('garbage')],
    ['of another version', sealed(Buffer.from('periods'), { version: 9, pending: 'none' }, 0)],
  ] as const)
    it(`that is ${what} takes nothing else with it (contract 24, 27)`, () =>
      inTempFolder(async (folder) => {
        const store: Texts = openStore(folder)
        await say(store, 'a')
        await store.close()
        const database = open<Buffer, Buffer>({
          path: join(folder, 'completions'),
          encoding: 'binary',
          keyEncoding: 'binary',
        })
        await database.put(Buffer.from('periods'), bytes)
        await database.close()
        const again: Texts = openStore(folder)
        assert.ok(has(again, 'a'))
        await say(again, 'b')
        assert.ok(has(again, 'b'))
        await again.close()
      }))
})

spec('the bytes of an entry', (it) => {
  const name = Buffer.from(key('a'), 'hex')

  it('are read as they were before there were periods, and a check of the key', () => {
    const value = { text: 'Où ?\u0000\u2028', end: 'stop' }
    const json = Buffer.from(JSON.stringify(value))
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(json))
    assert.equal(unsealed(name, Buffer.concat([check, json])), { value, period: 0 })
  })

  it('give back value and period, and nothing where a byte of either or of the key was changed (contract 24)', () => {
    for (const value of [1, '', [], { text: 'Où ?' }, 'long '.repeat(99)])
      for (const period of [0, 1, 255, 256, 2 ** 31, 2 ** 32 - 1])
        for (const deflates of [false, true]) {
          const bytes = sealed(name, value, period, { deflates })
          assert.equal(unsealed(name, bytes), { value, period })
          assert.is(unsealed(Buffer.from(key('b'), 'hex'), bytes), undefined)
          for (let at = 0; at < bytes.length; at += 1) {
            const flipped = Buffer.from(bytes)
            flipped[at] = (flipped[at] ?? 0) ^ 4
            assert.is(unsealed(name, flipped), undefined)
          }
        }
  })

  it('are few where a value repeats itself', () => {
    const value = Array.from({ length: 12 }, (_each, index) => `Which of the two is it, and why, number ${index}?`)
    assert.ok(sealed(name, value, 7, { deflates: true }).length * 3 < sealed(name, value, 7).length)
  })
})
