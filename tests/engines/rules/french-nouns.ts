/**
 * French questions, each with what their answer may be called: « la capitale de la Norvège », « le nombre de joueurs ».
 *
 * Written by hand. What stands in brackets may be left out.
 */
export const frenchNouns: readonly (readonly [string, ...string[]])[] = [
  // quel est le …: le nom lui-même
  ['Quelle est la capitale de la Norvège ?', 'la capitale de la Norvège'],
  ['Quel est le plus haut sommet des Alpes ?', 'le plus haut sommet des Alpes'],
  ['Quels sont les affluents de la Seine ?', 'les affluents de la Seine'],
  ['Quelles sont les langues officielles de la Suisse ?', 'les langues officielles de la Suisse'],
  ['Quelle était la monnaie de l’Espagne avant l’euro ?', 'la monnaie de l’Espagne avant l’euro'],
  ['Quel est le nom du cheval de Don Quichotte ?', 'le nom du cheval de Don Quichotte'],
  ['Quelle est la différence entre un lac et un étang ?', 'la différence entre un lac et un étang'],
  ['Quel est l’auteur de « Germinal » ?', 'l’auteur de « Germinal »'],
  ['Qui fut le premier empereur romain ?', 'le premier empereur romain'],
  ['Qui était le père d’Alexandre le Grand ?', 'le père d’Alexandre le Grand'],
  ['Qui est l’auteur de « Candide » ?', 'l’auteur de « Candide »'],
  // qui a fait cela: la personne
  ['Qui a inventé le paratonnerre ?', 'la personne qui a inventé le paratonnerre', 'l’inventeur du paratonnerre'],
  ['Qui a écrit « Germinal » ?', 'la personne qui a écrit « Germinal »', 'l’auteur de « Germinal »'],
  // combien de: le nombre
  [
    'Combien de joueurs compte une équipe de volley-ball ?',
    'le nombre de joueurs que compte une équipe de volley-ball',
  ],
  [
    'Combien de pattes une araignée a-t-elle ?',
    'le nombre de pattes qu’une araignée a',
    'le nombre de pattes d’une araignée',
    'le nombre de pattes qu’a une araignée',
  ],
  ['Combien de films Alfred Hitchcock a-t-il tournés ?', 'le nombre de films qu’Alfred Hitchcock a tournés'],
  ['Combien y a-t-il de jours dans une année bissextile ?', 'le nombre de jours (qu’il y a) dans une année bissextile'],
  ['Combien de cantons y a-t-il en Suisse ?', 'le nombre de cantons (qu’il y a) en Suisse'],
  ['Combien de pays composent l’Union européenne ?', 'le nombre de pays qui composent l’Union européenne'],
  // quel pays a: le pays qui a
  ['Quel écrivain a créé le commissaire Maigret ?', 'l’écrivain qui a créé le commissaire Maigret'],
  ['Quel pays a organisé la Coupe du monde en 2014 ?', 'le pays qui a organisé la Coupe du monde en 2014'],
  ['Quel roi de France est mort en 1715 ?', 'le roi de France qui est mort en 1715', 'le roi de France mort en 1715'],
  ['Quelle planète possède les plus beaux anneaux ?', 'la planète qui possède les plus beaux anneaux'],
  [
    'Quelle langue parle-t-on en Autriche ?',
    'la langue qu’on parle en Autriche',
    'la langue que l’on parle en Autriche',
  ],
  // en quelle année: l’année
  [
    'En quelle année l’homme a-t-il marché sur la Lune ?',
    'l’année où l’homme a marché sur la Lune',
    'l’année en laquelle l’homme a marché sur la Lune',
    'l’année pendant laquelle l’homme a marché sur la Lune',
  ],
  [
    'Dans quelle ville Anne Frank s’est-elle cachée ?',
    'la ville où Anne Frank s’est cachée',
    'la ville dans laquelle Anne Frank s’est cachée',
  ],
  [
    'Sur quel continent se trouve le Kilimandjaro ?',
    'le continent où se trouve le Kilimandjaro',
    'le continent sur lequel se trouve le Kilimandjaro',
  ],
  ['De quel pays Nairobi est-elle la capitale ?', 'le pays dont Nairobi est la capitale'],
  ['Qu’est-ce qui provoque les arcs-en-ciel ?', 'ce qui provoque les arcs-en-ciel'],
  ['Que mange un hérisson ?', 'ce que mange un hérisson'],
  ['Pourquoi la mer est-elle salée ?', 'la raison pour laquelle la mer est salée'],
  ['Comment fabrique-t-on le verre ?', 'la façon dont on fabrique le verre', 'la manière dont on fabrique le verre'],
]
