/** A build that a test can kill: asks, tells, and stays until it is killed. */
import { llamaCpp } from '../../src/engines/llama-cpp.js'
import { aRequest, firstOf, patient } from '../support/fake-ollama/asking.js'

const root = process.argv[2] ?? ''
const engine = await llamaCpp.open({ kind: 'llama-cpp' }, { gpu: false }, { env: {}, root })
const { complete } = firstOf(engine)
const ask = async (content: string) =>
  complete(aRequest({ model: 'a.gguf', messages: [{ role: 'user', content }] }), patient)

process.on('SIGINT', () => void ask('Two?').then(({ end }) => process.send?.(end)))
process.send?.((await ask('One?')).end)
await ask('HANG')
