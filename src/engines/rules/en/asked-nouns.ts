/** What questions ask for, and how each kind is asked. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

/** "What color is X" asks for something that X has, or for when or where it is: X is the subject. */
export const askedProperties = set(
  'color colour colors colours nationality age size shape type types kind kinds sort sorts religion gender sex race height weight length width depth ' +
    'breed category genre species year years day date month time century decade season week weekday language',
)
export const measures = set(
  'tall old long big large far deep high heavy fast wide hot cold small broad thick many much',
)
/** "What is X called": what it is called is missing, whatever X is. */
export const naming = set('called named nicknamed termed dubbed titled entitled')
/** "What is X famous for": these leave something open at the end of a question. */
export const opensEnd = set(
  'known used made composed based famous married related considered noted remembered divided involved associated located engaged said believed thought ' +
    'supposed expected inspired influenced responsible',
)
/** "What year was the tower built": the tower was built in it. */
export const askedTimes = set('year years day days date dates month time century decade season week weekday')
/** Stand without an article: "who was president", "which city is home to …". */
export const predicateNouns = set(
  'president king queen emperor pope chancellor mayor governor director host captain coach head chairman leader runner-up prime vice secretary ' +
    'part home member native responsible',
)
/** "What was the language derived from": what came from there. */
export const originVerbs = set(
  'derived elected imported exported descended adapted taken made traded transferred originated brought formed extracted moved stolen separated released',
)
/** "How tall … in feet". */
export const units = set('feet meters metres miles kilometers kilometres inches pounds years days hours minutes km mph')
/** "How tall is X": its height. */
export const lengths: ReadonlyMap<string, string> = new Map(
  'tall height|old age|long length|big size|large size|deep depth|high height|heavy weight|fast speed|wide width|hot temperature|thick thickness'
    .split('|')
    .map((pair) => pair.split(' ') as [string, string]),
)
/** People, of whom "who" is said. */
export const personal = set(
  'author artist actor actress singer painter king queen emperor president player coach director writer poet composer inventor scientist explorer ' +
    'leader king pope general politician musician philosopher character hero goddess god boxer astronaut architect designer comedian mogul ' +
    'monarch prince princess ruler lawyer judge senator governor mayor chancellor quarterback pitcher golfer driver physicist chemist',
)
