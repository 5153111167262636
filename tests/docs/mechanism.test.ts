import * as assert from 'uvu/assert'
import { spec } from '../support/spec.js'
import { difference } from './output.js'
import { commandsOf } from './shell.js'
import { mistakesOf } from './try-page.js'

/** A page with one block, in a small project. */
const page = (...lines: readonly string[]) => ({
  path: 'page.md',
  text: ['<!-- project: small -->', ...lines, ''].join('\n'),
})

const block = (language: string, ...lines: readonly string[]) => [`\`\`\`${language}`, ...lines, '```']

spec('a page that is tried', (it) => {
  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an output that is another', block('console', '$ fusionkit plan', 'nothing to do'), /page\.md:2: it prints/],
    ['an output that ends too early', block('console', '$ fusionkit plan', 'build  animals'), /it prints/],
    ['a command that fails', block('sh', 'fusionkit build nothing'), /ends with 2, not 0[^]*No target|no target/],
    ['a command that does not fail', ['<!-- exits: 2 -->', ...block('sh', 'fusionkit plan')], /ends with 0, not 2/],
    ['an option that there is not', block('sh', 'npx fusionkit build --fast'), /--fast/],
    ['a command of somebody else, without a reason', block('sh', 'fusionkit plan | tee plan.txt'), /nobody runs `tee/],
    ['a language that nobody tries', block('ruby', 'puts 1'), /nobody tries blocks of "ruby"/],
    ['a program that throws', block('js', "throw new Error('not here')"), /not here/],
    ['a program with an import that there is not', block('js', "import { built } from 'fusionkit'"), /built/],
    ['JSON that is none', block('json', '{ "a": 1, }'), /JSON/],
    ['a record that nothing has', ['<!-- lines of: fusion.config.yaml -->', ...block('json', '{}')], /has no line/],
    ['an edit of what is not there', ['<!-- edit: fusion.config.yaml | vresion | version -->'], /has no "vresion"/],
    ['a directive that nobody knows', ['<!-- rnu: fusionkit build -->'], /nobody knows/],
    ['a directive that nothing follows', ['<!-- exits: 2 -->'], /nothing follows/],
  ]
  for (const [what, lines, said] of wrong)
    it(`is found out: ${what}`, async () => {
      assert.match((await mistakesOf(page(...lines))).join('\n'), said)
    })

  it('is right where all of it is so', async () => {
    const text = page(
      ...block('sh', 'fusionkit build && fusionkit status > status.txt # twice'),
      ...block('console', '$ fusionkit build', 'up to date: 3 targets, 27 records'),
      ...block(
        'js',
        "import { plan, loadConfig } from 'fusionkit'",
        'console.log((await plan(await loadConfig())).known)',
      ),
      ...block('console', '3'),
    )
    assert.equal(await mistakesOf(text), [])
  })
})

spec('what is shown and what is printed', (it) => {
  it('are the same but for times, digests and the order in which groups were ready', () => {
    const shown = 'built a → 1, 0.5 s\nbuilt b → 2, 1 min 3 s\n0123abcd at 2026-11-30 02:17:45 UTC'
    const printed = 'built b → 2, 12 ms\nbuilt a → 1, 7 s\nfedc3210 at 2027-01-01 00:00:00 UTC\n'
    assert.is(difference(shown, printed), undefined)
  })

  it('differ by every other word', () => {
    assert.ok(difference('12 records', '13 records') !== undefined)
    assert.ok(difference('built a\ndone', 'done\nbuilt a') !== undefined)
  })

  it('may leave lines out where it says so', () => {
    assert.is(difference('a\n…\nd', 'a\nb\nc\nd'), undefined)
    assert.is(difference('…\nd', 'd'), undefined)
    assert.ok(difference('a\n…\nd', 'a\nb\nc') !== undefined)
    assert.is(difference('b', 'a\nb\nc', true), undefined)
    assert.ok(difference('a\nc', 'a\nb\nc', true) !== undefined)
  })
})

spec('a line of a shell block', (it) => {
  it('is taken apart as a shell does it', () => {
    assert.equal(
      commandsOf(`npm ci && fusionkit fuse "my questions.jsonl" --output 'a b' > out.txt # why`).map(
        ({ words, into }) => [words, into],
      ),
      [
        [['npm', 'ci'], undefined],
        [['fusionkit', 'fuse', 'my questions.jsonl', '--output', 'a b'], 'out.txt'],
      ],
    )
    assert.equal(commandsOf('# nothing'), [])
  })
})
