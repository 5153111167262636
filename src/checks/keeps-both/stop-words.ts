import type { Language } from '../../domain/project.js'

/** Words that a good rephrasing may drop or change; lower case, without accents, elisions taken off. */
export const stopWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(
    (
      'a an the this that these those there here it its he she they them him her his their theirs you your yours we us ' +
      'our i me my mine one ones someone something somebody anyone anything everyone everything each every all any both ' +
      'either neither no not nor none some such same other others another own who whom whose what which when where why ' +
      'how whether if and or but so as than then of in on at by to from for with without within into onto upon about ' +
      'over under between among against during before after since until through across per via up down out off is are ' +
      'was were be been being am do does did done doing has have had having can could will would shall should may might ' +
      'must many much more most less least few long often far tall old big large small high deep fast soon ever never ' +
      'also too very just only even still exactly really please name names named call calls called known know knows ' +
      'year years time times kind kinds type types sort thing things way ways does get gets got give gives given make ' +
      "makes made take takes took taken use used say says said tell find finds located situated don't doesn't didn't " +
      "isn't aren't wasn't weren't can't couldn't won't s t"
    ).split(' '),
  ),
  fr: new Set(
    (
      'le la les l un une des du de d au aux a ce c cet cette ces ca cela ceci celui celle ceux celles il elle ils elles ' +
      'on je tu nous vous me te se lui leur leurs y en mon ma mes ton ta tes son sa ses notre nos votre vos qui que qu ' +
      'quoi quel quelle quels quelles lequel laquelle lesquels lesquelles dont ou quand comment pourquoi combien si et ' +
      'ni mais donc or car ne pas plus moins non oui sans avec dans par pour sur sous vers chez entre parmi contre ' +
      'pendant durant avant apres depuis jusque selon comme lors lorsque puisque aussi tres bien meme autre autres tout ' +
      'toute tous toutes chaque aucun aucune quelque quelques certain certains est sont etait etaient fut furent sera ' +
      'seront serait etre ete etant ai as avons avez ont avait avaient eut aura aurait avoir eu fait font faire faut ' +
      'peut peuvent pouvait pouvez pouvoir doit doivent devoir va vont sait sais savez savoir dit dire connait connu ' +
      'connue s t n m j esce estce nom noms nomme nommee appelle appelee appelle trouve trouvent situe situee annee ' +
      'annees temps fois sorte sortes type types genre chose choses facon maniere longtemps souvent beaucoup peu grand ' +
      'grande petit petite long longue haut haute vieux vieille quelqu'
    ).split(' '),
  ),
}

/** English verbs whose forms share no stem. */
export const irregular: ReadonlyMap<string, string> = new Map(
  (
    'wrote:writ written:writ writes:writ began:begin begun:begin built:build bought:buy caught:catch chose:choos ' +
    'chosen:choos came:come drew:draw drawn:draw drank:drink drove:driv driven:driv ate:eat eaten:eat fell:fall ' +
    'fallen:fall fought:fight flew:fly flown:fly gave:giv grew:grow grown:grow held:hold kept:keep led:lead left:leav ' +
    'lost:los lose:los met:meet paid:pay ran:run rose:ris risen:ris sang:sing sung:sing sold:sell sent:send spoke:speak ' +
    'spoken:speak stole:steal stolen:steal swam:swim swum:swim taught:teach thought:think threw:throw thrown:throw won:win ' +
    'wore:wear worn:wear shot:shoot broke:break broken:break slept:sleep asleep:sleep'
  )
    .split(' ')
    .map((entry) => {
      const [form = '', stem = ''] = entry.split(':')
      return [form, stem]
    }),
)
