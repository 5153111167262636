/**
 * The fake server by hand:
 *
 *   node dist/tests/support/fake-ollama/serve.js --port 11434 --model llama3.2:latest [--parallel 4] [--call-ms 200] [--load-ms 2000]
 */
import { parseArgs } from 'node:util'
import { startFakeOllama } from './server.js'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '11434' },
    model: { type: 'string', multiple: true, default: ['llama3.2:latest'] },
    parallel: { type: 'string', default: '4' },
    'call-ms': { type: 'string', default: '0' },
    'load-ms': { type: 'string', default: '0' },
  },
})

const fake = await startFakeOllama({
  port: Number(values.port),
  models: Object.fromEntries(values.model.map((name) => [name, {}])),
  numParallel: Number(values.parallel),
  callMs: Number(values['call-ms']),
  loadMs: Number(values['load-ms']),
  log: false,
})
process.stdout.write(`A fake Ollama with ${values.model.join(', ')} listens at ${fake.url}. Ctrl-C ends it.\n`)
process.on('SIGINT', () => {
  const { calls, answered, maxInFlight } = fake.stats
  process.stdout.write(`\n${calls} calls, ${answered} answered, at most ${maxInFlight} at once\n`)
  void fake.close().then(() => process.exit(0))
})
