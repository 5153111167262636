/** The styles that turn the questions into another: yes or no, what comes next, passive, comparative. */
import type { FrameTable } from '../../frame.js'

const uneFois = [
  'qu’est-ce qui explique chacun de ces faits ?',
  'que peut-on déduire de chacun de ces deux faits ?',
  'que faut-il encore chercher à savoir ?',
  'pourquoi en est-il ainsi dans chaque cas ?',
  'comment peut-on être sûr des deux ?',
  'lequel des deux faits est le plus surprenant, et pourquoi ?',
  'que peut-on en apprendre dans chaque cas ?',
  'quelle question faut-il poser ensuite sur chacun d’eux ?',
]
const uneFoisLesReponses = [
  'qu’est-ce qui explique chacune d’elles ?',
  'que peut-on déduire de chacune des deux ?',
  'que faut-il encore chercher à savoir ?',
  'pourquoi sont-elles ce qu’elles sont ?',
  'comment peut-on être sûr des deux ?',
  'laquelle des deux est la plus surprenante, et pourquoi ?',
  'que peut-on apprendre de chacune d’elles ?',
  'quelle question faut-il poser ensuite ?',
]

export const turned: FrameTable = {
  yes_no: [
    [
      'Savez-vous {i1} et {i2} ?',
      'Pouvez-vous dire {i1} et {i2} ?',
      'Sait-on {i1} et {i2} ?',
      'Savez-vous {i1}, et savez-vous aussi {i2} ?',
      'Pouvez-vous dire {i1}, et pouvez-vous dire aussi {i2} ?',
      'Sait-on {i1}, et sait-on aussi {i2} ?',
      'Savez-vous à la fois {i1} et {i2} ?',
      'Pouvez-vous dire à la fois {i1} et {i2} ?',
    ],
    [
      'Savez-vous {i1}, et connaissez-vous la réponse à {q2} ?',
      'Pouvez-vous dire {i1}, et pouvez-vous aussi répondre à {q2} ?',
      'Sait-on {i1}, et connaît-on aussi la réponse à {q2} ?',
    ],
    [
      'Savez-vous quelles sont les réponses à {q1} et à {q2} ?',
      'Pouvez-vous dire quelles sont les réponses à {q1} et à {q2} ?',
      'Sait-on quelles sont les réponses à {q1} et à {q2} ?',
      'Savez-vous répondre à la fois à {q1} et à {q2} ?',
      'Pouvez-vous dire ce qu’il faut répondre à {q1} et à {q2} ?',
      'Sait-on ce qu’il faut répondre à {q1} et à {q2} ?',
      'Savez-vous comment répondre à {q1} et à {q2} ?',
      'Pouvez-vous dire comment on répond à {q1} et à {q2} ?',
    ],
  ],
  follow_up: [
    uneFois.map((next) => `→Une fois que l’on sait {i1} et {i2}, ${next}`),
    [
      ...uneFois
        .slice(0, 3)
        .map((next) => `→Une fois que l’on sait {i1} et que l’on connaît la réponse à {q2}, ${next}`),
      ...uneFois.slice(0, 3).map((next) => `→Une fois que l’on sait répondre à {q1} et que l’on sait {i2}, ${next}`),
    ],
    uneFoisLesReponses.map((next) => `→Une fois que l’on sait quelles sont les réponses à {q1} et à {q2}, ${next}`),
  ],
  passive: [
    [
      'A-t-il été établi {i1} et {i2} ?',
      'A-t-il été précisé {i1}, et a-t-il été dit {i2} ?',
      'Est-il indiqué quelque part {i1} et {i2} ?',
      'Peut-il être établi {i1} et {i2} ?',
      'A-t-il déjà été indiqué {i1} et {i2} ?',
      'Est-il dit quelque part {i1}, et est-il dit aussi {i2} ?',
      'A-t-il été déterminé {i1}, et a-t-il été précisé {i2} ?',
      'Peut-il être précisé {i1} et {i2} ?',
    ],
    [
      'A-t-il été établi {i1}, et une réponse a-t-elle été trouvée à {q2} ?',
      'Est-il indiqué quelque part {i1}, et une réponse est-elle donnée à {q2} ?',
      'A-t-il été précisé {i1}, et quelle réponse est donnée à {q2} ?',
    ],
    [
      'Quelles réponses sont données à {q1} et à {q2} ?',
      'Une réponse a-t-elle été trouvée à {q1} et à {q2} ?',
      'Les questions {q1} et {q2} peuvent-elles être résolues ?',
      'Quelle réponse doit être donnée à {q1} et à {q2} ?',
      'A-t-il été établi quelles sont les réponses à {q1} et à {q2} ?',
      'Quelles réponses sont attendues à {q1} et à {q2} ?',
      'Par quelles réponses les questions {q1} et {q2} sont-elles résolues ?',
      'Comment les questions {q1} et {q2} sont-elles résolues ?',
    ],
  ],
  comparative: [
    [
      'Quels points communs et quelles différences y a-t-il entre {n1} et {n2} ?',
      'En quoi peut-on comparer {n1} et {n2} ?',
      'En quoi peut-on rapprocher {n1} et {n2}, et en quoi faut-il les distinguer ?',
      'Quels points communs y a-t-il entre {n1} et {n2}, et quelles différences ?',
      'Quels points communs trouve-t-on si l’on compare {n1} et {n2} ?',
      'En quoi consiste la différence entre {n1} et {n2} ?',
      'Quels points communs peut-on relever entre {n1} et {n2} ?',
    ],
    [
      'En quoi les réponses diffèrent-elles selon que l’on demande {i1} ou {i2} ?',
      'En quoi les réponses se ressemblent-elles, et en quoi diffèrent-elles, quand on demande {i1} et quand on demande {i2} ?',
      'Quels points communs les réponses ont-elles quand on demande {i1} et quand on demande {i2} ?',
      'En quoi peut-on comparer les réponses que l’on obtient si l’on demande {i1}, puis {i2} ?',
      'Quels points communs et quelles différences trouve-t-on entre les réponses si l’on demande {i1}, puis {i2} ?',
      'En quoi diffèrent la réponse à qui veut savoir {i1} et la réponse à qui veut savoir {i2} ?',
      'Quels points communs y a-t-il entre la réponse à qui veut savoir {i1} et la réponse à qui veut savoir {i2} ?',
      'En quoi peut-on comparer {n1} et la réponse à qui veut savoir {i2} ?',
    ],
    [
      'Quels points communs et quelles différences y a-t-il entre {n1} et la réponse à {q2} ?',
      'En quoi peut-on comparer {n1} et la réponse à {q2} ?',
      'Quels points communs trouve-t-on si l’on compare {n1} et la réponse à {q2} ?',
    ],
    [
      'Quels points communs et quelles différences y a-t-il entre la réponse à {q1} et la réponse à {q2} ?',
      'En quoi la réponse à {q1} diffère-t-elle de la réponse à {q2} ?',
      'En quoi les réponses à {q1} et à {q2} se ressemblent-elles, et en quoi diffèrent-elles ?',
      'Quels points communs les réponses à {q1} et à {q2} ont-elles, et en quoi diffèrent-elles ?',
      'En quoi peut-on comparer la réponse à {q1} et la réponse à {q2} ?',
      'Quels points communs trouve-t-on si l’on compare les réponses à {q1} et à {q2} ?',
      'En quoi peut-on rapprocher les réponses à {q1} et à {q2}, et en quoi faut-il les distinguer ?',
      'Quels points communs et quelles différences les réponses à {q1} et à {q2} présentent-elles ?',
    ],
  ],
}
