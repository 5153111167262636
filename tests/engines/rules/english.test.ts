import * as assert from 'uvu/assert'
import { spec } from '../../support/spec.js'
import { openedEngine, phrasingsOf } from './asking.js'

const phrased = async (first: string, second: string, style: string): Promise<readonly string[]> =>
  phrasingsOf(await openedEngine(), { first, second, style, language: 'en' })

/** Which attempt brings it is the shuffle's business. */
async function says(first: string, second: string, style: string, wanted: string): Promise<void> {
  const texts = await phrased(first, second, style)
  assert.ok(texts.includes(wanted), `${wanted}\n is none of\n${texts.join('\n')}`)
}

spec('rules: English', (it) => {
  it('joins two whole questions, and lowers the first letter of a word that is no name', async () => {
    await says(
      'Who invented the zip fastener?',
      'How long can a snail sleep?',
      'simple',
      'Who invented the zip fastener, and how long can a snail sleep?',
    )
    await says(
      'How long can a snail sleep?',
      'NASA was founded in what year?',
      'simple',
      'How long can a snail sleep, and NASA was founded in what year?',
    )
    await says(
      'Who was Emma Noether?',
      'Lake Baikal lies in which country?',
      'simple',
      'Who was Emma Noether, and Lake Baikal lies in which country?',
    )
  })

  it('puts a question first whose first word may be a name or not', async () => {
    await says(
      'Which is older?',
      'Rust is an oxide of what metal?',
      'simple',
      'Rust is an oxide of what metal, and which is older?',
    )
  })

  const indirect: readonly (readonly [string, string])[] = [
    ['What is Elissa Daugherty Jr. doing in Briceberg?', 'what Elissa Daugherty Jr. is doing in Briceberg'],
    ['What is the boiling point of water?', 'what the boiling point of water is'],
    ['Where is Marie Curie lecturing tonight?', 'where Marie Curie is lecturing tonight'],
    ['How tall is the Matterhorn?', 'how tall the Matterhorn is'],
    ['Where did Ada Lovelace live?', 'where Ada Lovelace lived'],
    ['What does HTTP stand for?', 'what HTTP stands for'],
    ['What is heavy water made of?', 'what heavy water is made of'],
    ['How many strings does a cello have?', 'how many strings a cello has'],
    ['When was the Suez Canal opened?', 'when the Suez Canal was opened'],
    ['Which planet has the shortest day?', 'which planet has the shortest day'],
    ['Who was the first woman in space?', 'who was the first woman in space'],
    ['How many keys are there on a piano?', 'how many keys there are on a piano'],
    ['Is Lake Baikal the deepest lake on Earth?', 'whether Lake Baikal is the deepest lake on Earth'],
    ['What are the official languages of Paraguay?', 'what the official languages of Paraguay are'],
    ['Which bird is nicknamed the laughing jackass?', 'which bird is nicknamed the laughing jackass'],
  ]
  for (const [asked, embedded] of indirect) {
    it(`embeds "${asked}" as "${embedded}"`, async () => {
      await says(
        'Who invented the zip fastener?',
        asked,
        'yes_no',
        `Do you know who invented the zip fastener and ${embedded}?`,
      )
    })
  }

  it('quotes what it cannot be sure of, quotes inside the quotes', async () => {
    const one = 'What was the bridge Ada called "home"?'
    const two = 'What is the song Nina wrote last?'
    await says(
      one,
      two,
      'yes_no',
      'Can you say what the answers to “What was the bridge Ada called ‘home’” and “What is the song Nina wrote last” are?',
    )
    for (const text of await phrased(one, two, 'follow_up')) assert.match(text, /“What was .*” and “What is/)
  })

  it('asks for the answers themselves when it compares', async () => {
    await says(
      'What is the capital of Bhutan?',
      'What is the capital of Togo?',
      'comparative',
      'How does the capital of Bhutan compare with the capital of Togo?',
    )
    for (const text of await phrased('What are the colours of Togo?', 'What is the capital of Togo?', 'comparative')) {
      assert.not.match(text, /^How does the colours/)
    }
  })

  it('keeps a statement before its question', async () => {
    await says(
      'Honey never spoils. Why is that?',
      'Who wrote Emma?',
      'simple',
      'Honey never spoils: why is that, and who wrote Emma?',
    )
    await says(
      'Who is the author?',
      'J. R. Tolkien wrote which book first?',
      'simple',
      'Who is the author, and J. R. Tolkien wrote which book first?',
    )
  })

  it('turns an order into a question', async () => {
    await says(
      'Who wrote Emma?',
      'Name the three Fates.',
      'simple',
      'Who wrote Emma, and can you name the three Fates?',
    )
  })

  it('ends in one question mark, however many there were', async () => {
    await says('Who wrote Emma ??', 'How long is a mile?!', 'simple', 'Who wrote Emma, and how long is a mile?')
  })

  it('sets a phrase off by a comma on both sides', async () => {
    await says(
      'Who painted Guernica, the mural?',
      'How long is a mile?',
      'yes_no',
      'Do you know who painted Guernica, the mural, and how long a mile is?',
    )
  })
})
