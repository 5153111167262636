import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { readConfigSchema, writeConfigSchema } from '../../src/app/config-schema.js'
import { UserError } from '../../src/domain/diagnostic.js'
import { inProject, type TestProject } from '../support/project.js'
import { spec } from '../support/spec.js'

const shipped = readFileSync('schemas/fusion.config.schema.json', 'utf8')

async function refusalOf({ root }: TestProject, path: string): Promise<readonly string[]> {
  try {
    await writeConfigSchema(root, path)
    return []
  } catch (error) {
    if (error instanceof UserError) return error.diagnostics.map(({ code }) => code)
    return [String((error as NodeJS.ErrnoException).code)]
  }
}

spec('fusionkit schema', (it) => {
  it('prints the schema of the package, byte for byte, and nothing else', () =>
    inProject({}, async ({ run, files }) => {
      const { code, stdout, stderr } = await run(['schema'])
      assert.equal([code, stdout === shipped, stderr], [0, true, ''])
      assert.equal(files(), {})
      assert.is(await readConfigSchema(), shipped)
    }))

  it('writes it where it is told, in a folder that need not be there, and says how an editor learns of it', () =>
    inProject({}, async ({ run, read }) => {
      const { code, stdout, stderr } = await run(['schema', '--output', 'editor/fusion.json'])
      assert.equal([code, stdout], [0, ''])
      assert.is(read('editor/fusion.json'), shipped)
      assert.match(stderr, /^ {2}# yaml-language-server: \$schema=\.\/editor\/fusion\.json$/m)
      const again = await run(['schema', '--output', 'editor/fusion.json'])
      assert.equal([again.code, again.stderr], [0, 'editor/fusion.json is up to date\n'])
    }))

  it('replaces an older schema of a config', () =>
    inProject({ 'old.json': '{ "title": "fusionkit config", "type": "object" }' }, async ({ root, read }) => {
      assert.is(await writeConfigSchema(root, 'old.json'), 'written')
      assert.is(read('old.json'), shipped)
    }))

  it('leaves everything else as it is', () =>
    inProject({}, async (project) => {
      const others = {
        'package.json': '{ "name": "quiz" }',
        'other.schema.json': '{ "title": "tsconfig.json", "type": "object" }',
        'notes.txt': 'schema',
        'list.json': '[]',
        'empty.json': '',
      }
      for (const [path, text] of Object.entries(others)) project.write(path, text)
      mkdirSync(join(project.root, 'folder'))
      for (const path of Object.keys(others)) assert.equal(await refusalOf(project, path), ['not-a-schema'], path)
      assert.equal(await refusalOf(project, 'folder'), ['EISDIR'])
      assert.equal(project.files(), Object.fromEntries(Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1))))
      for (const [path, words] of [
        ['package.json', /^error not-a-schema {2}"package\.json" is there/],
        ['folder', /^error system-refuses {2}".*folder" cannot be read or written: it is a folder/],
      ] as const) {
        const { code, stderr } = await project.run(['schema', '--output', path])
        assert.is(code, 2)
        assert.match(stderr, words)
      }
    }))
})
