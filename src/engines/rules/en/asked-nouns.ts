/** What questions ask for, and how each kind is asked. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

/** "What color is X" asks for something that X has, or for when or where it is: X is the subject. */
export const askedProperties = set(
  'color colour colors colours nationality age size shape type types kind kinds sort sorts religion gender sex race height weight length width depth ' +
    'breed category genre species year years day date month time century decade season week weekday language percentage percent temperature',
)
export const measures = set(
  'tall old long big large far deep high heavy fast wide hot cold small broad thick many much',
)
/** "What is X called": what it is called is missing, whatever X is. */
export const naming = set('called named nicknamed termed dubbed titled entitled')
/** Stand without an article: "who was president". */
export const roles = set(
  'president king queen emperor pope chancellor mayor governor director host captain coach head chairman leader runner-up governor-general prime vice secretary',
)
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
