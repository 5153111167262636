import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Disk, realDisk } from '../../src/base/disk.js'
import { digestOf } from '../../src/base/hash.js'
import { overlayDisk } from '../../src/base/overlay-disk.js'
import { spec } from '../support/spec.js'
import { inTempFolder } from '../support/temp-folder.js'

function textOf(chunks: Iterable<Buffer>): string {
  const parts: Buffer[] = []
  for (const chunk of chunks) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts).toString()
}

function put(disk: Disk, path: string, text: string): void {
  const writer = disk.create(path)
  writer.write(text)
  writer.finish()
  writer.place()
}

spec('a file that is written (contract 22)', (it) => {
  it('is not there before it is placed, and whole afterwards', () =>
    inTempFolder(async (folder) => {
      const disk = realDisk(folder, 1)
      const writer = disk.create('deep/in/a')
      const big = 'é'.repeat(50_000)
      writer.write('one\n')
      writer.write(Buffer.from('two\n'))
      writer.write(big)
      assert.is(disk.stat('deep/in/a'), undefined)
      const { digest, bytes } = writer.finish()
      assert.is(disk.stat('deep/in/a'), undefined)
      writer.place()
      writer.discard() // harmless
      assert.is((await disk.read('deep/in/a'))?.toString(), `one\ntwo\n${big}`)
      assert.is(textOf(disk.readChunks('deep/in/a')), `one\ntwo\n${big}`)
      assert.equal([digest, bytes], [digestOf(`one\ntwo\n${big}`), 100_008])
      assert.equal(readdirSync(join(folder, 'deep/in')), ['a'])
    }))

  it('shows a reader the old bytes or the new ones', () =>
    inTempFolder((folder) => {
      const disk = realDisk(folder, 1)
      put(disk, 'a', 'old'.repeat(100_000))
      const reader = disk.readChunks('a')[Symbol.iterator]()
      const start = Buffer.from(reader.next().value as Buffer)
      put(disk, 'a', 'new')
      const rest = textOf({ [Symbol.iterator]: () => reader })
      assert.is(start.toString() + rest, 'old'.repeat(100_000))
      assert.is(textOf(disk.readChunks('a')), 'new')
    }))

  it('stays what it was for whoever has it open, and is read in any place', () =>
    inTempFolder((folder) => {
      const real = realDisk(folder, 1)
      for (const disk of [real, overlayDisk(real)]) {
        put(disk, 'a', '0123456789')
        const file = disk.open('a')
        put(disk, 'a', 'others')
        const into = Buffer.alloc(4)
        assert.equal([file?.size, file?.readAt(3, into), into.toString()], [10, 4, '3456'])
        assert.is(file?.readAt(8, into), 2)
        assert.is(into.toString('latin1', 0, 2), '89')
        file?.close()
        assert.is(disk.open('none'), undefined)
      }
    }))

  it('is whole where it need not outlive a lost power supply, too', () =>
    inTempFolder((folder) => {
      const disk = realDisk(folder, 1)
      put(disk, 'a', 'old')
      const writer = disk.create('a', { isSynced: false })
      writer.write('new')
      assert.is(writer.finish().digest, digestOf('new'))
      assert.is(textOf(disk.readChunks('a')), 'old')
      writer.place()
      assert.is(textOf(disk.readChunks('a')), 'new')
    }))

  it('that is given up leaves the old bytes and no temp file', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'a'), 'old')
      const disk = realDisk(folder, 1)
      for (const isFinished of [false, true]) {
        const writer = disk.create('a')
        writer.write('x'.repeat(200_000))
        if (isFinished) writer.finish()
        writer.discard()
        writer.discard()
      }
      disk.create('a').discard() // never written to
      assert.equal(readdirSync(folder), ['a'])
      assert.is(readFileSync(join(folder, 'a'), 'utf8'), 'old')
    }))

  it('is made although thousands wait with it', () =>
    inTempFolder((folder) => {
      const disk = realDisk(folder, 1)
      const writers = Array.from({ length: 3_000 }, (_, n) => {
        const writer = disk.create(`${n}`)
        writer.write(`${n}`)
        return writer
      })
      assert.equal(readdirSync(folder), [], 'small files are opened only to finish them')
      for (const writer of writers.slice(0, 3)) {
        writer.finish()
        writer.place()
      }
      for (const writer of writers) writer.discard()
      assert.equal(readdirSync(folder).sort(), ['0', '1', '2'])
    }))
})

spec('temp files of killed processes', (it) => {
  it('are removed from folders that are written to; those of the living stay', () =>
    inTempFolder((folder) => {
      const script = `
        import { realDisk } from ${JSON.stringify(new URL('../../src/base/disk.js', import.meta.url).href)}
        const writer = realDisk(${JSON.stringify(folder)}, process.pid).create('out/a')
        writer.write('x'.repeat(100_000))
        process.kill(process.pid, 'SIGKILL')
      `
      const { pid } = spawnSync(process.execPath, ['--input-type=module', '--eval', script])
      const left = readdirSync(join(folder, 'out'))
      assert.is(left.length, 1)
      assert.match(left[0] ?? '', `${pid}`)
      writeFileSync(join(folder, 'out/.77-1.fusionkit-tmp'), 'of a living one')
      writeFileSync(join(folder, 'out/.5-1.fusionkit-tmp'), 'of an earlier process with our id')
      writeFileSync(join(folder, 'out/mine.fusionkit-tmp'), 'named by somebody else')
      const disk = realDisk(folder, 5, (id) => id === 77)
      const [one, other] = [disk.create('out/b'), disk.create('out/c')]
      one.write('x'.repeat(100_000)) // opened: on its way
      other.finish()
      other.place()
      realDisk(folder, 5, (id) => id === 77)
        .create('out/d')
        .finish()
      const names = readdirSync(join(folder, 'out'))
      assert.not(names.some((name) => left.includes(name)))
      assert.not(names.includes('.5-1.fusionkit-tmp'))
      assert.ok(names.includes('.77-1.fusionkit-tmp') && names.includes('mine.fusionkit-tmp'))
      one.finish()
      one.place()
      assert.is(disk.stat('out/b')?.size, 100_000)
    }))
})

spec('a disk', (it) => {
  it('has no file where there is a folder or nothing', () =>
    inTempFolder(async (folder) => {
      mkdirSync(join(folder, 'd'))
      writeFileSync(join(folder, 'f'), '')
      const disk = realDisk(folder, 1)
      for (const path of ['d', 'none', 'f/under', 'd/none']) assert.is(disk.stat(path), undefined, path)
      assert.is(await disk.read('none'), undefined)
      assert.is(await disk.read('f/under'), undefined)
      assert.throws(() => textOf(disk.readChunks('none')))
      assert.is(textOf(disk.readChunks('f')), '')
    }))

  it('follows links, and moves and removes files', () =>
    inTempFolder((folder) => {
      writeFileSync(join(folder, 'f'), 'text')
      symlinkSync(join(folder, 'f'), join(folder, 'link'))
      const disk = realDisk(folder, 1)
      assert.is(disk.stat('link')?.size, 4)
      disk.rename('f', 'g')
      assert.is(disk.stat('f'), undefined)
      disk.remove('g')
      disk.remove('g')
      assert.is(disk.stat('g'), undefined)
    }))
})

spec('a disk that forgets', (it) => {
  it('reads what was written to it, and leaves nothing below', () =>
    inTempFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), 'old')
      const disk = overlayDisk(realDisk(folder, 1))
      assert.is((await disk.read('a'))?.toString(), 'old')
      const writer = disk.create('a')
      writer.write('new ')
      writer.write(Buffer.from('bytes'))
      assert.equal(writer.finish(), { digest: digestOf('new bytes'), bytes: 9 })
      assert.is(textOf(disk.readChunks('a')), 'old')
      writer.place()
      assert.is(textOf(disk.readChunks('a')), 'new bytes')
      assert.is(disk.stat('a')?.size, 9)
      const before = disk.stat('a')
      disk.create('a').place()
      assert.not.equal(disk.stat('a'), before)
      assert.is(readFileSync(join(folder, 'a'), 'utf8'), 'old')
    }))

  it('does not read below what was removed or moved away', () =>
    inTempFolder(async (folder) => {
      for (const name of ['a', 'b']) writeFileSync(join(folder, name), 'old')
      const disk = overlayDisk(realDisk(folder, 1))
      disk.remove('a')
      disk.rename('b', 'c')
      for (const name of ['a', 'b']) {
        assert.is(disk.stat(name), undefined)
        assert.is(await disk.read(name), undefined)
        assert.throws(() => textOf(disk.readChunks(name)))
      }
      assert.equal(readdirSync(folder), ['a', 'b'])
    }))
})
