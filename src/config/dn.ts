import { text } from './text.ts'

/** RFC 4514, loosely: at least one `type=value`. The directory decides; this catches what cannot be one. */
export const isDn = (value: string): boolean =>
  /^[A-Za-z][\w.-]*=[^,]+(,\s*[A-Za-z][\w.-]*=.+)*$/s.test(value)

export const isSid = (value: string): boolean => /^S-1(-\d+)+$/.test(value)

export const dn = text(isDn, 'is not a DN', 'write it as in `DC=corp,DC=example`')

export const groupName = text(
  (value) => isDn(value) || isSid(value),
  'is neither a DN nor a SID',
  'name the group by its DN',
)
