import { isOrdinary, isWritten } from './ordinary-text.ts'

/** What a message gives away that belongs on the page only. */
export type GivenAway = 'password' | 'recovery-code'

/**
 * Whether a typed message looks as if it held a password or a recovery code. A guess, for telling the person: nothing of the
 * message is kept, whatever comes of it. When in doubt it says yes, for the card it leads to offers everything else, too.
 */
export const secretIn = (text: string): GivenAway | undefined => {
  const tokens = text.split(/\s+/).map(bare).filter(Boolean)
  if (recoveryCode.some((pattern) => pattern.test(text))) return 'recovery-code'
  if (/otpauth:\/\//i.test(text) || tokens.some((token) => isMade(token, tokens.length === 1)))
    return 'password'
  return isTold(text, tokens) ? 'password' : undefined
}

/** Sixteen of Crockford's characters: in fours as they are printed, or in one piece, where only digits tell them from a word. */
const recoveryCode: readonly RegExp[] = [
  /(?<![\w-])[0-9a-z]{4}([-–][0-9a-z]{4}){3}(?![\w-])/i,
  /^\s*(?=.*\d.*\d)[0-9a-z]{4}(\s+[0-9a-z]{4}){3}\s*$/i,
  /^\s*(?=.*\d.*\d)(?=.*[A-Za-z])([0-9A-TV-Z]{16}|[0-9a-tv-z]{16})\s*$/,
]

/** Without quotes around it and the punctuation of its sentence; an exclamation mark may belong to it. */
const bare = (token: string): string =>
  token.replace(/^["'“”‘’`«»([]+/, '').replace(/["'“”‘’`«»)\].,;:?]+$/, '')

const classes: readonly RegExp[] = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u]

/** Signs that no word is written with. */
const strange = /[@$%^*=~|{}<>\\#"][^\s]|[^\s][@$%^*=~|{}<>\\]/u

/** Made up rather than written: signs of several classes in one. Alone it takes less than within a sentence. */
const isMade = (token: string, alone: boolean): boolean => {
  if (token.length < 8 || isOrdinary(token)) return false
  const core = token.replace(/!+$/, '')
  const has = classes.filter((one) => one.test(core)).length
  if (/\p{Nd}/u.test(core) && /\p{L}/u.test(core)) return alone || has >= 3
  if (strange.test(core)) return true
  return alone && (isPhrase(core) || turns(core) > 3)
}

/** `Correct-Horse-Battery`: as generators join words. */
const isPhrase = (token: string): boolean =>
  token.length >= 16 && /^\p{Lu}\p{Ll}+([-_.]\p{Lu}\p{Ll}+){2,}$/u.test(token)

/** How often small letters and capitals change places. */
const turns = (token: string): number => token.match(/\p{Ll}(?=\p{Lu})|\p{Lu}(?=\p{Ll})/gu)?.length ?? 0

const named =
  /(?<![\p{L}\d])(?:pass ?words?|pass ?phrase|pass ?code|passwd|pwd?|pass|passwort|kennwort|mot de passe|contraseña|pin)\b(?:\s+(?:for|at|of|to|on|in)(?:\s+(?:my|the))?\s+\S+)?\s*(is now|is|was|ist|war|used to be|should be|est|es|[:=]|->|→)?\s*(\S+)(.*)$/isu

/** "My password is …", "pw: …": what stands there, unless it says how the password fares. */
const isTold = (text: string, tokens: readonly string[]): boolean => {
  const [, verb, said = '', rest = ''] = named.exec(text) ?? []
  const what = bare(said)
  if (verb !== undefined && /^\d{4,}$/.test(what)) return true
  if (what.length < 4 || isWritten(what) || tokens.length < 2) return false
  if (classes.filter((one) => one.test(what)).length > 1 && /\p{Nd}/u.test(what))
    return what.length >= 6 || verb !== undefined
  if (verb === undefined || fares.test(what)) return false
  return strange.test(what) || /^\s*([.,;:!?]|$)/u.test(rest) || /[.,;:!?]$/.test(said)
}

/** What is said of passwords in general, and the next word of many a sentence. */
const fares =
  /^(\p{Ll}+(ed|ing|en|able|ible|ly)|wrong|lost|gone|invalid|incorrect|correct|right|fine|okay|broken|weak|strong|known|unknown|mine|same|different|good|this|that|there|here|what|when|where|please|help|reset|forgot|unlock|stuck|dead|missing|empty|blank|case|about|being|still|always|never|very|with|from|because|only|just|also|down|older|newer|long|short|secret|private|abgelaufen|falsch|vergessen|gesperrt|ungültig|richtig|perdu|oublié|expiré)$/iu
