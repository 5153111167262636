import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { slug } from '../../src/questions/slug.js'
import { spec } from '../support/spec.js'

spec('a slug', (it) => {
  it('keeps what a reader would keep', () => {
    assert.is(slug('South America'), 'south-america')
    assert.is(slug("Côte d'Ivoire"), 'cote-d-ivoire')
    assert.is(slug('Straße Łódź Ærø'), 'strasse-lodz-aero')
    assert.is(slug('science_technology-2'), 'science_technology-2')
    assert.is(slug('½ ①'), '1-2-1')
  })

  it('tells texts of other scripts apart', () => {
    assert.match(slug('日本'), /^[0-9a-f]{8}$/)
    assert.is.not(slug('日本'), slug('中国'))
    assert.match(slug('Tokyo 東京'), /^tokyo-[0-9a-f]{8}$/)
    assert.match(slug(''), /^[0-9a-f]{8}$/)
  })

  it('is no name that Windows keeps', () => {
    for (const name of ['CON', 'nul', 'Aux', 'com1', 'LPT9']) assert.match(slug(name), /^[a-z0-9]+-[0-9a-f]{8}$/)
    assert.is(slug('console'), 'console')
  })

  it('is a file name, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) =>
        assert.match(slug(text), /^[a-z0-9_-]{1,80}$/),
      ),
    )
    assert.is(slug('x'.repeat(500)).length, 80)
  })
})
