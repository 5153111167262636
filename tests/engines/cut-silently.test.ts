import * as assert from 'uvu/assert'
import { wasCutSilently } from '../../src/engines/calls/cut-silently.js'
import { spec } from '../support/spec.js'

const text = (characters: number) => [{ content: 'How long? '.repeat(characters / 10) }]

spec('a prompt that was cut without a word', (it) => {
  it('shows where its count fills the context', () => {
    assert.ok(wasCutSilently({ promptTokens: 511, contextTokens: 512, messages: text(100) }))
  })

  it('shows where more than half of the context stands for far more text than so many tokens hold', () => {
    // Ollama cuts to half; llama-server takes blocks of half a context out: 276 of 512 were seen
    for (const promptTokens of [258, 276, 400])
      assert.ok(wasCutSilently({ promptTokens, contextTokens: 512, messages: text(4800) }))
  })

  it('is not taken for one that is long and whole', () => {
    for (const promptTokens of [258, 276, 400])
      assert.not.ok(wasCutSilently({ promptTokens, contextTokens: 512, messages: text(1600) }))
  })

  it('cannot be told where nobody counts, or says what the context holds', () => {
    assert.not.ok(wasCutSilently({ promptTokens: undefined, contextTokens: 512, messages: text(4800) }))
    assert.not.ok(wasCutSilently({ promptTokens: 276, contextTokens: 0, messages: text(4800) }))
  })
})
