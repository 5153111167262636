/**
 * The French prompts, first edition, for models of 1B to 8B parameters. Not yet measured on a real model.
 *
 * en-1.ts says how they are built, and what each style has to prevent. What is French about it: the whole prompt is, since
 * small models slide into the language of their instruction; indirect questions are shown without inversion ("qui a inventé …",
 * "un escargot peut dormir"), which small models get wrong; blanks before "?" are plain ones, as models write them.
 */
import type { PromptSet } from '../prompt-set.js'

const fuse = (instruction: string) => `${instruction}\n<q1>{{ q1 }}</q1>\n<q2>{{ q2 }}</q2>`
const rephrase = (instruction: string) => `${instruction}\n<q>{{ simple }}</q>`

const zip = 'Qui a inventé la fermeture éclair ?'
const snail = 'Combien de temps un escargot peut-il dormir ?'
const shoelace = "Comment s'appelle l'embout en plastique d'un lacet ?"
const reykjavik = 'En quelle année Reykjavik a-t-elle de nouveau autorisé les chiens ?'
const zipAndSnail = 'Qui a inventé la fermeture éclair et combien de temps un escargot peut-il dormir ?'
const shoelaceAndReykjavik =
  "Comment s'appelle l'embout en plastique d'un lacet et en quelle année Reykjavik a-t-elle de nouveau autorisé les chiens ?"
const yoyoAndShoelace =
  "Le yo-yo a-t-il déjà été interdit en Syrie et comment s'appelle l'embout en plastique d'un lacet ?"

/** Faithful: the wording hardly moves. */
const steady = { temperature: 0.2 }
/** Free: a rephrasing that comes back unchanged is a wasted call. */
const lively = { temperature: 0.5 }

/** An opening that no yes/no question has. "Qu'est-ce que" is one, "Est-ce que" is not. */
const questionWord =
  "(?i)^(?:(?:à|de|en|dans|par|pour|avec|sur|sous|chez|vers|depuis|pendant|jusqu['’]à|d['’])\\s?)?(?:qu['’]|(?:qui|que|quoi|quel|quelle|quels|quelles|où|quand|comment|pourquoi|combien|lequel|laquelle|lesquels|lesquelles)(?!\\p{L}))"

export const fr1: PromptSet = {
  language: 'fr',
  system: `Tu écris des questions. Tu n'y réponds jamais. Ce qui est entre des balises est un texte à reformuler, pas une question qui t'est posée.
Réponds par une seule question, en une seule phrase, et rien d'autre : pas d'introduction, pas d'explication, pas de liste, pas de balises, pas de guillemets autour.
Garde tout ce qui est demandé et tous les noms, nombres et dates. N'ajoute aucun fait. Écris en français.`,
  variants: {
    simple: {
      prompt: fuse(
        "Fusionne ces deux questions en une seule question qui demande les deux choses, avec des mots simples. Relie-les par « et ». N'invente aucun autre lien entre elles.",
      ),
      examples: [
        { q1: zip, q2: snail, text: zipAndSnail },
        {
          q1: 'Quelle est la capitale du Bhoutan ?',
          q2: 'Quelle est la capitale du Togo ?',
          text: 'Quelles sont les capitales du Bhoutan et du Togo ?',
        },
        { q1: 'Le yo-yo a-t-il déjà été interdit en Syrie ?', q2: shoelace, text: yoyoAndShoelace },
      ],
      sampling: steady,
      checks: { keeps_both: 0.5 },
    },

    fluid: {
      prompt: rephrase(
        "Reformule cette question pour qu'elle sonne naturellement à l'oral. Change le début ou l'ordre des mots. Garde les deux parties.",
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: 'Combien de temps un escargot peut-il dormir, et qui est-ce qui a inventé la fermeture éclair ?',
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Quel est le nom de l'embout en plastique d'un lacet, et c'est en quelle année que Reykjavik a de nouveau autorisé les chiens ?",
        },
      ],
      sampling: lively,
      checks: { keeps_both: 0.4 },
    },

    complex: {
      prompt: rephrase(
        'Reformule cette question en une longue phrase bien construite de 25 à 45 mots, avec une proposition subordonnée. Seule la formulation devient complexe : on demande les deux mêmes choses et rien de plus.',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: "Si l'on cherchait à établir deux choses qui n'ont guère de rapport entre elles, qui se révélerait avoir inventé la fermeture éclair, et combien de temps un escargot se montrerait-il capable de dormir ?",
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Quel est le nom sous lequel on connaît l'embout en plastique d'un lacet, et quelle est l'année au cours de laquelle Reykjavik en est venue à autoriser de nouveau les chiens ?",
        },
      ],
      sampling: lively,
      checks: { keeps_both: 0.4 },
    },

    concise: {
      prompt: rephrase(
        "Raccourcis cette question. Supprime tout mot inutile, mais demande toujours les deux choses, chacune avec son mot interrogatif. Jamais plus long que l'original.",
      ),
      examples: [
        {
          simple:
            'Quel est le nom de la personne qui a inventé la fermeture éclair et quelle est la durée maximale pendant laquelle un escargot peut dormir ?',
          text: zipAndSnail,
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Comment s'appelle l'embout en plastique d'un lacet et quand Reykjavik a-t-elle de nouveau autorisé les chiens ?",
        },
      ],
      sampling: steady,
      checks: { keeps_both: 0.4 },
    },

    open_ended: {
      prompt: rephrase(
        'Transforme ceci en une question ouverte qui lance une discussion. Commence par « Comment », « Pourquoi » ou « En quoi ». Nomme les deux sujets. On ne doit pouvoir y répondre ni par oui, ni par non, ni par un seul mot.',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: "Comment l'inventeur de la fermeture éclair en a-t-il eu l'idée et pourquoi un escargot peut-il dormir aussi longtemps ?",
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Pourquoi l'embout en plastique d'un lacet porte-t-il ce nom et qu'est-ce qui a conduit Reykjavik à autoriser de nouveau les chiens ?",
        },
      ],
      sampling: lively,
      checks: {
        not_matches: ['(?i)^(?:est-ce qu|savez-vous|sais-tu|sait-on)', '(?i)^que (?:penses|pensez)-'],
        keeps_both: 0.3,
      },
    },

    academic: {
      prompt: rephrase(
        'Reformule cette question dans un français universitaire : termes précis, troisième personne (ni « je », ni « tu », ni « vous »), 20 à 45 mots. Commence par un mot interrogatif, jamais par un ordre comme « Discutez ».',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: "Quelle personne est reconnue comme l'inventeur de la fermeture éclair et quelle durée maximale de sommeil a été établie chez l'escargot ?",
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Quel terme désigne l'embout en plastique d'un lacet et en quelle année la ville de Reykjavik a-t-elle de nouveau autorisé la présence des chiens ?",
        },
      ],
      sampling: lively,
      checks: {
        not_matches: ['(?i)^(?:analys|comment|décriv|discut|étudi|évalu|examin|expliqu|expos)(?:ez|er|ons)(?!\\p{L})'],
        keeps_both: 0.3,
      },
    },

    yes_no: {
      prompt: rephrase(
        'Transforme ceci en une question à laquelle on répond par oui ou par non. Commence par « Savez-vous », « Pouvez-vous dire » ou « Sait-on ». Garde les deux parties, sans inversion après ce début. Ne mets jamais de réponse dans la question.',
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: 'Savez-vous qui a inventé la fermeture éclair et combien de temps un escargot peut dormir ?',
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Sait-on comment s'appelle l'embout en plastique d'un lacet et en quelle année Reykjavik a de nouveau autorisé les chiens ?",
        },
        {
          simple: yoyoAndShoelace,
          text: "Pouvez-vous dire si le yo-yo a déjà été interdit en Syrie et comment s'appelle l'embout en plastique d'un lacet ?",
        },
      ],
      sampling: lively,
      // An inversion or "est-ce que" somewhere, and no question word in front: also right for "La réponse est-elle connue …".
      checks: {
        matches: ['(?i)\\p{L}-(?:t-)?(?:je|tu|il|ils|elle|elles|on|nous|vous|ce)(?!\\p{L})'],
        not_matches: [questionWord],
        keeps_both: 0.4,
      },
    },

    ce2: {
      prompt: rephrase(
        "Reformule cette question pour un enfant de huit ans (classe de CE2) : mots courts et courants, 30 mots au plus. Les noms et les nombres restent tels quels. Demande toujours les deux choses. Pas de salutation, pas d'histoire, pas de point d'exclamation.",
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: "Qui a eu le premier l'idée de la fermeture éclair et combien de temps un escargot peut-il dormir ?",
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Comment appelle-t-on le petit bout en plastique d'un lacet et en quelle année les chiens ont-ils de nouveau eu le droit d'être à Reykjavik ?",
        },
      ],
      sampling: lively,
      checks: {
        not_matches: [
          '(?i)^(?:bonjour|salut|coucou|hé|imagine|imaginez|il était une fois|les enfants|super|bravo|chers)(?!\\p{L})',
        ],
        max_words: 70,
      },
    },

    follow_up: {
      prompt: rephrase(
        "Écris la question suivante que pose un curieux quand il connaît les deux réponses. Commence par « Une fois que l'on sait », reprends les deux parties sans inversion, puis demande une raison, une conséquence ou un exemple. Ne réponds pas.",
      ),
      examples: [
        {
          simple: zipAndSnail,
          text: "Une fois que l'on sait qui a inventé la fermeture éclair et combien de temps un escargot peut dormir, qu'est-ce qui explique chacun de ces faits ?",
        },
        {
          simple: shoelaceAndReykjavik,
          text: "Une fois que l'on sait comment s'appelle l'embout en plastique d'un lacet et en quelle année Reykjavik a de nouveau autorisé les chiens, quelle est la raison de ce nom et de cette décision ?",
        },
      ],
      sampling: lively,
      checks: {
        matches: [
          "(?i)^(?:une fois|après|ensuite|quand|lorsqu|maintenant|sachant|connaissant|si|s['’]|puisqu|étant donné|dès|compte tenu|à partir|au-delà|en sachant|supposons|à supposer)",
        ],
        keeps_both: 0.3,
      },
    },

    passive: {
      prompt: rephrase(
        "Reformule cette question à la voix passive, dans ses deux parties. Si un verbe n'a pas de passif, emploie « est connu », « est appelé » ou « est situé ». Personne et rien ne change de rôle.",
      ),
      examples: [
        {
          simple: 'Qui a inventé la fermeture éclair et où se trouve le lac Titicaca ?',
          text: 'Par qui la fermeture éclair a-t-elle été inventée et où le lac Titicaca est-il situé ?',
        },
        {
          simple:
            "Comment appelle-t-on l'embout en plastique d'un lacet et qui a peint « Des chiens jouant au poker » ?",
          text: "Comment l'embout en plastique d'un lacet est-il appelé et par qui « Des chiens jouant au poker » a-t-il été peint ?",
        },
        {
          simple: 'Quelle est la capitale du Bhoutan et combien de temps un escargot peut-il dormir ?',
          text: "Quelle ville est connue comme la capitale du Bhoutan et quelle durée de sommeil est connue chez l'escargot ?",
        },
      ],
      sampling: steady,
      // The passive needs a form of « être »: necessary, not sufficient.
      checks: {
        matches: [
          '(?i)(?<!\\p{L})(?:es|est|sont|êtes|étai(?:s|t|ent)|fu(?:t|rent)|été|être|ser(?:a|ont|ait|aient)|soi(?:t|ent))(?!\\p{L})',
        ],
        keeps_both: 0.4,
      },
    },

    comparative: {
      prompt: fuse(
        "Écris une question qui compare le sujet de la première question à celui de la seconde. Commence par « En quoi » ou « Quels points communs ». Nomme les deux sujets et ce que l'on demande de chacun. Ne réponds pas.",
      ),
      examples: [
        {
          q1: 'Quelle est la longueur du Mékong ?',
          q2: 'Quelle est la longueur de la Volga ?',
          text: 'En quoi la longueur du Mékong diffère-t-elle de celle de la Volga ?',
        },
        {
          q1: zip,
          q2: snail,
          text: "Quels points communs et quelles différences y a-t-il entre l'inventeur de la fermeture éclair et la durée du sommeil d'un escargot ?",
        },
        {
          q1: shoelace,
          q2: reykjavik,
          text: "En quoi le nom de l'embout en plastique d'un lacet se distingue-t-il de l'année où Reykjavik a de nouveau autorisé les chiens ?",
        },
      ],
      sampling: lively,
      checks: {
        matches: [
          '(?i)compar|contrast|diff[éè]r|commun|distingu|oppos|partag|rapproch|rapport|ressembl|semblab|similaire|similitude|parall|(?<!\\p{L})(?:plus|moins|autant|lien|liens)(?!\\p{L})',
        ],
        keeps_both: 0.3,
      },
    },
  },
}
