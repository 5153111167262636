/**
 * The questions of a project that somebody has just begun: few enough that a small model is through with them in about a minute, and of
 * all kinds, so that the first records show what the styles do. What they ask does not change with the years.
 */
import type { Language } from '../../domain/project.js'

interface SampleGroup {
  /** The file's name, without its ending: the name of the group. */
  readonly name: string
  readonly questions: readonly { readonly question: string; readonly answer: string }[]
}

const row = (question: string, answer: string) => ({ question, answer })

export const sampleGroups: Readonly<Record<Language, readonly SampleGroup[]>> = {
  en: [
    {
      name: 'animals',
      questions: [
        row('Which mammals are capable of powered flight?', 'Bats'),
        row('How many hearts does an octopus have?', 'Three'),
        row('Where do emperor penguins breed?', 'On the sea ice of Antarctica'),
        row('What do giant pandas mostly eat?', 'Bamboo'),
      ],
    },
    {
      name: 'inventions',
      questions: [
        row('Who patented the telephone in 1876?', 'Alexander Graham Bell'),
        row('Where was paper first made?', 'In China'),
        row('When did Edward Jenner first vaccinate a child against smallpox?', 'In 1796'),
        row('Why did Louis Braille develop an alphabet of raised dots?', 'So that blind people could read by touch'),
      ],
    },
  ],
  fr: [
    {
      name: 'animaux',
      questions: [
        row('Combien de cœurs une pieuvre a-t-elle ?', 'Trois'),
        row('Quel oiseau pond les plus gros œufs ?', 'L’autruche'),
        row('Où vivent les manchots empereurs ?', 'En Antarctique'),
        row('Comment appelle-t-on le petit de la chèvre ?', 'Le chevreau'),
      ],
    },
    {
      name: 'inventions',
      questions: [
        row('Qui a inventé le stéthoscope ?', 'René Laennec'),
        row('Où le papier a-t-il été fabriqué pour la première fois ?', 'En Chine'),
        row('En quelle année le premier métro de Paris a-t-il ouvert ?', 'En 1900'),
        row('Qu’est-ce que les frères Montgolfier ont fait voler en 1783 ?', 'Un ballon à air chaud'),
      ],
    },
  ],
}
