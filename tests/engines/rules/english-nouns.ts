/**
 * English questions, each with what their answer may be called: "the capital of Kenya", "the number of strings a violin has".
 *
 * Written by hand. What stands in brackets may be left out.
 */
export const englishNouns: readonly (readonly [string, ...string[]])[] = [
  // what is the …: the noun phrase itself
  ['What is the capital of Kenya?', 'the capital of Kenya'],
  ['What is the largest desert in the world?', 'the largest desert in the world'],
  ['What is the boiling point of ethanol?', 'the boiling point of ethanol'],
  ['What was the name of Robin Hood’s sweetheart?', 'the name of Robin Hood’s sweetheart'],
  ['What are the symptoms of scurvy?', 'the symptoms of scurvy'],
  ['What is the difference between weather and climate?', 'the difference between weather and climate'],
  ['What was the cause of the Irish famine?', 'the cause of the Irish famine'],
  ['What is the name of the river that flows through Rome?', 'the name of the river that flows through Rome'],
  ['Who was the first president of Turkey?', 'the first president of Turkey'],
  ['Who is the author of “Dracula”?', 'the author of “Dracula”'],
  ['Who is the patron saint of Wales?', 'the patron saint of Wales'],
  ['Who were the parents of Alexander the Great?', 'the parents of Alexander the Great'],
  ['What is photosynthesis?', 'photosynthesis'],
  // who did it: the person
  ['Who wrote “Wuthering Heights”?', 'the person who wrote “Wuthering Heights”', 'the author of “Wuthering Heights”'],
  ['Who discovered radium?', 'the person who discovered radium', 'the discoverer of radium'],
  ['Who succeeded Queen Victoria?', 'the person who succeeded Queen Victoria', 'the successor of Queen Victoria'],
  ['Who painted “The Scream”?', 'the person who painted “The Scream”', 'the painter of “The Scream”'],
  // how many, how much: the number, the amount
  [
    'How many strings does a violin have?',
    'the number of strings (that) a violin has',
    'the number of strings of a violin',
    'the number of strings on a violin',
  ],
  ['How many books did Jules Verne write?', 'the number of books (that) Jules Verne wrote'],
  [
    'How many people live in Norway?',
    'the number of people (who) live in Norway',
    'the number of people that live in Norway',
    'the number of people living in Norway',
  ],
  [
    'How many players make up a cricket team?',
    'the number of players (that) make up a cricket team',
    'the number of players who make up a cricket team',
  ],
  ['How many days are there in February?', 'the number of days (that there are) in February'],
  ['How many medals has Usain Bolt won?', 'the number of medals (that) Usain Bolt has won'],
  [
    'How many people were killed in the earthquake of 1906?',
    'the number of people (who were) killed in the earthquake of 1906',
    'the number of people that were killed in the earthquake of 1906',
  ],
  [
    'How much does a passport cost?',
    'the amount (that) a passport costs',
    'the price of a passport',
    'the cost of a passport',
  ],
  // how tall: the height
  ['How tall is the Statue of Liberty?', 'the height of the Statue of Liberty'],
  ['How long is the Amazon?', 'the length of the Amazon'],
  ['How deep is Loch Ness?', 'the depth of Loch Ness'],
  ['How old is the Earth?', 'the age of the Earth'],
  [
    'How long did Queen Victoria reign?',
    'the length of time (that) Queen Victoria reigned',
    'the time (that) Queen Victoria reigned',
    'the length of time for which Queen Victoria reigned',
    'the time for which Queen Victoria reigned',
  ],
  // in what year, when, where, why, how
  [
    'In what year did the Titanic sink?',
    'the year in which the Titanic sank',
    'the year (that) the Titanic sank',
    'the year when the Titanic sank',
  ],
  ['In which city did Anne Frank hide?', 'the city in which Anne Frank hid', 'the city where Anne Frank hid'],
  [
    'When was the United Nations founded?',
    'the date on which the United Nations was founded',
    'the year in which the United Nations was founded',
    'the time when the United Nations was founded',
    'the time at which the United Nations was founded',
  ],
  [
    'When did India become independent?',
    'the date on which India became independent',
    'the year in which India became independent',
    'the time when India became independent',
    'the time at which India became independent',
  ],
  [
    'Where was Albert Einstein born?',
    'the place where Albert Einstein was born',
    'the place in which Albert Einstein was born',
  ],
  [
    'Where do pineapples grow?',
    'the place where pineapples grow',
    'the places where pineapples grow',
    'the place in which pineapples grow',
  ],
  ['Why do leaves fall in autumn?', 'the reason (why) leaves fall in autumn', 'the reason that leaves fall in autumn'],
  ['Why are carrots orange?', 'the reason (why) carrots are orange', 'the reason that carrots are orange'],
  [
    'How do bats find their way in the dark?',
    'the way (in which) bats find their way in the dark',
    'the way that bats find their way in the dark',
  ],
  ['How is glass made?', 'the way (in which) glass is made', 'the way that glass is made'],
  // which …: the …
  [
    'Which country hosted the 1998 World Cup?',
    'the country that hosted the 1998 World Cup',
    'the country which hosted the 1998 World Cup',
  ],
  ['Which river flows through Cairo?', 'the river that flows through Cairo', 'the river which flows through Cairo'],
  ['Which king was beheaded in 1649?', 'the king who was beheaded in 1649', 'the king that was beheaded in 1649'],
  ['Which bird lays the largest eggs?', 'the bird that lays the largest eggs', 'the bird which lays the largest eggs'],
  [
    'Which country did Pelé play for?',
    'the country (that) Pelé played for',
    'the country which Pelé played for',
    'the country for which Pelé played',
  ],
  ['What did Isaac Newton discover?', 'the thing (that) Isaac Newton discovered', 'what Isaac Newton discovered'],
  ['What does a seismograph measure?', 'the thing (that) a seismograph measures', 'what a seismograph measures'],
]
