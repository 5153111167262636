/** The styles that one would say: simple, fluid, concise, and for a child of eight. */
import type { FrameTable } from '../../frame.js'

export const spoken: FrameTable = {
  simple: [
    [
      '{D1}, et {d2} ?',
      '{D1}, et aussi, {d2} ?',
      '→D’abord, {d1}, et ensuite, {d2} ?',
      '→Premièrement, {d1}, et deuxièmement, {d2} ?',
      'Il y a deux choses que je voudrais savoir : {d1}, et {d2} ?',
      'Il y a deux choses à trouver : {d1}, et {d2} ?',
      'J’ai deux questions : {d1}, et {d2} ?',
      'Voici deux questions : {d1}, et {d2} ?',
    ],
    [
      'Je me pose deux questions : {i1}, et {i2} ; avez-vous les réponses ?',
      'Je cherche deux choses : {i1}, et {i2} ; les savez-vous ?',
    ],
    ['{D1}, et quelle est la réponse à {q2} ?', '{D1}, et que répondre à {q2} ?', '{D1}, et comment répondre à {q2} ?'],
    [
      'Quelles sont les réponses à {q1} et à {q2} ?',
      'Quelle est la réponse à {q1}, et quelle est la réponse à {q2} ?',
      'Que répondez-vous à {q1} et à {q2} ?',
      'Quelle est la bonne réponse à {q1} et à {q2} ?',
      'Comment répondez-vous à {q1} et à {q2} ?',
      'Que faut-il répondre à {q1} et à {q2} ?',
      '→Quelle est la réponse, d’abord à {q1}, puis à {q2} ?',
    ],
  ],
  fluid: [
    [
      'Pourriez-vous me dire {i1}, et aussi {i2} ?',
      'Est-ce que vous sauriez me dire {i1} et {i2} ?',
      'Vous sauriez me dire {i1} et, tant qu’on y est, {i2} ?',
      'J’aimerais savoir {i1}, et pourriez-vous aussi me dire {i2} ?',
      'Est-ce que quelqu’un sait {i1} et {i2} ?',
      'Vous pourriez me rappeler {i1}, et au passage {i2} ?',
      'Auriez-vous la gentillesse de me dire {i1}, puis {i2} ?',
      'Je me demande {i1}, et vous, sauriez-vous me dire {i2} ?',
    ],
    [
      'Pourriez-vous me dire {i1}, et tant qu’on y est, {d2} ?',
      'J’aimerais bien savoir {i1}, et au fait, {d2} ?',
      'Est-ce que vous savez {i1}, et pendant que j’y pense, {d2} ?',
      '{D1}, et au passage, pourriez-vous me dire {i2} ?',
      '{D1}, et est-ce que vous savez aussi {i2} ?',
      '{D1}, et tant qu’on y est, sauriez-vous me dire {i2} ?',
    ],
    [
      '{D1}, et tant qu’on y est, {d2} ?',
      '{D1}, et au fait, {d2} ?',
      'Par simple curiosité, {d1}, et {d2} ?',
      'Dites-moi, {d1}, et au passage, {d2} ?',
      '{D1}, et pendant que j’y pense, {d2} ?',
    ],
    [
      '{D1}, et tant qu’on y est, que répondriez-vous à {q2} ?',
      '{D1}, et au fait, que diriez-vous de {q2} ?',
      '{D1}, et à {q2}, que répondriez-vous ?',
    ],
    [
      'Si on vous demandait {q1} puis {q2}, que diriez-vous ?',
      'Que répondriez-vous à {q1}, et puis à {q2} ?',
      'Pourriez-vous m’aider à répondre à {q1} et, tant qu’on y est, à {q2} ?',
      'Que diriez-vous si quelqu’un vous demandait {q1} et {q2} ?',
      'Pourriez-vous me donner la réponse à {q1}, et aussi à {q2} ?',
      'J’aimerais connaître la réponse à {q1}, et pourriez-vous aussi répondre à {q2} ?',
      'Vous voulez bien répondre à {q1}, puis à {q2} ?',
    ],
  ],
  /** Shorter than ", et ", the least that another style says: the joiners here are marks, and "puis" now and then. */
  concise: [
    ['{D1} ; {d2} ?', '{D1} – {d2} ?', '{D1}, {d2} ?', '{D1}, puis {d2} ?', '{D1} ; puis {d2} ?', '{D1} – puis {d2} ?'],
    [
      '{D1} ; ensuite, {d2} ?',
      'Bref : {d1} ; {d2} ?',
      'En bref : {d1} ; {d2} ?',
      'En deux mots : {d1} ; {d2} ?',
      'Vite : {d1} ; {d2} ?',
      '{D1} ; de plus, {d2} ?',
    ],
    ['{D1} ; réponse à {q2} ?', '{D1} ; et pour {q2} ?', '{D1} ; quid de {q2} ?'],
    [
      'Réponses à {q1} et à {q2} ?',
      'Les réponses à {q1} et à {q2} ?',
      'Vos réponses à {q1} et à {q2} ?',
      'Réponse à {q1} ; réponse à {q2} ?',
      'Que répondre à {q1} et à {q2} ?',
      'En bref : que répondre à {q1} et à {q2} ?',
      'Comment répondre à {q1} et à {q2} ?',
    ],
  ],
  /** The words around the slots: short, and such as a child of eight knows. */
  ce2: [
    [
      'Je veux savoir deux choses : {d1}, et {d2} ?',
      'Peux-tu me dire deux choses : {d1}, et {d2} ?',
      'Peux-tu deviner : {d1}, et {d2} ?',
      'Cherche bien : {d1}, et {d2} ?',
      'Peux-tu m’aider : {d1}, et {d2} ?',
      'On va chercher ensemble : {d1}, et {d2} ?',
      'Sais-tu {i1} et {i2} ?',
      'Est-ce que tu sais {i1} et {i2} ?',
      'Peux-tu me dire {i1}, et aussi {i2} ?',
      'Tu peux m’aider à savoir {i1} et {i2} ?',
    ],
    ['Sais-tu {i1}, et {d2} ?', '{D1}, et sais-tu aussi {i2} ?', '{D1}, et peux-tu me dire aussi {i2} ?'],
    [
      '{D1}, et peux-tu aussi répondre à {q2} ?',
      '{D1}, et que dis-tu si je te demande {q2} ?',
      '{D1}, et peux-tu m’aider à répondre à {q2} ?',
    ],
    [
      'Peux-tu répondre à ces deux questions : {q1} et {q2} ?',
      'Que réponds-tu à {q1} et à {q2} ?',
      'Peux-tu trouver la réponse à {q1} et à {q2} ?',
      'Que dis-tu si je te demande {q1} et {q2} ?',
      'Peux-tu m’aider à répondre à {q1} et à {q2} ?',
      'Peux-tu deviner la réponse à {q1} et à {q2} ?',
      'Sais-tu quoi dire si on te demande {q1} et {q2} ?',
    ],
  ],
}
