import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Diagnostic } from '../../src/domain/diagnostic.js'
import { mistakes } from '../cli/mistakes.js'
import { badConfigs } from '../config/bad-configs.js'
import { mistakesOf } from '../config/reading.js'
import { inProject, smallProject } from '../support/project.js'
import { spec } from '../support/spec.js'
import { runHere } from '../support/run-here.js'

/** Whoever runs the tests may have an Ollama. */
const nobody = { OLLAMA_HOST: 'http://127.0.0.1:9' }

const page = readFileSync('docs/troubleshooting.md', 'utf8')

/** code → the sentences that it is said with; `…` stands for anything. */
const rows = new Map(
  [...page.matchAll(/^\| `([a-z][a-z0-9-]*)` \| (.*?) \| (.*) \|$/gm)].map(([, code = '', sentences = '']) => [
    code,
    sentences.split('<br>'),
  ]),
)

spec('docs/troubleshooting.md', (it) => {
  it('has a row for every code that there is, and for no other', () => {
    const there = codesIn('src')
    assert.ok(there.size > 200, `${there.size} codes were found`)
    assert.equal(
      [...there].filter((code) => !rows.has(code)),
      [],
      'codes without a row',
    )
    assert.equal(
      [...rows.keys()].filter((code) => !there.has(code)),
      [],
      'rows without a code',
    )
  })

  it('has one row for each', () => {
    const all = [...page.matchAll(/^\| `([a-z][a-z0-9-]*)` \|/gm)].map(([, code]) => code)
    assert.is(new Set(all).size, all.length)
  })

  it('says of mistakes in a config what is said of them', async () => {
    const told = await Promise.all(badConfigs.map(async ({ config, reading }) => mistakesOf(config, reading)))
    const wrong = told.flat().filter((mistake) => !isTold(mistake))
    assert.equal(wrong.map(inWords), [])
  })

  it('says of mistakes in a project what is said of them', async () => {
    const wrong: string[] = []
    for (const { files, args = [], code } of mistakes)
      await inProject(smallProject, async (project) => {
        for (const [path, text] of Object.entries(files)) {
          if (text === undefined) project.remove(path)
          else project.write(path, text.replace('‸', ''))
        }
        const { text } = await runHere(['build', ...args], { cwd: project.root, env: nobody })
        const message = new RegExp(`^error ${code}  (.*)$`, 'm').exec(text)?.[1]
        if (message === undefined || !isTold({ code, message })) wrong.push(`${code}: ${message ?? text}`)
      })
    assert.equal(wrong, [])
  })
})

const inWords = ({ code, message }: Pick<Diagnostic, 'code' | 'message'>): string => `${code}: ${message}`

/** Whether one of the sentences of its row is this one. */
function isTold({ code, message }: Pick<Diagnostic, 'code' | 'message'>): boolean {
  return (rows.get(code) ?? []).some((sentence) => {
    const parts = plain(sentence)
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('[^]*')}`).test(plain(message))
  })
}

function plain(text: string): string {
  return text
    .replaceAll('\\|', '|')
    .replace(/[`\s]+/g, ' ')
    .trim()
}

/** Every code that a diagnostic is made with: `code: '…'`, and the first argument of functions that take a code. */
function codesIn(folder: string): ReadonlySet<string> {
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
  const makers = texts.flatMap((text) =>
    [...text.matchAll(/(?:function |const )(\w+)(?: = )?\(\s*code: string,/g)].map(([, name = '']) => name),
  )
  const calls = new RegExp(`\\b(?:${makers.join('|')})\\(\\s*'([a-z][a-z0-9-]*)'`, 'g')
  const codes = texts.flatMap((text) => [
    ...[...text.matchAll(/\bcode: ([^,\n]*)/g)].flatMap(([, value = '']) =>
      [...value.matchAll(/'([a-z][a-z0-9-]*)'/g)].map(([, code = '']) => code),
    ),
    ...[...text.matchAll(calls)].map(([, code = '']) => code),
  ])
  return new Set(codes)
}
