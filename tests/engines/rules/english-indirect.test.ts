import * as assert from 'uvu/assert'
import { spec } from '../../support/spec.js'
import { type Case, formsOf } from './english.js'

const kinds: Readonly<Record<string, readonly Case[]>> = {
  'leaves a question alone whose question word is the subject': [
    ['Who painted the ceiling of the chapel?', 'who painted the ceiling of the chapel'],
    ['Which river flows through Vienna?', 'which river flows through Vienna'],
    ['What causes tides?', 'what causes tides'],
    ['What to see in Prague?', 'what to see in Prague'],
    ['Which two countries share the longest border?', 'which two countries share the longest border'],
    ['Which artist cut off his own ear?', 'which artist cut off his own ear'],
    ['How many people live in Iceland?', 'how many people live in Iceland'],
    ['Which city is known as the Venice of the North?', 'which city is known as the Venice of the North'],
    ['Which animals can see in the dark?', 'which animals can see in the dark'],
    ['Who has won the most Oscars?', 'who has won the most Oscars'],
    ['Who did not sign the treaty?', 'who did not sign the treaty'],
    ['What is special about the platypus?', 'what is special about the platypus'],
    [
      'Which lake, lying between two countries, is the deepest?',
      'which lake, lying between two countries, is the deepest',
    ],
  ],
  'undoes do-support': [
    ['When did Marie Curie discover radium?', 'when Marie Curie discovered radium'],
    ['Why does the moon keep the same face to the Earth?', 'why the moon keeps the same face to the Earth'],
    ['Why do leaves change colour?', 'why leaves change colour'],
    ['How do bees find their way home?', 'how bees find their way home'],
    ['What did the queen of Sheba bring to Solomon?', 'what the queen of Sheba brought to Solomon'],
    ['Where did Chopin live and work?', 'where Chopin lived and worked'],
    ['How long can an elephant sleep?', 'how long an elephant can sleep'],
    ['What does the word "fjord" mean?', 'what the word "fjord" means'],
    ['When did Norway last win the championship?', 'when Norway last won the championship'],
    ["Why don't penguins fly?", "why penguins don't fly"],
    ['Why do cats not like water?', 'why cats do not like water'],
    ['Who did the Romans defeat at Zama?', 'who the Romans defeated at Zama'],
  ],
  'moves be, have and modals behind the subject': [
    ['Where is the Isle of Skye?', 'where the Isle of Skye is'],
    ['What is the capital of Norway?', 'what the capital of Norway is'],
    ["What's the capital of Norway?", 'what the capital of Norway is'],
    ['In which year was the Eiffel Tower built?', 'in which year the Eiffel Tower was built'],
    ['What colour are flamingos?', 'what colour flamingos are'],
    ['What type of animal is the wombat?', 'what type of animal the wombat is'],
    ['How old was Mozart when he wrote his first opera?', 'how old Mozart was when he wrote his first opera'],
    ['What is the Mona Lisa painted on?', 'what the Mona Lisa is painted on'],
    ['What is a group of lions called?', 'what a group of lions is called'],
    ['How long have dogs lived with people?', 'how long dogs have lived with people'],
    ['Which prize has Ada Yonath won?', 'which prize Ada Yonath has won'],
    ['Where can you see the northern lights?', 'where you can see the northern lights'],
    ['How many moons are there around Mars?', 'how many moons there are around Mars'],
    ['Who is the king of Norway now?', 'who the king of Norway is now'],
    ['What movies has Emma Stone starred in?', 'what movies Emma Stone has starred in'],
    ['How many strings has a violin?', 'how many strings a violin has'],
    ['What is it like to live in Antarctica?', 'what it is like to live in Antarctica'],
    ['Where is Ringo Starr from?', 'where Ringo Starr is from'],
  ],
  'asks whether': [
    ['Is Lake Baikal the deepest lake on Earth?', 'whether Lake Baikal is the deepest lake on Earth'],
    ['Are aardvarks nocturnal animals?', 'whether aardvarks are nocturnal animals'],
    ['Do penguins have knees?', 'whether penguins have knees'],
    ['Can a snail sleep for three years?', 'whether a snail can sleep for three years'],
    ['Is it a bird or a plane?', undefined],
  ],
  'brings question words to the front, and what stood there to the end': [
    ['The Danube flows into which sea?', 'into which sea the Danube flows'],
    [
      'In 1969, who was the second person to walk on the moon?',
      'who was the second person to walk on the moon in 1969',
    ],
    ['During the war, where did the family live?', 'where the family lived during the war'],
    ['The old harbour was designed to look like what animal?', 'what animal the old harbour was designed to look like'],
    ['Approximately how many islands are in the bay?', 'approximately how many islands are in the bay'],
  ],
  'is kept for questions that are sentences': [
    ['What does Jane Doe ?', undefined],
    ['What college did kevin?', undefined],
    ['What is the song Nina wrote last?', undefined],
    ['What was the bridge Ada crossed?', undefined],
    ['What card game has variations called Pick and Choose?', undefined],
    ['Who painted it, and who bought it?', undefined],
    ['What did the king do that made him famous?', undefined],
    ['Can you name a river in Asia?', undefined],
    ['What Is The Capital Of France?', undefined],
  ],
  'does without capitals where nothing else can be meant': [
    ['where did florence nightingale live?', 'where florence nightingale lived'],
    ['who does mark twain play for?', 'who mark twain plays for'],
    ['where is jack reed from?', 'where jack reed is from'],
    ['what did ken park direct?', undefined],
    ['where was ken laden born and killed?', undefined],
  ],
}

spec('rules: an English question inside another sentence', (it) => {
  for (const [what, cases] of Object.entries(kinds)) {
    it(what, async () => {
      for (const [asked, indirect] of cases) assert.is((await formsOf(asked)).i, indirect, asked)
    })
  }
})
