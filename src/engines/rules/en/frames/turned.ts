/** The styles that turn a question round: yes or no, a follow-up, the passive voice, a comparison. */
import type { FrameTable } from '../../frame.js'

const ofFacts = [
  'what explains each of these facts?',
  'what follows from each of the two facts?',
  'what else is worth finding out about each of them?',
  'why is it so in each case?',
  'how can we be sure of both?',
  'what can be learned from each of the two facts?',
  'which of the two facts is the more surprising, and why?',
  'what would be the next thing to ask about each of them?',
]
const ofAnswers = [
  'what explains each of them?',
  'what follows from each of the two?',
  'what else is worth finding out?',
  'why are they what they are?',
  'how can we be sure of both?',
  'what can be learned from each of the two?',
  'which of the two is the more surprising, and why?',
  'what would be the next thing to ask?',
]

export const turned: FrameTable = {
  yes_no: [
    [
      'Do you know {i1} and {i2}?',
      'Can you say {i1} and {i2}?',
      'Is it known {i1} and {i2}?',
      'Do you know {i1}, and do you also know {i2}?',
      'Can you say {i1}, and can you also say {i2}?',
      'Is it known {i1}, and is it also known {i2}?',
      'Do you know both {i1} and {i2}?',
      'Can you say both {i1} and {i2}?',
    ],
    [
      'Do you know {i1}, and do you know the answer to {q2}?',
      'Can you say {i1}, and can you also answer {q2}?',
      'Is it known {i1}, and is the answer to {q2} known as well?',
      'Do you know the answer to {q1}, and do you know {i2} as well?',
      'Can you say what the answer to {q1} is, and also {i2}?',
    ],
    [
      'Do you know the answers to both {q1} and {q2}?',
      'Can you say what the answers to {q1} and {q2} are?',
      'Is it known what the answers to {q1} and {q2} are?',
      'Do you know how to answer {q1} and {q2}?',
      'Can you say how {q1} and {q2} should be answered?',
      'Do you know what to answer to {q1} and to {q2}?',
      'Is it known how {q1} and {q2} should be answered?',
      'Do you know the answer to {q1}, and can you also answer {q2}?',
    ],
  ],
  follow_up: [
    ofFacts.map((next) => `→Once we know {i1} and {i2}, ${next}`),
    [
      ...ofFacts.slice(0, 4).map((next) => `→Once we know {i1} and the answer to {q2}, ${next}`),
      ...ofFacts.slice(4).map((next) => `→Once we know the answer to {q1} and also {i2}, ${next}`),
    ],
    ofAnswers.map((next) => `→Once we know the answers to {q1} and {q2}, ${next}`),
  ],
  passive: [
    [
      'Can it be established {i1} and {i2}?',
      'Is it on record {i1} and {i2}?',
      'Has it been established {i1}, and has it also been established {i2}?',
      'Can it be determined {i1}, and can it also be determined {i2}?',
      'Has it ever been stated {i1} and {i2}?',
      'Could it be explained {i1} and {i2}?',
      'Is it stated {i1}, and is it also stated {i2}?',
      'May I be told {i1} and {i2}?',
      'Can {n1} be stated, and can {n2} be stated as well?',
      'How are {n1} and {n2} to be determined?',
      'What is known of {n1}, and what is known of {n2}?',
    ],
    [
      'Can it be established {i1}, and can {q2} be answered as well?',
      'Has it been stated {i1}, and has {q2} been answered, too?',
      'Is it on record {i1}, and can an answer to {q2} be found, too?',
      'Can {q1} be answered, and can it be established {i2}?',
      'Has an answer to {q1} been found, and has it been stated {i2}?',
    ],
    [
      'How are {q1} and {q2} to be answered?',
      'Can both {q1} and {q2} be answered?',
      'What answers are given to {q1} and {q2}?',
      'Can it be established what the answers to {q1} and {q2} are?',
      'Has an answer been found to {q1} and to {q2}?',
      'What should be answered to {q1} and to {q2}?',
      'Which answers are expected to {q1} and to {q2}?',
      'How should {q1} be answered, and how should {q2} be answered?',
    ],
  ],
  comparative: [
    [
      'How does {s1} compare with {n2}?',
      'How does {s1} differ from {n2}?',
      'What do {n1} and {n2} have in common, and how do they differ?',
      'What do {n1} and {n2} have in common, and what sets them apart?',
      'How does {s1} resemble or differ from {n2}?',
      'What do we find when we compare {n1} with {n2}?',
      'How does {s1} relate to {n2}, and in what respects do the two differ?',
    ],
    [
      'What do the two answers have in common, and how do they differ, if one asks {i1} and {i2}?',
      'How does one answer differ from the other when somebody asks {i1} and {i2}?',
      'What do we find when we ask {i1}, then ask {i2}, and compare the two answers?',
      'How does the answer compare with the other one when we ask {i1} and {i2}?',
      'What do we learn from comparing the two answers if we ask both {i1} and {i2}?',
    ],
    [
      'How does {s1} compare with the answer to {q2}?',
      'What do {n1} and the answer to {q2} have in common, and how do they differ?',
      'What do we find when we compare {n1} with the answer to {q2}?',
      'How does the answer to {q1} differ from {n2}?',
    ],
    [
      'How does the answer to {q1} compare with the answer to {q2}?',
      'What do the answers to {q1} and {q2} have in common, and how do they differ?',
      'How does the answer to {q1} differ from the answer to {q2}?',
      'What do we find when we compare the answer to {q1} with the answer to {q2}?',
      'How does the answer to {q1} relate to the answer to {q2}, and in what respects do the two differ?',
      'What do the answers to {q1} and {q2} share, and in what respects do they differ?',
      'What do we learn when we compare the answers to {q1} and {q2}?',
      'How does the answer to {q1} resemble or differ from the answer to {q2}?',
    ],
  ],
}
