import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import * as api from '../../src/index.js'
import { spec } from '../support/spec.js'

const page = readFileSync('docs/api.md', 'utf8')

spec('docs/api.md', (it) => {
  it('names everything that a program can import', () => {
    assert.equal(
      Object.keys(api).filter((name) => !new RegExp(`^\\| .*\`${name}\\b`, 'm').test(page)),
      [],
    )
  })

  it('shows each of them at work', () => {
    const programs = [...page.matchAll(/^```js\n([^]*?)^```/gm)].map(([, program = '']) => program).join('\n')
    assert.equal(
      Object.keys(api).filter((name) => !new RegExp(`\\b${name}\\b[^]*\\b${name}\\b`).test(programs)),
      [],
      'imported, and used',
    )
  })

  it('names every kind of event of a build', () => {
    const [, kinds = ''] = /export type BuildEvent =([^]*?)\n\n/.exec(readFileSync('src/domain/event.ts', 'utf8')) ?? []
    const names = [...kinds.matchAll(/^ {2}\| \(?\{\s*readonly kind: '([a-z-]+)'/gm)].map(([, kind = '']) => kind)
    assert.ok(names.length > 8, names.join())
    assert.equal(
      names.filter((kind) => !page.includes(`\`${kind}\``)),
      [],
    )
  })
})
