/** Closed lists of English: what the rules may lean on where no tagger tells a verb from a noun. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

export const questionWords = set('who whom whose what which when where why how')
export const be = set('is are was were')
export const doing = set('do does did')
export const having = set('has have had')
export const modals = set('can could will would shall should must may might')
export const auxiliaries = new Set([...be, ...doing, ...having, ...modals])

export const prepositions = set(
  'about above across after against along among around as at before behind below beneath beside besides between beyond by ' +
    'according despite during except for from in inside into like near of off on onto opposite out outside over past per since through ' +
    'throughout till to toward towards under underneath unlike until up upon via with within without',
)

/** May lose its capital wherever it opens a sentence. */
export const openers: ReadonlySet<string> = new Set([
  ...questionWords,
  ...auxiliaries,
  ...prepositions,
  ...set(
    'a an the this that these those my your his her its our their some any no each every all both either neither another other ' +
      'many much more most few several such one two three four five six seven eight nine ten ' +
      'he she it we you they there here whoever whatever whichever whenever wherever if when while because although though unless whether once ' +
      'and or but so yet not only even just also then now today yesterday tomorrow nowadays ' +
      'according approximately currently originally historically traditionally usually generally commonly typically surprisingly ' +
      'officially roughly exactly excluding including given considering compared due based thanks depending ' +
      "isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't " +
      "what's who's where's when's how's why's there's it's that's he's she's they're you're we're " +
      'name list give explain describe identify define find tell complete choose select pick state',
  ),
])

/** Starts a noun phrase for certain. */
export const determiners = set('the a an this that these those his her its their our your my')
export const pronouns = set('he she it they we you')

/** Starts a clause inside a noun phrase: then where the noun phrase ends is anybody's guess. */
export const clauseWords = set(
  'that which who whom whose where when while because if as than whether how why what and/or not so but ' +
    'said says called named known nicknamed used made found given taken seen written worn set based born located',
)

/** Verbs in their base form; those in `strictVerbs` are hardly ever nouns. */
export const irregularPast: ReadonlyMap<string, string> = new Map(
  (
    'become became|begin began|bring brought|break broke|build built|buy bought|catch caught|choose chose|come came|cost cost|' +
    'die died|draw drew|drink drank|drive drove|eat ate|fall fell|feed fed|feel felt|fight fought|find found|fly flew|get got|give gave|' +
    'go went|grow grew|have had|hide hid|hold held|keep kept|know knew|lay laid|lead led|leave left|lie lay|live lived|lose lost|make made|' +
    'mean meant|meet met|pay paid|read read|ride rode|rise rose|arise arose|run ran|say said|see saw|sell sold|send sent|shoot shot|sing sang|sink sank|' +
    'sleep slept|speak spoke|spend spent|stand stood|steal stole|strike struck|swim swam|take took|teach taught|think thought|' +
    'throw threw|wear wore|win won|write wrote'
  )
    .split('|')
    .map((pair) => pair.split(' ') as [string, string]),
)

export const strictVerbs = set(
  'become begin bring build buy choose come die eat exist give go grow have keep know lose make mean meet occur pay say see sell send ' +
    'sing speak spend steal take teach think throw wear write win appear arrive attend belong celebrate compose conquer consist contain ' +
    'cover create defeat develop direct discover emigrate establish explore express found happen hatch include introduce invade invent join ' +
    'learn lie live marry migrate move originate paint perform play produce publish reach receive refer reign remain represent require ' +
    'retire separate serve signify solve stand start study survive symbolize weigh',
)
export const verbs: ReadonlySet<string> = new Set([
  ...irregularPast.keys(),
  ...strictVerbs,
  ...set(
    'act air belong cross dance end finish form hit last land look measure open orbit protect rank rule sail sign stay stop use visit walk work',
  ),
])

/** Past participles that do not end in -ed. */
export const irregularParticiples = set(
  'born built bought brought broken caught chosen cut drawn driven eaten fought found flown given grown held hidden hit kept known laid led left lost ' +
    'made meant met paid put read ridden run said seen sold sent set shot shown struck spoken spent stolen sung sunk taken taught thought thrown told understood won worn written been gone done become come begun',
)
/** Look like participles and are none. */
export const notParticiples = set(
  'red bed feed speed seed need breed bleed greed weed shed hundred sacred naked rugged wicked united indeed sled tweed reed creed',
)

export const predicateAdjectives = set(
  'wrong special unusual different unique similar interesting important remarkable notable significant strange odd famous',
)
/** "What N is X" asks for a property of X where N is one of these. */
export const properties = set(
  'color colour colors colours nationality age size shape type kind sort religion gender height weight length breed category genre',
)
export const measures = set('tall old long big large far deep high heavy fast wide hot cold small broad thick many')
export const abbreviations = set(
  'Mt St Dr Mr Mrs Ms Jr Sr Prof Gen Lt Col Capt Sgt Rev Hon Gov Sen Rep vs No Inc Ltd Co Corp Ft Ave Vol ca approx',
)
