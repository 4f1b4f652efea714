import { dictionary } from '@zxcvbn-ts/language-common'

let known: ReadonlySet<string> | undefined

/**
 * Whether the whole password, in any case, is one of the most common ones: what password spraying tries first
 * (SP 800-63B-4 3.1.1.2 and ASVS 6.2.4 ask for whole matches, not parts). The list is built once, at first use.
 */
export const isCommonPassword = (password: string): boolean => {
  known ??= new Set(dictionary['passwords-common'].map((entry) => entry.toLowerCase()))
  return known.has(password.toLowerCase())
}
