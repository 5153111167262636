/** Closed lists of English. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

export const questionWords = set('who whom whose what which when where why how')
export const be = set('is are was were')
export const doing = set('do does did')
export const having = set('has have had')
export const modals = set('can could will would shall should must may might')
export const auxiliaries: ReadonlySet<string> = new Set([...be, ...doing, ...having, ...modals])

export const prepositions = set(
  'about above across after against along alongside amid among amongst around as at before behind below beneath beside besides between beyond by ' +
    'concerning despite down during except for from in inside into like near of off on onto opposite out outside over past per since through ' +
    'throughout till to toward towards under underneath unlike until up upon versus via with within without',
)
export const determiners = set(
  'the a an this these those my your his her its our their some any no each every another either neither both all',
)
export const pronouns = set(
  'i you he she it we they me him us them himself herself itself themselves someone anyone everyone something anything everything',
)
/** What starts a clause of its own. */
export const conjunctions = set('if because while although though unless whereas whether than lest once')

/** May lose its capital wherever it opens a sentence. */
export const openers: ReadonlySet<string> = new Set([
  ...questionWords,
  ...auxiliaries,
  ...prepositions,
  ...determiners,
  ...pronouns,
  ...conjunctions,
  ...set(
    'that many much more most few several such other one two three four five six seven eight nine ten eleven twelve twenty thirty ' +
      'there here whoever whatever whichever whenever wherever first second third last ' +
      'and or but so yet not only even just also then now today yesterday tomorrow nowadays ' +
      'according approximately currently originally historically traditionally usually generally commonly typically surprisingly ' +
      'officially roughly exactly excluding including given considering compared due based thanks depending ' +
      "isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't " +
      "what's who's where's when's how's why's there's it's that's he's she's they're you're we're " +
      'name list give explain describe identify define find tell complete choose select pick state',
  ),
])

/** Plurals that do not end in -s. */
export const irregularPlurals = set(
  'people men women children teeth feet mice geese oxen lice police cattle wolves phenomena criteria bacteria media fungi alumni ' +
    'firemen policemen fishermen businessmen congressmen gentlemen sportsmen policewomen grandchildren stimuli nuclei cacti',
)
/** Either: whether one or several are asked for cannot be told. */
export const numberless = set(
  'fish sheep deer species series aircraft spacecraft data means crossroads offspring moose salmon headquarters',
)
/** End in -s, and are singular. */
export const singularInS = set('news mathematics physics politics economics athletics gymnastics diabetes rabies lens')

export const abbreviations = set(
  'Mt St Dr Mr Mrs Ms Jr Sr Prof Gen Lt Col Capt Sgt Rev Hon Gov Sen Rep vs No Inc Ltd Co Corp Ft Ave Vol ca approx',
)

/** Nouns, whatever verb they look like. */
export const nounsInIng = set(
  'building painting ceiling evening morning wedding meeting landing string sibling king ending setting',
)
