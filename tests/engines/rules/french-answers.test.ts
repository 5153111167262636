import * as assert from 'uvu/assert'
import { french } from '../../../src/engines/rules/fr/grammar.js'
import { readQuestion } from '../../../src/engines/rules/reading.js'
import { spec } from '../../support/spec.js'

const forms = (question: string) => readQuestion(question, french)?.forms

/** Question → its answer as a noun phrase. */
const named: readonly (readonly [string, string | undefined])[] = [
  ['Quelle est la capitale du Togo ?', 'la capitale du Togo'],
  ['Qui était la première femme dans l’espace ?', 'la première femme dans l’espace'],
  ['Combien y a-t-il de joueurs au rugby ?', 'le nombre de joueurs au rugby'],
  ['Combien de cordes y a-t-il sur un violon ?', 'le nombre de cordes sur un violon'],
  ['Combien de cœurs une pieuvre a-t-elle ?', 'le nombre de cœurs qu’une pieuvre a'],
  ['Combien de langues sont parlées au Kenya ?', 'le nombre de langues qui sont parlées au Kenya'],
  ['En quelle année le canal de Suez a-t-il été ouvert ?', 'l’année où le canal de Suez a été ouvert'],
  ['Dans quel pays parle-t-on guarani ?', 'le pays où l’on parle guarani'],
  ['À quel âge Mozart est-il mort ?', 'l’âge auquel Mozart est mort'],
  ['De quel instrument Armstrong jouait-il ?', 'l’instrument dont Armstrong jouait'],
  ['Avec quelle ville Rome est-elle jumelée ?', 'la ville avec laquelle Rome est jumelée'],
  ['Quel rôle Bourvil a-t-il joué ?', 'le rôle que Bourvil a joué'],
  ['Quelle langue parle-t-on à Quito ?', 'la langue que l’on parle à Quito'],
  ['Quel fleuve se jette dans la mer Noire ?', 'le fleuve qui se jette dans la mer Noire'],
  ['Pourquoi la mer est-elle salée ?', 'la raison pour laquelle la mer est salée'],
  ['Où se trouve le lac Titicaca ?', 'l’endroit où se trouve le lac Titicaca'],
  ['Comment s’appelle le petit du lièvre ?', 'le nom du petit du lièvre'],
  ['Que signifie « igloo » ?', 'ce que signifie « igloo »'],
  ['Quel héros a tué Hector ?', undefined],
  ['Quel film a tourné Tati ?', undefined],
  ['Quel hibou chasse de jour ?', undefined],
  ['Qui a inventé la roue ?', undefined],
  ['Combien de temps dort un chat ?', undefined],
  ['Les chats dorment-ils la nuit ?', undefined],
]

spec('rules: French answers', (it) => {
  it('names what is asked for, where that is certain', () => {
    assert.equal(
      named.map(([asked]) => [asked, forms(asked)?.n]),
      named.map(([asked, noun]) => [asked, noun]),
    )
  })

  it('knows that several things are not one', () => {
    assert.is(forms('Quels sont les volcans du Chili ?')?.n, 'les volcans du Chili')
    assert.is(forms('Quels sont les volcans du Chili ?')?.s, undefined)
  })

  it('lets a title before a colon follow its question inside a sentence, and lead where it stands alone', () => {
    const { D, d } = forms('Compost : faut-il un couvercle ?') ?? {}
    assert.is(D, 'Compost : faut-il un couvercle')
    assert.is(d, 'faut-il un couvercle (à propos de « Compost »)')
  })

  it('says nothing inside a sentence that is a sentence and a question', () => {
    assert.is(forms('Mon voisin a un coq, puis-je me plaindre ?')?.d, undefined)
    assert.is(
      forms('La Lune, satellite de la Terre, tourne-t-elle ?')?.d,
      'la Lune, satellite de la Terre, tourne-t-elle',
    )
  })
})
