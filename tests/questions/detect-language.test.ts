import * as assert from 'uvu/assert'
import { detectLanguage } from '../../src/questions/detect-language.js'
import { spec } from '../support/spec.js'
import { asked } from './samples.js'

spec('the language of questions', (it) => {
  it('is French where the small words are', () => {
    assert.is(detectLanguage(asked('Quelle est la capitale du Tchad ?')), 'fr')
    assert.is(detectLanguage(asked("Qu'est-ce qu'un trou noir ?", 'Combien pèse un colibri ?')), 'fr')
    assert.is(detectLanguage(asked('Que fait Marie Dupont ?')), 'fr')
    assert.is(detectLanguage(asked('Jusqu’où vole l’albatros ?')), 'fr')
  })

  it('is English where it is English, French names or not', () => {
    assert.is(detectLanguage(asked('Who was Charles de Gaulle?')), 'en')
    assert.is(detectLanguage(asked('What does Élodie Le Roux ?')), 'en')
    assert.is(detectLanguage(asked("Which of Molière's plays is Tartuffe, and didn't it offend the Church?")), 'en')
  })

  it('is that of most questions', () => {
    assert.is(detectLanguage(asked('Où est la Loire ?', 'Qui a écrit « Les Misérables » ?', 'What is a fjord?')), 'fr')
    assert.is(detectLanguage(asked('Où est la Loire ?', 'What is a fjord?')), 'en')
  })

  it('is English where nothing tells', () => {
    assert.is(detectLanguage([]), 'en')
    assert.is(
      detectLanguage(
        asked('2 + 2 = ?', 'Wie heißt du?', '¿Cuál es la capital de Perú?', 'Qual è la capitale di Roma?'),
      ),
      'en',
    )
  })

  it('is judged by a sample of a long list, the end of it too', () => {
    const texts = Array.from({ length: 10_000 }, (_, index) => (index < 4000 ? 'What is it?' : 'Qui est là ?'))
    assert.is(detectLanguage(asked(...texts)), 'fr')
  })
})
