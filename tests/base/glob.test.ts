import * as assert from 'uvu/assert'
import { globToRegExp } from '../../src/base/glob.js'
import { spec } from '../support/spec.js'

const cases: readonly (readonly [glob: string, matches: readonly string[], not: readonly string[]])[] = [
  ['a/*.jsonl', ['a/x.jsonl', 'a/x.y.jsonl'], ['a/.x.jsonl', 'a/b/x.jsonl', 'x.jsonl', 'a/x.json']],
  ['**/*.jsonl', ['x.jsonl', 'a/x.jsonl', 'a/b/x.jsonl'], ['.a/x.jsonl', 'a/.b/x.jsonl', 'a/x.txt']],
  ['a/**', ['a/x', 'a/b/c'], ['b/x', 'a/.x', 'a']],
  ['a/**/b.jsonl', ['a/b.jsonl', 'a/x/b.jsonl', 'a/x/y/b.jsonl'], ['a/xb.jsonl']],
  ['a**b', ['ab', 'axb'], ['a/b']],
  ['q?.jsonl', ['q1.jsonl'], ['q.jsonl', 'q12.jsonl', 'q/.jsonl']],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
  ['[!a]x', ['bx'], ['ax', '/x']],
  ['{a,b/*}.jsonl', ['a.jsonl', 'b/c.jsonl'], ['b.jsonl', 'c.jsonl']],
  ['{a,{b,c}d}', ['a', 'bd', 'cd'], ['b', 'ad']],
  ['q{1..3}', ['q1', 'q3'], ['q4']],
  ['a.b+(c)', ['a.b+(c)'], ['aXb+(c)']],
  ['[x', ['[x'], ['x']],
  ['{a', ['{a'], ['a']],
  ['dataset/q.jsonl', ['dataset/q.jsonl'], ['dataset/q-jsonl']],
]

spec('a glob', (it) => {
  for (const [glob, matches, not] of cases) {
    it(`${glob} finds what it says`, () => {
      for (const path of matches) assert.ok(globToRegExp(glob).test(path), `${glob} finds ${path}`)
      for (const path of not) assert.not.ok(globToRegExp(glob).test(path), `${glob} does not find ${path}`)
    })
  }
})
