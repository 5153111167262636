/**
 * The fake server in a process of its own: by hand, and for benches. `--help` names its flags. Prints one line that ends with its
 * address; GET /__stats, POST /__faults and POST /__reset speak to it, Ctrl-C ends it.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { faultFrom } from './faults.js'
import { startFakeOllama } from './server.js'
import type { FakeOptions } from './state.js'

const usage = `node dist/tests/support/fake-ollama/serve.js [flags]

  --port 11434            0: any that is free
  --model llama3.2:latest more than once for several
  --config file.json      options of startFakeOllama as JSON (models, timing, …); flags go over them
  --parallel 4            slots of a model
  --call-ms 200           how long a call holds its slot
  --pp 1000 --tg 50 --alpha 0.15
                          instead of --call-ms: prompt tokens/s, answer tokens/s, what each further call adds to a step
  --overhead-ms 3         before the slot
  --load-ms 2000          how long a load takes
  --max-queue 512         how many may wait for a load
  --max-loaded 3          models at once
  --total-vram 8000000000 bytes of the GPU
  --no-gpu                there is none
  --keep-alive 5m
  --context 4096          num_ctx where a call has none
  --server-version 0.33.0
  --time-scale 0.1        ten times as fast
  --seed 1                of the faults that come by chance
  --fault '{"kind":"busy","every":10}'
                          more than once for several; nth, every (with from) or probability, and times
`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '11434' },
    model: { type: 'string', multiple: true },
    config: { type: 'string' },
    parallel: { type: 'string' },
    'call-ms': { type: 'string' },
    pp: { type: 'string' },
    tg: { type: 'string' },
    alpha: { type: 'string' },
    'overhead-ms': { type: 'string' },
    'load-ms': { type: 'string' },
    'max-queue': { type: 'string' },
    'max-loaded': { type: 'string' },
    'total-vram': { type: 'string' },
    'no-gpu': { type: 'boolean', default: false },
    'keep-alive': { type: 'string' },
    context: { type: 'string' },
    'server-version': { type: 'string' },
    'time-scale': { type: 'string' },
    seed: { type: 'string' },
    fault: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
})

// whoever reads the output may go away first
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

if (values.help) process.stdout.write(usage)
else await serve()

async function serve(): Promise<void> {
  const file = values.config === undefined ? {} : (JSON.parse(readFileSync(values.config, 'utf8')) as FakeOptions)
  const fake = await startFakeOllama({ numParallel: 4, log: false, ...file, ...flags(file) })
  const models = Object.keys(values.model ? (flags(file).models ?? {}) : (file.models ?? { 'llama3.2:latest': {} }))
  process.stdout.write(`A fake Ollama with ${models.join(', ')}; Ctrl-C ends it. It listens at ${fake.url}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end())

  async function end(): Promise<void> {
    const { calls, answered, aborted, loads, maxInFlight, maxQueued } = fake.stats
    process.stdout.write(
      `\n${calls} calls, ${answered} answered, ${aborted} given up, ${loads} loads, at most ${maxInFlight} at once and ${maxQueued} waiting\n`,
    )
    await fake.close()
    process.exit(0)
  }
}

function flags(file: FakeOptions): FakeOptions {
  const number = (flag: keyof typeof values) => (values[flag] === undefined ? undefined : Number(values[flag]))
  const timing = present({ ppTokS: number('pp'), tgTokS: number('tg'), alpha: number('alpha') })
  const faults = (values.fault ?? []).map((text) => faultFrom(JSON.parse(text)))
  return present({
    port: Number(values.port),
    models: values.model && Object.fromEntries(values.model.map((name) => [name, file.models?.[name] ?? {}])),
    numParallel: number('parallel'),
    callMs: number('call-ms'),
    timing: Object.keys(timing).length > 0 ? { ...file.timing, ...timing } : undefined,
    overheadMs: number('overhead-ms'),
    loadMs: number('load-ms'),
    maxQueue: number('max-queue'),
    maxLoaded: number('max-loaded'),
    totalVram: number('total-vram'),
    gpu: values['no-gpu'] ? false : undefined,
    keepAlive: values['keep-alive'],
    defaultContext: number('context'),
    version: values['server-version'],
    timeScale: number('time-scale'),
    seed: number('seed'),
    faults: faults.length > 0 ? [...(file.faults ?? []), ...faults] : undefined,
  })
}

/** Without the members that are undefined. */
function present<Of extends object>(value: Of): { [Key in keyof Of]: Exclude<Of[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [Key in keyof Of]: Exclude<Of[Key], undefined>
  }
}
