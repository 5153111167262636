/** Closed lists of French. Apostrophes are straight here: look words up through `plain`. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

export const questionWords = set(
  "qui que qu' quoi quel quelle quels quelles où quand comment combien pourquoi lequel laquelle lesquels lesquelles duquel auquel auxquels auxquelles desquels desquelles",
)
export const whichWords = set('quel quelle quels quelles combien lequel laquelle lesquels lesquelles')
export const prepositions = set(
  "à a au aux de d' du des dans en sur sous par pour avec sans chez entre depuis pendant durant jusqu' jusque vers contre après avant selon parmi hors outre dès lors",
)
/** May lose its capital before any word. */
export const openers: ReadonlySet<string> = new Set([
  ...questionWords,
  ...prepositions,
  ...set(
    'ce cet cette ces son sa ses leur leurs mon ma mes ton ta tes notre nos votre vos un une chaque tout toute tous toutes plusieurs certains certaines ' +
      "il elle on nous vous ils elles je tu c' s' n' y si lorsqu' lorsque puisque bien quoique grâce malgré afin à-t-on " +
      "environ actuellement historiquement traditionnellement généralement approximativement aujourd'hui hier autrefois jadis " +
      'deux trois quatre cinq six sept huit neuf dix cent mille citez nommez donnez indiquez expliquez décrivez cite nomme donne explique décris',
  ),
])
export const articles = set("le la l' les")
/** Names that lose nothing but their article's capital: "La France" is "la France", where "Le Havre" stays. */
export const articleNames = set(
  'france belgique suisse chine russie terre lune seine loire saône garonne tamise italie espagne allemagne angleterre grèce turquie inde japon canada ' +
    'brésil mexique maroc algérie tunisie égypte pologne suède norvège finlande danemark portugal autriche hongrie europe afrique asie amérique océanie ' +
    'antarctique arctique méditerranée bretagne normandie corse joconde bible coran mongolie bhoutan togo mali niger nil rhin rhône danube amazone mékong volga',
)
export const clitics = set("me m' te t' se s' le la les l' lui leur y en n' ne nous vous")
export const determiners = set(
  "le la l' les un une des ce cet cette ces son sa ses leur leurs mon ma mes notre nos votre vos chaque",
)
export const relatives = set("qui que qu' dont où quand si lorsque parce car mais et ou")
export const abbreviations = set('M MM Mme Mlle Dr Pr St Ste av apr env cf vol art')

/** Orders, as what follows "pouvez-vous". */
export const orders: ReadonlyMap<string, string> = new Map([
  ['citez', 'pouvez-vous citer'],
  ['nommez', 'pouvez-vous nommer'],
  ['donnez', 'pouvez-vous donner'],
  ['indiquez', 'pouvez-vous indiquer'],
  ['expliquez', 'pouvez-vous expliquer'],
  ['décrivez', 'pouvez-vous décrire'],
  ['cite', 'peux-tu citer'],
  ['nomme', 'peux-tu nommer'],
  ['donne', 'peux-tu donner'],
  ['explique', 'peux-tu expliquer'],
  ['décris', 'peux-tu décrire'],
])
