import * as assert from 'uvu/assert'
import { inProject } from '../support/project.js'
import { spec } from '../support/spec.js'

interface Slip {
  readonly typed: readonly string[]
  readonly code: string
  readonly says: RegExp
}

/** Each ends with exit 2. */
const slips: readonly Slip[] = [
  { typed: ['bild'], code: 'unknown-command', says: /no command "bild"[\s\S]*Did you mean "build"\?/ },
  {
    typed: ['frobnicate'],
    code: 'unknown-command',
    says: /Commands: init, build, watch, preview, plan, explain, rejected, status, graph, generate, fuse, clean/,
  },
  { typed: ['constructor'], code: 'unknown-command', says: /no command "constructor"/ },
  { typed: ['bild', '--help'], code: 'unknown-command', says: /Did you mean "build"\?/ },
  { typed: ['help', 'bild'], code: 'unknown-command', says: /Did you mean "build"\?/ },
  { typed: ['build', '--egine', 'rules'], code: 'unknown-option', says: /"--egine"[\s\S]*Did you mean "--engine"\?/ },
  { typed: ['build', '--no-gup'], code: 'unknown-option', says: /"--no-gup"[\s\S]*Did you mean "--no-gpu"\?/ },
  { typed: ['plan', '-x'], code: 'unknown-option', says: /`fusionkit plan` has no option "-x"/ },
  { typed: ['--json'], code: 'unknown-option', says: /`fusionkit` has no option "--json"/ },
  { typed: ['build', '--config'], code: 'option-needs-value', says: /--config needs a value/ },
  { typed: ['build', '--config', '--json'], code: 'option-needs-value', says: /--config needs a value/ },
  { typed: ['build', '--config', ''], code: 'option-needs-value', says: /--config needs a value/ },
  { typed: ['build', '--no-config'], code: 'unknown-option', says: /"--no-config"/ },
  {
    typed: ['build', '--config', 'a', '--config', 'b'],
    code: 'option-twice',
    says: /--config is given more than once/,
  },
  { typed: ['plan', '--json=1'], code: 'option-takes-no-value', says: /--json takes no value/ },
  { typed: ['generate', '1', '2'], code: 'unused-arguments', says: /"1", "2"/ },
  { typed: ['fuse', 'a.jsonl', 'b.jsonl'], code: 'unused-arguments', says: /"b\.jsonl"/ },
  { typed: ['fuse'], code: 'argument-missing', says: /needs <file>/ },
  { typed: ['fuse', 'a.jsonl'], code: 'argument-missing', says: /needs --output <file>/ },
  { typed: ['generate', '--entries', 'many'], code: 'option-needs-number', says: /at least 1, not "many"/ },
  { typed: ['generate', '--entries', '-5'], code: 'option-needs-number', says: /at least 1, not "-5"/ },
  { typed: ['generate', '--entries', '0'], code: 'option-needs-number', says: /at least 1, not "0"/ },
  { typed: ['generate', '--entries', '1.5'], code: 'option-needs-number', says: /a whole number/ },
  { typed: ['generate', '--seed', '-1'], code: 'option-needs-number', says: /--seed takes .* at least 0, not "-1"/ },
  { typed: ['generate', '--locale', 'fr_XX'], code: 'locale-unknown', says: /Did you mean "fr"\?/ },
  {
    typed: ['build', '--max-calls', '0'],
    code: 'option-needs-number',
    says: /--max-calls takes .* at least 1, not "0"/,
  },
  { typed: ['build', '--max-calls', 'abc'], code: 'option-needs-number', says: /a whole number .* not "abc"/ },
  { typed: ['build', '--max-calls', '1e3'], code: 'option-needs-number', says: /not "1e3"/ },
  { typed: ['build', '--max-calls'], code: 'option-needs-value', says: /--max-calls needs a value/ },
  { typed: ['build', '--max-minutes', '0'], code: 'option-needs-number', says: /--max-minutes .* above 0, not "0"/ },
  { typed: ['build', '--max-minutes', '-2'], code: 'option-needs-number', says: /above 0, not "-2"/ },
  { typed: ['build', '-n', '--max-minutes', 'soon'], code: 'option-needs-number', says: /above 0, not "soon"/ },
  { typed: ['build', '--keep-going=yes'], code: 'option-takes-no-value', says: /--keep-going takes no value/ },
  { typed: ['plan', '--max-calls', '5'], code: 'unknown-option', says: /`fusionkit plan` has no option "--max-calls"/ },
  {
    typed: ['fuse', 'a.jsonl', '--output', 'b', '--max-calls', 'x'],
    code: 'option-needs-number',
    says: /not "x"/,
  },
  { typed: ['fuse', 'a.jsonl', '--output', 'b', '--lang', 'de'], code: 'option-needs-word', says: /"en" or "fr"/ },
]

const commands = ['build', 'plan', 'explain', 'status', 'graph', 'generate', 'fuse', 'clean', 'schema']

spec('the command line, as it is typed,', (it) => {
  it('helps: without a word, with help, -h and --help, on stdout', () =>
    inProject({}, async ({ run, files }) => {
      const [plain, ...others] = await Promise.all([[], ['help'], ['-h'], ['--help']].map((args) => run(args)))
      for (const command of commands) assert.match(plain?.stdout ?? '', new RegExp(`^  ${command} `, 'm'))
      assert.match(plain?.stdout ?? '', /Examples:\n {2}\$ fusionkit init .*\n {2}\$ fusionkit build/)
      for (const other of others) assert.equal(other, plain)
      assert.is(plain?.code, 0)
      assert.is(plain?.stderr, '')
      assert.equal(files(), {})
    }))

  it('helps with each command, by example', () =>
    inProject({}, async ({ run }) => {
      for (const [command, { code, stdout, stderr }] of await Promise.all(
        commands.map(async (name) => [name, await run([name, '--help'])] as const),
      )) {
        assert.is(code, 0, stderr)
        assert.match(stdout, new RegExp(`Usage:\n  \\$ fusionkit ${command}`))
        assert.match(stdout, new RegExp(`Examples:\n  \\$ fusionkit ${command}`))
        assert.match(stdout, /^fusionkit\/\S+\n\n[A-Z].{10,}\n\nUsage:/, 'it says what the command does')
        assert.match(stdout, /--help/)
        assert.not.match(stdout, /\{engines\}/)
        assert.not.match(stdout, / $|default: true/m)
      }
      assert.equal(await run(['help', 'fuse']), await run(['fuse', '--help']))
    }))

  it('says its version, wherever it is asked', () =>
    inProject({}, async ({ run }) => {
      const [first, ...others] = await Promise.all([['--version'], ['-v'], ['build', '--version']].map((a) => run(a)))
      assert.match(first?.stdout ?? '', /^fusionkit\/\d+\.\d+\.\d+ /)
      assert.is(first?.code, 0)
      for (const other of others) assert.equal(other, first)
    }))

  const told = new Map<Slip, Promise<Awaited<ReturnType<typeof slip>>>>()
  for (const each of slips) {
    it(`answers a slip with what to do: fusionkit ${each.typed.join(' ')}`, async () => {
      if (told.size === 0) for (const one of slips) told.set(one, slip(one))
      const { ended, files } = (await told.get(each)) ?? {}
      assert.is(ended?.code, 2, ended?.stderr)
      assert.is(ended?.stdout, '')
      assert.match(ended?.stderr ?? '', new RegExp(`^error ${each.code} `))
      assert.match(ended?.stderr ?? '', each.says)
      assert.not.match(ended?.stderr ?? '', /\n +at |bug of fusionkit|invalid/i)
      assert.equal(files, {})
    })
  }

  it('takes a value as it was typed: names like numbers, and after "="', () =>
    inProject({}, async ({ run, has }) => {
      const one = await run(['generate', '--entries=2', '--output', '007'])
      const two = await run(['generate', '--entries', '2', '--output=1e3'])
      assert.is(one.code, 0, one.stderr)
      assert.is(two.code, 0, two.stderr)
      assert.ok(has('007') && has('1e3'))
      const config = await run(['build', '--config', '1.0'])
      assert.match(config.stderr, /no config file "1\.0"/)
    }))
})

function slip({ typed }: Slip) {
  return inProject({}, async ({ run, files }) => ({ ended: await run(typed), files: files() }))
}
