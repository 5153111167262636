/** Irregular verbs: base, past, participle. Where the participle is left out, it is the past. */
const table = `
  arise arose arisen|awake awoke awoken|bear bore borne|beat beat beaten|become became become|begin began begun|behold beheld|
  bend bent|bet bet|bid bid|bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|
  broadcast broadcast|build built|burst burst|buy bought|cast cast|catch caught|choose chose chosen|cling clung|come came come|
  cost cost|creep crept|cut cut|deal dealt|dig dug|do did done|draw drew drawn|drink drank drunk|drive drove driven|
  eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fling flung|fly flew flown|forbid forbade forbidden|
  forecast forecast|foresee foresaw foreseen|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got got|
  give gave given|go went gone|grind ground|grow grew grown|hang hung|have had|hear heard|hide hid hidden|hit hit|hold held|
  hurt hurt|keep kept|kneel knelt|know knew known|lay laid|lead led|leave left|lend lent|let let|lie lay lain|light lit|lose lost|make made|
  mean meant|meet met|mistake mistook mistaken|outgrow outgrew outgrown|overcome overcame overcome|overtake overtook overtaken|
  overthrow overthrew overthrown|pay paid|put put|quit quit|read read|rebuild rebuilt|ride rode ridden|ring rang rung|rise rose risen|
  run ran run|say said|see saw seen|seek sought|sell sold|send sent|set set|sew sewed sewn|shake shook shaken|shed shed|shine shone|
  shoot shot|show showed shown|shrink shrank shrunk|shut shut|sing sang sung|sink sank sunk|sit sat|slay slew slain|sleep slept|slide slid|
  sling slung|slit slit|speak spoke spoken|spend spent|spin spun|spit spat|split split|spread spread|spring sprang sprung|stand stood|
  steal stole stolen|stick stuck|sting stung|stink stank stunk|strike struck|strive strove striven|swear swore sworn|sweep swept|
  swell swelled swollen|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|
  thrust thrust|tread trod trodden|undergo underwent undergone|understand understood|undertake undertook undertaken|undo undid undone|
  uphold upheld|upset upset|wake woke woken|wear wore worn|weave wove woven|weep wept|win won|wind wound|withdraw withdrew withdrawn|
  withhold withheld|withstand withstood|write wrote written|rewrite rewrote rewritten|redo redid redone|retell retold|remake remade|
  sublet sublet|mislead misled|misunderstand misunderstood|oversee oversaw overseen|override overrode overridden|overrun overran overrun|
  outdo outdid outdone|outsell outsold|resell resold|reset reset|repay repaid|rethink rethought|unwind unwound|partake partook partaken
`
const rows = table.split('|').map((row) => row.trim().split(/\s+/))

/** Base → past. */
export const irregularPast: ReadonlyMap<string, string> = new Map(rows.map(([base = '', past = '']) => [base, past]))

const participles = new Set([
  ...rows.map(([, past = '', participle = past]) => participle),
  'born',
  'beat',
  'proven',
  'gotten',
])
const pasts = new Set(irregularPast.values())

/** "written", "made", "become": stands behind "is" or "has". */
export const isIrregularParticiple = (word: string): boolean => participles.has(word)
/** "wrote", "made": what a subject may have directly behind it. */
export const isIrregularPast = (word: string): boolean => pasts.has(word)
/** "put", "become": looks like its own base. */
export const isBase = (word: string): boolean => irregularPast.has(word)
