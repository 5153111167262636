import * as assert from 'uvu/assert'
import { spec } from '../../support/spec.js'
import { type Case, formsOf } from './english.js'

const kinds: Readonly<Record<string, readonly Case[]>> = {
  'is what is asked for, where that is a noun': [
    ['What is the capital of Togo?', 'the capital of Togo'],
    ["Who was Mozart's sister?", "Mozart's sister"],
    ['What is the name of the river that flows through Rome?', 'the name of the river that flows through Rome'],
    ['Who was the first person to reach the South Pole?', 'the first person to reach the South Pole'],
    ['What is a group of lions called?', 'the name of a group of lions'],
    ['What does the word tsunami mean?', 'the meaning of the word tsunami'],
    ['Who was Emma Noether?', 'the identity of Emma Noether'],
    ['Name the three largest moons of Jupiter.', 'the three largest moons of Jupiter'],
  ],
  'has a noun for each question word': [
    ['Who invented the zip fastener?', 'the person who invented the zip fastener'],
    ['Where did Ada Lovelace live?', 'the place where Ada Lovelace lived'],
    ['When was the Suez Canal opened?', 'the time when the Suez Canal was opened'],
    ['Why do cats purr?', 'the reason why cats purr'],
    ['How do bees find their way home?', 'the way in which bees find their way home'],
    ['How tall is the Matterhorn?', 'the height of the Matterhorn'],
    ['How many strings does a cello have?', 'the number of strings that a cello has'],
    ['How many keys are there on a piano?', 'the number of keys there are on a piano'],
    ['How much did the bridge cost?', 'the amount that the bridge cost'],
    ['How long can a snail sleep?', 'the length of time that a snail can sleep'],
  ],
  'takes the noun behind "which" and "what"': [
    ['Which river flows through Budapest?', 'the river that flows through Budapest'],
    ['In which city was Frida Kahlo born?', 'the city in which Frida Kahlo was born'],
    ['What year was the Eiffel Tower built?', 'the year in which the Eiffel Tower was built'],
    ['What colour are flamingos?', 'the colour of flamingos'],
    ['Which author wrote both books?', 'the author who wrote both books'],
    ['Which team did the coach leave?', 'the team that the coach left'],
  ],
  'is left out where it is not certain': [
    ['What did the queen bring?', undefined],
    ['What is the song Nina wrote last?', undefined],
    ['Is Lake Baikal the deepest lake on Earth?', undefined],
    ['Which directive mentioned was signed in 1994?', undefined],
    ['What does Jane Doe ?', undefined],
    ['What were the sailors wearing during the storm?', undefined],
  ],
}

spec('rules: the answer to an English question as a noun', (it) => {
  for (const [what, cases] of Object.entries(kinds)) {
    it(what, async () => {
      for (const [asked, noun] of cases) assert.is((await formsOf(asked)).n, noun, asked)
    })
  }

  it('is not said to do anything where it is a plural', async () => {
    for (const plural of [
      'What are the colours of Togo?',
      'Which films featured a robot?',
      'Who were the first settlers?',
    ]) {
      const { n, s } = await formsOf(plural)
      assert.ok(n !== undefined, plural)
      assert.is(s, undefined, plural)
    }
    const { n, s } = await formsOf('How many strings does a cello have?')
    assert.is(s, n)
  })
})
