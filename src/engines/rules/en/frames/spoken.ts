/** The styles that one would say: simple, fluid, concise, and for a child of eight. */
import type { FrameTable } from '../../frame.js'

export const spoken: FrameTable = {
  simple: [
    [
      '{D1}, and {d2}?',
      '{D1}, and also, {d2}?',
      '→First, {d1}, and second, {d2}?',
      '→First of all, {d1}, and then, {d2}?',
      'There are two things I would like to know: {d1}, and {d2}?',
      'There are two things to answer: {d1}, and {d2}?',
      'Here are two questions: {d1}, and {d2}?',
      'I have two questions: {d1}, and {d2}?',
    ],
    ['{D1}, and could you also say {i2}?', '{D1}, and what do you know of {n2}?'],
    [
      '{D1}, and what is the answer to {q2}?',
      '{D1}, and what would you answer to {q2}?',
      '{D1}, and how would you answer {q2}?',
    ],
    [
      'What are the answers to {q1} and {q2}?',
      'What is the answer to {q1}, and what is the answer to {q2}?',
      'What would you answer to {q1} and to {q2}?',
      'What is the right answer to {q1} and to {q2}?',
      'How would you answer {q1} and {q2}?',
      'What do you reply to {q1} and to {q2}?',
      '→What is the answer, first to {q1}, and second to {q2}?',
    ],
  ],
  fluid: [
    [
      'Could you tell me {i1}, and {i2}?',
      'Would you mind telling me {i1} and {i2}?',
      'Could you tell me {i1} and, while you’re at it, {i2}?',
      'Do you happen to know {i1}, and maybe also {i2}?',
      'Any idea {i1}, and {i2}?',
      'Can you remind me {i1}, and also {i2}?',
      'I’d love to know {i1}, and could you also tell me {i2}?',
      'I was wondering {i1}; and would you happen to know {i2}?',
      'Could you tell me {n1} as well as {n2}?',
      'Would you mind telling me {n1} and, while you’re at it, {n2}?',
    ],
    [
      'Could you tell me {i1}, and while we’re at it, {d2}?',
      'Do you happen to know {i1}, and by the way, {d2}?',
      '{D1}, and would you also happen to know {i2}?',
      '{D1}, and while we’re at it, could you remind me {i2}?',
    ],
    [
      '{D1}, and while we’re at it, {d2}?',
      '{D1}, and by the way, {d2}?',
      '{D1}, and another thing: {d2}?',
      'Just out of curiosity, {d1}, and {d2}?',
      'So tell me, {d1}, and while you’re thinking about it, {d2}?',
    ],
    [
      '{D1}, and while we’re at it, how would you answer {q2}?',
      '{D1}, and by the way, what would you say to {q2}?',
      '{D1}, and what about {q2}?',
      'Could you tell me {i1}, and also what you would say to {q2}?',
    ],
    [
      'If someone asked you {q1} and then {q2}, what would you say?',
      'How would you answer {q1}, and what about {q2}?',
      'Could you help me answer {q1} and, while you’re at it, {q2}?',
      'What would you say if somebody asked you {q1} and {q2}?',
      'Could you give me the answers to {q1} and {q2}?',
      'I’d like the answer to {q1}, and could you also answer {q2}?',
      'Would you mind answering {q1} and then {q2} for me?',
    ],
  ],
  // it is to be the shortest of all: what joins is short, and is not the "and" of a simple one
  concise: [
    ['{D1}; {d2}?', '{D1} – {d2}?', '{D1} & {d2}?', '{D1}, plus {d2}?', '{D1}; then {d2}?'],
    ['{D1}; also, {d2}?', '{D1}; next, {d2}?', 'Briefly: {d1}; {d2}?', 'In short: {d1}; {d2}?', 'Quickly: {d1}; {d2}?'],
    ['{D1}; what about {q2}?', '{D1}; answer to {q2}?', '{D1}; reply to {q2}?'],
    [
      'Answers to {q1} and {q2}?',
      'What answers {q1} and {q2}?',
      'Your answers to {q1} and {q2}?',
      'Answer to {q1}; answer to {q2}?',
      'The answers to {q1} and {q2}?',
      'Reply to {q1}; reply to {q2}?',
      'In brief: the answers to {q1} and {q2}?',
    ],
  ],
  // everyday words alone
  ce2: [
    [
      'I want to know two things: {d1}, and {d2}?',
      'Can you tell me two things: {d1}, and {d2}?',
      'Can you guess these two: {d1}, and {d2}?',
      'Can you find this out: {d1}, and {d2}?',
      'Let us think about it: {d1}, and {d2}?',
      'Can you help me with this: {d1}, and {d2}?',
      'Do you know these two things: {d1}, and {d2}?',
      'Now think hard: {d1}, and {d2}?',
    ],
    [
      '{D1}, and can you also tell me {i2}?',
      '{D1}, and do you also know {i2}?',
      'Can you tell me {i1}, and also {i2}?',
      'Do you know {i1}, and do you know {i2}, too?',
    ],
    [
      '{D1}, and can you also answer {q2}?',
      '{D1}, and what do you say to {q2}?',
      '{D1}, and can you help me with {q2}?',
    ],
    [
      'Can you answer these two: {q1} and {q2}?',
      'What do you say to {q1} and {q2}?',
      'Can you find the answers to {q1} and {q2}?',
      'What would you say if I asked you {q1} and {q2}?',
      'Can you help me answer {q1} and {q2}?',
      'Can you guess the answers to {q1} and {q2}?',
      'Do you know what to say when I ask {q1} and {q2}?',
    ],
  ],
}
