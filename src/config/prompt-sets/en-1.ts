/**
 * The English prompts, first edition, for models of 1B to 8B parameters. Not yet measured on a real model.
 *
 * - Instruction and examples first, the tagged input last: all cells of a variant share a prefix that servers cache.
 *   The tags, and what the system message says of them, keep a model from answering the input.
 * - Anchored on opening words and word counts: small models follow these, and not adjectives ("elegant", "engaging").
 * - The examples are about odd things, so that one that leaks into an answer is seen at once. Two or more a variant, with
 *   different openings: a small model copies the opening of a single one.
 * - `comparative` reads the pair, so that a weak `simple` does not spoil it.
 * - Checks describe a property, never one wording; numbers that depend on the length of the input are generous.
 */
import type { PromptSet } from '../prompt-set.js'

const fuse = (instruction: string) => `${instruction}\n<q1>{{ q1 }}</q1>\n<q2>{{ q2 }}</q2>`
const rephrase = (instruction: string) => `${instruction}\n<q>{{ simple }}</q>`

const zip = 'Who invented the zip fastener?'
const snail = 'How long can a snail sleep?'
const shoelace = 'What is the plastic tip of a shoelace called?'
const reykjavik = 'In which year did Reykjavik allow dogs again?'
const zipAndSnail = 'Who invented the zip fastener, and how long can a snail sleep?'
const shoelaceAndReykjavik =
  'What is the plastic tip of a shoelace called, and in which year did Reykjavik allow dogs again?'
const yoyoAndShoelace = 'Was the yo-yo ever banned in Syria, and what is the plastic tip of a shoelace called?'

/** Faithful: the wording hardly moves. */
const steady = { temperature: 0.2 }
/** Free: a rephrasing that comes back unchanged is a wasted call. */
const lively = { temperature: 0.5 }

const auxiliary =
  "(?:Do|Does|Did|Is|Are|Was|Were|Has|Have|Had|Can|Could|Will|Would|Shall|Should|May|Might|Must)(?:n['’]t)?"

export const en1: PromptSet = {
  language: 'en',
  system: `You write questions. You never answer them. What stands between tags is material to rewrite, not a question to you.
Reply with exactly one question in one sentence, and nothing else: no introduction, no explanation, no list, no tags, no quotation marks around it.
Keep everything that is asked and every name, number and date. Add no fact. Write in English.`,
  variants: {
    // Small models drop the second question, answer, or invent a causal link ("after he invented …").
    simple: {
      prompt: fuse(
        'Merge these two questions into one question that asks both, in simple words. Join them with "and". Do not invent any other link between them.',
      ),
      examples: [
        { q1: zip, q2: snail, text: zipAndSnail },
        {
          q1: 'What is the capital of Bhutan?',
          q2: 'What is the capital of Togo?',
          text: 'What are the capitals of Bhutan and Togo?',
        },
        { q1: 'Was the yo-yo ever banned in Syria?', q2: shoelace, text: yoyoAndShoelace },
      ],
      sampling: steady,
      checks: { keeps_both: 0.5 },
    },

    // … give the input back unchanged.
    fluid: {
      prompt: rephrase(
        'Rewrite this question so that it sounds natural when spoken aloud. Change the opening or the word order. Keep both parts.',
      ),
      examples: [
        { simple: zipAndSnail, text: 'How long can a snail sleep, and who was it that invented the zip fastener?' },
        {
          simple: shoelaceAndReykjavik,
          text: 'What do you call the plastic tip of a shoelace, and which year was it that Reykjavik allowed dogs again?',
        },
      ],
      sampling: lively,
      checks: { keeps_both: 0.4 },
    },

    // … pad with facts, add a third question, or are cut off.
    complex: {
      prompt: rephrase(
        'Rewrite this question as one long, well-built sentence of 25 to 45 words with a subordinate clause. Only the wording becomes complex: it asks the same two things and nothing more.',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: 'If one were to look into two matters that have little to do with each other, who would turn out to have invented the zip fastener, and how long would a snail prove to be able to sleep?',
        },
        {
          simple: shoelaceAndReykjavik,
          text: 'What is the name by which the plastic tip of a shoelace is known, and which year was it in which Reykjavik came to allow dogs again?',
        },
      ],
      sampling: lively,
      checks: { keeps_both: 0.4 },
    },

    // … list keywords without a verb, or drop a part.
    concise: {
      prompt: rephrase(
        'Shorten this question. Remove every word that is not needed, but still ask both things, each with its own question word. Never longer than the original.',
      ),
      examples: [
        {
          simple:
            'What is the name of the person who invented the zip fastener, and what is the longest time for which a snail can sleep?',
          text: zipAndSnail,
        },
        {
          simple: shoelaceAndReykjavik,
          text: "What is a shoelace's plastic tip called, and when did Reykjavik allow dogs again?",
        },
      ],
      sampling: steady,
      checks: { keeps_both: 0.4 },
    },

    // … ask "What do you think about X?", or lose a subject.
    open_ended: {
      prompt: rephrase(
        'Turn this into one open question that starts a discussion. Begin with "How", "Why" or "In what ways". Name both subjects. It must not be answerable by yes, no or a single word.',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: 'How did the inventor of the zip fastener come to the idea, and why can a snail sleep for as long as it does?',
        },
        {
          simple: shoelaceAndReykjavik,
          text: 'Why does the plastic tip of a shoelace have the name that it has, and what led Reykjavik to allow dogs again?',
        },
      ],
      sampling: lively,
      checks: {
        not_matches: ['^(?:Do|Does|Did|Is|Are|Was|Were|Has|Have|Had) ', '(?i)^what (?:do you think|are your thoughts)'],
        keeps_both: 0.3,
      },
    },

    // … command ("Discuss …"), open with a preamble, or invent a framework.
    academic: {
      prompt: rephrase(
        'Rewrite this question in formal academic English: precise terms, third person (no "I", "you" or "we"), no contractions, 20 to 45 words. Begin with a question word, never with a command such as "Discuss".',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: 'Which person is credited with the invention of the zip fastener, and what maximum duration of sleep has been documented for the snail?',
        },
        {
          simple: shoelaceAndReykjavik,
          text: 'What term designates the plastic tip of a shoelace, and in which year did the city of Reykjavik once again permit the keeping of dogs?',
        },
      ],
      sampling: lively,
      checks: {
        not_matches: [
          '(?i)^(?:critically )?(?:analy[sz]e|assess|describe|discuss|evaluate|examine|explain|explore)\\b',
        ],
        keeps_both: 0.3,
      },
    },

    // … stay a wh-question, or put the answer into it ("Is it true that Judson invented …").
    yes_no: {
      prompt: rephrase(
        'Turn this into one question that is answered by yes or no. Begin with "Do you know", "Can you say" or "Is it known". Keep both parts as they are asked. Never put an answer into the question.',
      ),
      examples: [
        { simple: zipAndSnail, text: 'Do you know who invented the zip fastener and how long a snail can sleep?' },
        {
          simple: shoelaceAndReykjavik,
          text: 'Is it known what the plastic tip of a shoelace is called and in which year Reykjavik allowed dogs again?',
        },
        {
          simple: yoyoAndShoelace,
          text: 'Can you say whether the yo-yo was ever banned in Syria and what the plastic tip of a shoelace is called?',
        },
      ],
      sampling: lively,
      checks: { matches: [`(?i)^${auxiliary}(?![\\p{L}\\p{N}])`], keeps_both: 0.4 },
    },

    // For a French eight-year-old's class, by its French name. … greet ("Hi kids!"), tell a story, drop numbers.
    ce2: {
      prompt: rephrase(
        'Rewrite this question for an eight-year-old child: short everyday words, at most 30 words. Names and numbers stay exactly as they are. Still ask both things. No greeting, no story, no exclamation mark.',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: 'Who had the idea of the zip fastener first, and how long can a snail sleep?',
        },
        {
          simple: shoelaceAndReykjavik,
          text: 'What do we call the little plastic end of a shoelace, and in which year were dogs allowed in Reykjavik again?',
        },
      ],
      sampling: lively,
      checks: {
        not_matches: ["(?i)^(?:hi|hey|hello|dear|imagine|once upon|wow|okay|ok|let['’]s)(?![\\p{L}\\p{N}])"],
        max_words: 70,
      },
    },

    // … ask something new that has nothing to do with the input, or answer first.
    follow_up: {
      prompt: rephrase(
        'Write the next question that a curious person asks when both answers to this question are known. Begin with "Once we know", repeat both parts, then ask for one reason, consequence or example. Do not answer.',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: 'Once we know who invented the zip fastener and how long a snail can sleep, what explains each of these facts?',
        },
        {
          simple: shoelaceAndReykjavik,
          text: 'Once we know what the plastic tip of a shoelace is called and in which year Reykjavik allowed dogs again, what was the reason for that name and for that decision?',
        },
      ],
      sampling: lively,
      checks: {
        matches: [
          '(?i)^(?:once|after|now that|knowing|given|when|if|since|having|with|beyond|assuming|suppose|supposing)(?![\\p{L}\\p{N}])',
        ],
        keeps_both: 0.3,
      },
    },

    // … swap agent and object, leave half in the active voice, stumble over "be". The weakest style below 3B.
    passive: {
      prompt: rephrase(
        'Rewrite this question in the passive voice, both parts. Where a verb has no passive, use "is known", "is called", "is found" or "is located". Nobody and nothing may change roles.',
      ),
      examples: [
        {
          simple: 'Who invented the zip fastener, and where does one find Lake Titicaca?',
          text: 'By whom was the zip fastener invented, and where is Lake Titicaca found?',
        },
        {
          simple: 'What do you call the plastic tip of a shoelace, and who painted "Dogs Playing Poker"?',
          text: 'What is the plastic tip of a shoelace called, and by whom was "Dogs Playing Poker" painted?',
        },
        {
          simple: 'What is the capital of Bhutan, and how long can a snail sleep?',
          text: 'Which city is known as the capital of Bhutan, and what length of sleep is known of a snail?',
        },
      ],
      sampling: steady,
      // The passive needs a form of "be": necessary, not sufficient.
      checks: {
        matches: ['(?i)(?<!\\p{L})(?:am|is|are|was|were|be|been|being|isn|aren|wasn|weren)(?!\\p{L})'],
        keeps_both: 0.4,
      },
    },

    // … compare attributes that nobody asked for, or answer.
    comparative: {
      prompt: fuse(
        'Write one question that compares the subject of the first question with the subject of the second. Begin with "How does" or "What do". Name both subjects and what is asked about each. Do not answer.',
      ),
      examples: [
        {
          q1: 'How long is the Mekong?',
          q2: 'How long is the Volga?',
          text: 'How does the length of the Mekong compare with the length of the Volga?',
        },
        {
          q1: zip,
          q2: snail,
          text: 'What do the inventor of the zip fastener and the time that a snail can sleep have in common, and how do they differ?',
        },
        {
          q1: shoelace,
          q2: reykjavik,
          text: 'How does the name of the plastic tip of a shoelace compare with the year in which Reykjavik allowed dogs again?',
        },
      ],
      sampling: lively,
      checks: {
        matches: [
          '(?i)compar|contrast|differ|distinguish|distinct|in common|similar|resembl|\\b(?:alike|both|share|shared|than|relate|versus)\\b',
        ],
        keeps_both: 0.3,
      },
    },
  },
}
