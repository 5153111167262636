import * as assert from 'uvu/assert'
import { spec } from '../../support/spec.js'
import { openedEngine, phrasingsOf } from './asking.js'

const phrased = async (first: string, second: string, style: string): Promise<readonly string[]> =>
  phrasingsOf(await openedEngine(), { first, second, style, language: 'fr' })

spec('rules: French', (it) => {
  const indirect: readonly (readonly [string, string])[] = [
    ['Combien de temps un escargot peut-il dormir ?', 'combien de temps un escargot peut dormir'],
    ['En quelle année le canal de Suez a-t-il été ouvert ?', 'en quelle année le canal de Suez a été ouvert'],
    ['Où se trouve le lac Titicaca ?', 'où se trouve le lac Titicaca'],
    ['Que signifie « igloo » ?', 'ce que signifie « igloo »'],
    ['Qu’est-ce qui provoque les marées ?', 'ce qui provoque les marées'],
    ['Qu’est-ce que la photosynthèse ?', 'ce qu’est la photosynthèse'],
    ['Est-ce qu’il neige au Sahara ?', 's’il neige au Sahara'],
    ['Est-ce que les chats voient la nuit ?', 'si les chats voient la nuit'],
    ['Où est-ce que les tortues pondent ?', 'où les tortues pondent'],
    ['Comment appelle-t-on le petit du cerf ?', 'comment on appelle le petit du cerf'],
    ['Combien y a-t-il de joueurs au rugby ?', 'combien il y a de joueurs au rugby'],
    ['Que faut-il pour faire une mayonnaise ?', 'ce qu’il faut pour faire une mayonnaise'],
    ['Peut-on voir la Grande Muraille depuis la Lune ?', 'si l’on peut voir la Grande Muraille depuis la Lune'],
    ['Y a-t-il de l’eau sur Mars ?', 's’il y a de l’eau sur Mars'],
    ['Les manchots peuvent-ils voler ?', 'si les manchots peuvent voler'],
  ]
  for (const [asked, embedded] of indirect) {
    it(`embeds « ${asked} » as « ${embedded} »`, async () => {
      const texts = await phrased('Qui a écrit Emma ?', asked, 'yes_no')
      const wanted = `Savez-vous qui a écrit Emma et ${embedded} ?`
      assert.ok(texts.includes(wanted), texts.join('\n'))
    })
  }

  it('quotes in guillemets, quotes inside them in others, a blank before each mark', async () => {
    const texts = await phrased('Combien d’Oscars a-t-il eus avant « Emma »?', 'Qui a écrit Emma?', 'follow_up')
    assert.ok(
      texts.every((text) => /« Combien d’Oscars a-t-il eus avant “Emma” »/.test(text) && text.endsWith(' ?')),
      texts.join('\n'),
    )
  })

  it('leaves its capital to « Le Havre », and takes it from « La Saône »', async () => {
    const havre = await phrased('Qui a écrit Emma ?', 'Le Havre se trouve au bord de quelle mer ?', 'simple')
    assert.ok(havre.includes('Le Havre se trouve au bord de quelle mer, et qui a écrit Emma ?'), havre.join('\n'))
    const saone = await phrased('Qui a écrit Emma ?', 'La Saône arrose quelle ville ?', 'simple')
    assert.ok(saone.includes('Qui a écrit Emma, et la Saône arrose quelle ville ?'), saone.join('\n'))
  })
})
