import type { PasswordPolicy, Person } from '../directory/port.ts'
import { say, type Phrase } from '../story/card.ts'
import { isCommonPassword } from './common-passwords.ts'
import type { PasswordRules } from './port.ts'

/** SP 800-63B-4 3.1.1.2: a password that alone opens something, as on a company's LAN, has at least 15 characters. */
const usualMinLength = 15

/** What Active Directory takes, in UTF-16 code units. */
const maxUnits = 256

/** The five classes of Active Directory's complexity rule, of which three are asked for. */
const classes = [
  /\p{Lu}/u,
  /\p{Ll}/u,
  /[0-9]/,
  /[-~!@#$%^&*_+=`|\\(){}[\]:;"'<>,.?/]/,
  /[\p{Lo}\p{Lt}\p{Lm}]/u,
]

export interface PasswordRuleOptions {
  /** Fewest code points; below 15 only where no password works without a second factor, anywhere (N2), which configuration checks. */
  readonly minLength?: number
}

/**
 * The rules we can judge ourselves. What the directory did not tell ('unknown') is left to it: it is asked next, and
 * its own refusal says why. A password is never altered: what would need altering is refused.
 */
export const passwordRules = ({ minLength = usualMinLength }: PasswordRuleOptions = {}): PasswordRules => ({
  unmet(password, person, policy) {
    const text = password.reveal()
    if (!isSendable(text)) return [say('password.rule.malformed')]
    return [
      ...lengthRules(text, minLength, policy.minLength),
      ...(policy.complexity === true ? complexityRules(text, person) : []),
      ...(isCommonPassword(text) ? [say('password.rule.common')] : []),
    ]
  },
  stated: ({ minLength: theirs, complexity, history }) => [
    lengthRule(minLength, theirs),
    ...(complexity === true ? [say('password.rule.complexity-directory')] : []),
    ...(history === 'unknown' || history === 0
      ? []
      : [say('password.rule.history', { count: String(history) })]),
  ],
})

/** The longer of the two lengths, in the words of whoever asks for it. */
const lengthRule = (ours: number, directory: PasswordPolicy['minLength']): Phrase => {
  const theirs = directory === 'unknown' ? 0 : directory
  const id = theirs > ours ? 'password.rule.length-directory' : 'password.rule.length'
  return say(id, { min: String(Math.max(ours, theirs)) })
}

/**
 * Whether a sign-in box that gets the same keys typed would send the same bytes: whole code points, composed (NFC),
 * no control characters.
 */
const isSendable = (text: string): boolean =>
  text.isWellFormed() && text.normalize('NFC') === text && !/\p{Cc}/u.test(text)

const lengthRules = (
  text: string,
  ours: number,
  directory: PasswordPolicy['minLength'],
): readonly Phrase[] => {
  const theirs = directory === 'unknown' ? 0 : directory
  const unmet: Phrase[] = []
  if (Array.from(text).length < Math.max(ours, theirs)) unmet.push(lengthRule(ours, directory))
  if (text.length > maxUnits) unmet.push(say('password.rule.too-long', { max: String(maxUnits) }))
  return unmet
}

/** As Active Directory documents it for "must meet complexity requirements"; names shorter than 3 are not looked for. */
const complexityRules = (
  text: string,
  person: Pick<Person, 'account' | 'displayName'>,
): readonly Phrase[] => {
  const contains = (part: string): boolean =>
    part.length >= 3 && text.toLowerCase().includes(part.toLowerCase())
  const unmet: Phrase[] = []
  if (classes.filter((one) => one.test(text)).length < 3)
    unmet.push(say('password.rule.complexity-directory'))
  if (contains(person.account)) unmet.push(say('password.rule.account-directory'))
  if (person.displayName.split(/[,.\-_ #\t]/).some(contains)) unmet.push(say('password.rule.name-directory'))
  return unmet
}
