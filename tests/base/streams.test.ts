import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { makeChannel } from '../../src/base/channel.js'
import { inOrder } from '../../src/base/in-order.js'
import { openJsonLog } from '../../src/base/json-log.js'
import { linesOf } from '../../src/base/lines.js'
import { sealedJson } from '../../src/base/sealed-json.js'
import { quiet } from '../support/hand-driven.js'
import { soakRuns } from '../support/soak.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

spec('the lines of a file', (it) => {
  it('are the same wherever its pieces end, in the middle of a character, too', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '🙂', '\n', '\u2028', '\r') })
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 5 }), { minLength: 1 }), (whole, sizes) => {
        const bytes = Buffer.from(whole)
        const chunks: Buffer[] = []
        for (let at = 0, n = 0; at < bytes.length; n += 1) {
          const size = (sizes[n % sizes.length] ?? 0) + (n % 7 === 6 ? 1 : 0)
          chunks.push(bytes.subarray(at, at + size))
          at += size
        }
        const expected = whole.split('\n')
        if (expected.at(-1) === '') expected.pop()
        assert.equal([...linesOf(chunks)], expected)
      }),
    )
  })
})

function unlessTwo(item: number): number {
  if (item === 2) throw new Error('no')
  return item
}

spec('many at once, in order', (it) => {
  it('come out in the order they went in, at most so many at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 12 }),
        fc.infiniteStream(fc.nat()),
        async (width, count, random) => {
          const waiting: { readonly item: number; readonly done: () => void }[] = []
          let most = 0
          const out: number[] = []
          const items = Array.from({ length: count }, (_, n) => n)
          const work = (item: number) =>
            new Promise<number>((resolve) => {
              waiting.push({ item, done: () => resolve(item) })
              most = Math.max(most, waiting.length)
            })
          const reading = (async () => {
            for await (const item of inOrder(items, width, work)) out.push(item)
          })()
          for (let left = count; left > 0; left -= 1) {
            await quiet()
            waiting.splice((random.next().value as number) % waiting.length, 1)[0]?.done()
          }
          await reading
          assert.equal(out, items)
          assert.ok(most <= width)
        },
      ),
      { numRuns: soakRuns(50) },
    )
  })

  it('fail at the turn of the one that failed', async () => {
    const out: number[] = []
    try {
      for await (const item of inOrder([1, 2, 3, 2], 4, unlessTwo)) out.push(item)
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, 'no')
    }
    assert.equal(out, [1])
  })
})

spec('a channel', (it) => {
  it('hands on in order, and drops for a slow reader only what the next one replaces', async () => {
    const channel = makeChannel<string>((next, last) => next.startsWith('p') && last.startsWith('p'))
    const read: string[] = []
    const reading = (async () => {
      for await (const value of channel) read.push(value)
    })()
    await quiet()
    for (const value of ['p1', 'p2', 'a', 'b', 'p3', 'p4', 'b']) channel.push(value)
    await quiet()
    channel.push('late')
    channel.end()
    await reading
    assert.equal(read, ['p2', 'a', 'b', 'p4', 'b', 'late'])
  })

  it('keeps the newest of each kind that passes by, whatever else passes by between them', async () => {
    const channel = makeChannel<string>((next, last) => /[pq]/.test(next) && next[0] === last[0])
    for (let at = 0; at < 1_000; at += 1) for (const kind of ['p', 'q']) channel.push(`${kind}${at}`)
    channel.push('a')
    channel.push('p')
    channel.end()
    const read: string[] = []
    for await (const value of channel) read.push(value)
    assert.equal(read, ['p999', 'q999', 'a', 'p'])
  })

  it('ends when it is read to its end', async () => {
    const channel = makeChannel<number>(() => false)
    channel.push(1)
    channel.end()
    const read: number[] = []
    for await (const value of channel) read.push(value)
    assert.equal(read, [1])
  })
})

spec('a log of JSON lines', (it) => {
  it('reads back what it was given, line by line', () =>
    inTempFolder((folder) => {
      const path = join(folder, 'log')
      const log = openJsonLog(path)
      log.replace([{ a: 'Où ?\n' }, 2])
      log.append([3], true)
      log.append('four', false)
      assert.equal(openJsonLog(path).lines, [{ a: 'Où ?\n' }, 2, [3], 'four'])
      log.replace(['anew'])
      assert.equal(openJsonLog(path).lines, ['anew'])
    }))

  it('goes on behind a torn end, and passes over what is no JSON', () =>
    inTempFolder((folder) => {
      const path = join(folder, 'log')
      writeFileSync(path, '1\n{"to')
      openJsonLog(path).append(2, true)
      appendFileSync(path, '\0\0\n\n{"\n')
      const log = openJsonLog(path)
      log.append(3, true)
      assert.equal(openJsonLog(path).lines, [1, 2, 3])
      assert.is(readFileSync(path, 'utf8'), `1\n{"to\n${sealedJson(2)}\n\0\0\n\n{"\n${sealedJson(3)}\n`)
    }))

  it('passes over a line that is not as it was written, also where it is JSON (contract 24)', () =>
    inTempFolder((folder) => {
      const path = join(folder, 'log')
      for (const value of ['one', 'two']) openJsonLog(path).append(value, true)
      const whole = readFileSync(path)
      for (let at = 0; at < whole.length; at += 1)
        for (const bit of [0x01, 0x10, 0x20]) {
          const flipped = Buffer.from(whole)
          flipped[at] = (flipped[at] ?? 0) ^ bit
          writeFileSync(path, flipped)
          const read = openJsonLog(path).lines
          assert.ok(
            read.every((value) => value === 'one' || value === 'two' || typeof value === 'object'),
            `bit ${bit} of byte ${at}: ${JSON.stringify(read)}`,
          )
          assert.ok(read.length >= 1 || whole[at] === 0x0a, `bit ${bit} of byte ${at} takes both`)
        }
    }))

  it('is empty where there is none', () =>
    inTempFolder((folder) => {
      assert.equal(openJsonLog(join(folder, 'none')).lines, [])
    }))
})
