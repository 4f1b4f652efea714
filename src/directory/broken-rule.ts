import type { PasswordPolicy, Person, RefusalReason } from './port.ts'

/**
 * Which rule of the policy this password breaks, as far as it can be seen from outside (history cannot).
 * Directories hide the rule behind another, or name none: this finds the sentence the person needs. Length is in
 * UTF-16 units and complexity is three of five classes, both as MS-SAMR 3.1.1.7.1 and 3.1.1.7.2 count them.
 */
export const brokenRule = (
  policy: PasswordPolicy,
  person: Person,
  password: string,
): RefusalReason | undefined => {
  if (policy.minLength !== 'unknown' && password.length < policy.minLength) return 'tooShort'
  if (policy.complexity !== true) return undefined
  if (classes.filter((c) => c.test(password)).length < 3) return 'tooSimple'
  return names(person).some((n) => password.toLowerCase().includes(n)) ? 'containsName' : undefined
}

const classes = [/\p{Lu}/u, /\p{Ll}/u, /\d/u, /[^\p{L}\d]/u, /[^\P{L}\p{Lu}\p{Ll}]/u]

const names = (person: Person): string[] =>
  [person.account, ...person.displayName.split(/[\s,.\-_#]+/u)]
    .filter((n) => n.length >= 3)
    .map((n) => n.toLowerCase())
