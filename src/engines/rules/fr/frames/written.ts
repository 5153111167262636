/** The styles that one would write: complex, open-ended, academic. */
import type { FrameTable } from '../../frame.js'

export const written: FrameTable = {
  complex: [
    [
      'S’il fallait d’abord établir {i1}, puis déterminer {i2}, quelle serait la réponse complète ?',
      'Sachant qu’une réponse complète doit traiter deux points distincts, pouvez-vous établir à la fois {i1} et {i2} ?',
      'Compte tenu de tout ce que l’on sait sur ces deux sujets, pourriez-vous indiquer {i1} et préciser en outre {i2} ?',
      'Bien que les deux points n’aient peut-être aucun rapport, pourriez-vous préciser {i1}, puis indiquer {i2} ?',
      'À quelqu’un qui voudrait savoir {i1} et qui chercherait en même temps à savoir {i2}, que faudrait-il répondre ?',
      'À supposer que l’on veuille établir avec certitude {i1}, et que l’on veuille en outre déterminer {i2}, à quelle conclusion arriverait-on ?',
      'Que devrait répondre une personne qui sait {i1} et à qui l’on demande en outre de préciser {i2} ?',
    ],
    [
      'Sachant qu’une réponse complète doit traiter deux points distincts, pouvez-vous établir {i1}, et, pour ce qui est du second point, {d2} ?',
      'Bien que les deux points n’aient peut-être aucun rapport, pourriez-vous préciser {i1}, et, une fois que cela est établi, {d2} ?',
      'S’il fallait d’abord établir {i1}, que faudrait-il répondre, et, dès que cela est réglé, {d2} ?',
      '{D1}, et, une fois que cela est établi, pourriez-vous également déterminer, dans la mesure où cela est connu, {i2} ?',
    ],
    [
      'Sachant qu’une réponse complète doit traiter deux points distincts, {d1}, et {d2} ?',
      'Compte tenu de ce que l’on sait sur ces deux sujets, {d1}, et, pour ce qui est du second, {d2} ?',
      'En supposant que les deux points puissent être tranchés avec certitude, {d1}, et, une fois que cela est établi, {d2} ?',
      'Bien que les deux points n’aient peut-être aucun rapport, {d1}, et, dès que cela est réglé, {d2} ?',
      'Avant que l’on ne passe à autre chose, {d1}, et, quand cela est clair, {d2} ?',
    ],
    [
      '{D1}, et, une fois que cela est établi, que faut-il répondre à quelqu’un qui demande ensuite {q2} ?',
      '{D1}, et, quand cela est clair, quelle réponse donner à quelqu’un qui veut en savoir plus et demande {q2} ?',
      '{D1}, et, dès que cela est réglé, que dirait-on à celui qui demande encore {q2} ?',
    ],
    [
      'Si quelqu’un qui attend une réponse complète vous demandait {q1} et vous demandait ensuite {q2}, que répondriez-vous à chaque fois ?',
      'Étant donné que {q1} et {q2} sont deux questions qui méritent chacune leur réponse, que répondriez-vous ?',
      'Quand on pose côte à côte les questions {q1} et {q2}, quelle est la réponse que chacune appelle ?',
      'Quelles réponses devrait donner une personne à qui l’on demande {q1} et, aussitôt après, {q2} ?',
      'Bien que {q1} et {q2} n’aient peut-être aucun rapport, que répondriez-vous si l’on vous posait les deux questions ensemble ?',
      'En supposant que l’on vous demande {q1} et que, dès que vous avez répondu, on vous demande {q2}, que diriez-vous ?',
    ],
  ],
  open_ended: [
    [
      'Comment pourrait-on chercher à savoir {i1} et {i2} ?',
      'Pourquoi peut-on vouloir savoir {i1} et {i2} ?',
      'Comment aideriez-vous quelqu’un à découvrir {i1} et {i2} ?',
      'En quoi est-il utile de savoir {i1} et {i2} ?',
      'Pourquoi est-il intéressant de savoir {i1} et {i2} ?',
      'En quoi est-il intéressant de se demander {i1} et {i2} ?',
      'Comment s’y prendre pour découvrir {i1} et {i2} ?',
      'Pourquoi cela vaut-il la peine de se demander {i1} et {i2} ?',
    ],
    [
      'Comment pourrait-on chercher à savoir {i1}, et, à votre avis, {d2} ?',
      'Pourquoi peut-on vouloir savoir {i1}, et, selon vous, {d2} ?',
      'En quoi est-il utile de savoir {i1}, et, d’après vous, {d2} ?',
      'Comment s’y prendre pour découvrir {i1}, et, à votre avis, {d2} ?',
    ],
    [
      'Comment vous y prendriez-vous pour répondre à {q1} et à {q2} ?',
      'Pourquoi peut-on se poser les questions {q1} et {q2}, et comment y répondriez-vous ?',
      'Comment expliqueriez-vous vos réponses à {q1} et à {q2} ?',
      'Comment chercheriez-vous des réponses fiables à {q1} et à {q2} ?',
      'En quoi les questions {q1} et {q2} méritent-elles d’être posées ?',
      'Pourquoi les questions {q1} et {q2} méritent-elles que l’on y réponde, et comment le feriez-vous ?',
      'En quoi vos réponses à {q1} et à {q2} demandent-elles des explications ?',
      'Comment discuteriez-vous de {q1} et de {q2} avec quelqu’un qui n’y connaît rien ?',
    ],
  ],
  academic: [
    [
      'Comment peut-on déterminer, sur la base des sources disponibles, {i1} et, en outre, {i2} ?',
      'Par quels moyens peut-on établir {i1} et, en outre, {i2} ?',
      'Quelles sources permettent d’établir {i1} et, par ailleurs, {i2} ?',
      'Dans quelle mesure les sources disponibles permettent-elles de déterminer {i1} et, par ailleurs, {i2} ?',
      'Sur quels éléments peut-on s’appuyer pour établir {i1} et, de surcroît, {i2} ?',
      'Comment la littérature permet-elle de préciser {i1} et, de surcroît, {i2} ?',
      'Quels travaux permettent de déterminer {i1} et, en outre, {i2} ?',
    ],
    [
      'Quelles sources permettent d’établir {i1} et, par ailleurs, {d2} ?',
      'Par quels moyens peut-on établir {i1} et, en second lieu, {d2} ?',
      'Quels travaux permettent de déterminer {i1} et, sur un autre plan, {d2} ?',
      'Comment la littérature permet-elle de préciser {i1} et, dans un autre domaine, {d2} ?',
    ],
    [
      'Quelles réponses la littérature apporte-t-elle aux questions {q1} et {q2} ?',
      'Comment convient-il de répondre aux questions {q1} et {q2} sur la base des sources disponibles ?',
      'Dans quelle mesure les sources disponibles permettent-elles de répondre aux questions {q1} et {q2} ?',
      'Quelles sources permettent de répondre de manière fiable à la question {q1} et à la question {q2} ?',
      'Sur quels éléments une réponse aux questions {q1} et {q2} peut-elle se fonder ?',
      'Comment les travaux existants répondent-ils aux questions {q1} et {q2} ?',
      'Quels éléments peut-on avancer en réponse aux questions {q1} et {q2} ?',
      'Que suggèrent les travaux récents en réponse aux questions {q1} et {q2} ?',
    ],
  ],
}
