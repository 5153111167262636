/** Closed lists of French. Apostrophes are straight here: look words up through `plain`. */
const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

export const questionWords = set(
  "qui que qu' quoi quel quelle quels quelles où quand comment combien pourquoi lequel laquelle lesquels lesquelles duquel auquel auxquels auxquelles desquels desquelles",
)
/** Those that nothing else is: « qui », « que », « où » and « quand » join clauses, too. */
export const plainAskers = set(
  'quel quelle quels quelles quoi combien comment pourquoi lequel laquelle lesquels lesquelles',
)
export const prepositions = set(
  "à a au aux de d' du des dans en sur sous par pour avec sans chez entre depuis pendant durant jusqu' jusque vers contre après avant selon parmi hors outre " +
    'dès lors grâce face autour près loin derrière devant malgré envers via',
)
/** May lose its capital before any word. */
export const openers: ReadonlySet<string> = new Set([
  ...questionWords,
  ...prepositions,
  ...set(
    'ce cet cette ces son sa ses leur leurs mon ma mes ton ta tes notre nos votre vos un une chaque tout toute tous toutes plusieurs certains certaines ' +
      "il elle on nous vous ils elles je j' tu c' ça cela s' n' y si lorsqu' lorsque puisque bien quoique grâce malgré afin à-t-on " +
      "environ actuellement historiquement traditionnellement généralement approximativement aujourd'hui hier autrefois jadis " +
      'deux trois quatre cinq six sept huit neuf dix cent mille citez nommez donnez indiquez expliquez décrivez cite nomme donne explique décris',
  ),
])
export const articles = set("le la l' les")
/** Names that lose nothing but their article's capital: "La France" is "la France", where "Le Havre" stays. */
export const articleNames = set(
  'france belgique suisse chine russie terre lune seine loire saône garonne tamise italie espagne allemagne angleterre grèce turquie inde japon canada ' +
    'brésil mexique maroc algérie tunisie égypte pologne suède norvège finlande danemark portugal autriche hongrie europe afrique asie amérique océanie ' +
    'antarctique arctique méditerranée bretagne normandie corse joconde bible coran mongolie bhoutan togo mali niger nil rhin rhône danube amazone mékong volga ' +
    'irlande islande écosse australie argentine chili pérou colombie bolivie paraguay uruguay équateur venezuela vietnam cambodge laos thaïlande indonésie ' +
    'iran irak syrie liban jordanie sénégal cameroun congo gabon tchad rwanda kenya éthiopie nigeria ghana roumanie bulgarie serbie croatie ukraine ' +
    'sahara himalaya everest atlantique pacifique sibérie alsace lorraine provence bourgogne bavière toscane sicile vatican louvre panthéon colisée parthénon ' +
    'soleil univers états-unis pays-bas royaume-uni union renaissance révolution antiquité onu ' +
    'moselle meuse marne dordogne volga tibre gange tigre euphrate français françaises romains grecs égyptiens gaulois vikings aztèques incas mayas ' +
    'anglais allemands espagnols italiens américains russes chinois japonais indiens arabes européens africains esquimaux inuits celtes francs',
)
export const clitics = set("me m' te t' se s' le la les l' lui leur y en n' ne nous vous")
export const pronouns = set("je j' tu il elle on nous vous ils elles ça cela c' ce")
export const determiners = set(
  "le la l' les un une des ce cet cette ces son sa ses leur leurs mon ma mes ton ta tes notre nos votre vos chaque certains certaines plusieurs tout toute tous toutes " +
    'deux trois quatre cinq six sept huit neuf dix douze cent mille',
)
export const abbreviations = set('M MM Mme Mlle Dr Pr St Ste av apr env cf vol art')

/** Conjugated verbs that a question often has right after its noun: « quel fleuve traverse … ». Some are nouns elsewhere. */
export const verbs = set(
  'est sont était étaient fut furent sera seront serait a ont avait avaient eut aura auront fait font faisait peut peuvent pouvait doit doivent devait ' +
    'va vont veut veulent dit disent prend prennent met mettent vient viennent tient tiennent devient deviennent contient contiennent appartient appartiennent ' +
    'sert servent permet permettent produit produisent boit boivent voit voient sait savent vit vivent naît meurt connaît reçoit ' +
    'signifie signifient désigne désignent représente représentent symbolise symbolisent mange mangent compte comptent mesure mesurent pèse pèsent ' +
    'possède possèdent utilise utilisent traverse traversent sépare séparent relie relient abrite abritent incarne interprète joue jouent chante chantent ' +
    'reste restent dure durent commence commencent coûte coûtent vaut valent ressemble ressemblent correspond correspondent apparaît apparaissent ' +
    'porte portent habite habitent trouve trouvent situe situent appelle appellent nomme nomment jette jettent déroule déroulent ' +
    'dort dorment court courent nage nagent vole volent pond pondent cherche cherchent donne donnent raconte évoque évoquent provoque provoquent',
)
/** Infinitives in -re: the ending alone tells nothing (« Que montre … »). */
export const infinitivesInRe = set(
  'faire dire lire boire écrire mettre prendre répondre comprendre croire vivre suivre construire apprendre attendre entendre rendre vendre connaître ' +
    'craindre produire conduire détruire traduire cuire rire rejoindre reprendre permettre transmettre battre perdre défendre inscrire décrire élire naître être',
)

/** Orders as questions, which fit a sentence with "tu" and one with "vous". */
export const orders: ReadonlyMap<string, string> = new Map([
  ['citez', 'peut-on citer'],
  ['nommez', 'peut-on nommer'],
  ['donnez', 'peut-on donner'],
  ['indiquez', 'peut-on indiquer'],
  ['expliquez', 'peut-on expliquer'],
  ['décrivez', 'peut-on décrire'],
  ['cite', 'peut-on citer'],
  ['nomme', 'peut-on nommer'],
  ['donne', 'peut-on donner'],
  ['explique', 'peut-on expliquer'],
  ['décris', 'peut-on décrire'],
])

/** « faire », « s’opposer »: what may follow « que » without becoming « ce que ». */
export function isInfinitive(word: string): boolean {
  return /..(er|ir)$/.test(word) || infinitivesInRe.has(word)
}
