/** An entry as a counterexample is kept: bytes as text of one byte per letter. */
export type Kept = Readonly<Record<string, readonly string[]>>

export const binary: ReadonlySet<string> = new Set([
  'objectGUID',
  'objectSid',
  'tokenGroups',
  'nTSecurityDescriptor',
  'replPropertyMetaData',
])

export const guid = '07070707-0707-0707-0707-070707070707'
const latin = (...bytes: readonly number[]): string => Buffer.from(bytes).toString('latin1')
const words = (...numbers: readonly number[]): string => {
  const bytes = Buffer.alloc(4 * numbers.length)
  numbers.forEach((n, i) => bytes.writeUInt32LE(n, 4 * i))
  return bytes.toString('latin1')
}
const sid = (...parts: readonly number[]): string =>
  latin(1, parts.length, 0, 0, 0, 0, 0, 5) + words(...parts)

const allowed = words(0x10) + sid(21, 1, 2, 3, 1105)
const ace = latin(0, 0, 4 + allowed.length, 0) + allowed
const denied = words(0x100, 1) + latin(...Array.from({ length: 16 }, (_, i) => i)) + sid(10)
const objectAce = latin(6, 0, 4 + denied.length, 0) + denied
const list = latin(4, 0) + latin(8 + ace.length + objectAce.length, 0, 2, 0, 0, 0) + ace + objectAce
const descriptor = latin(1, 0, 4, 0x80) + words(0, 0, 0, 20) + list

const stamp = (attid: number): string =>
  words(attid, 1, 1000, 0) + latin(...Array.from({ length: 16 }, () => 9)) + words(5000, 0, 0, 0)
const metadata = words(1, 0, 2, 0) + stamp(0x9005a) + stamp(0x90296)

/** Ada as a domain controller tells of her. */
export const adEntry: Kept = {
  objectGUID: [latin(...Array.from({ length: 16 }, () => 7))],
  objectSid: [sid(21, 1, 2, 3, 1104)],
  objectClass: ['top', 'person', 'user'],
  sAMAccountName: ['ada'],
  displayName: ['Ada Byron'],
  mail: ['ada@corp.example'],
  userAccountControl: ['512'],
  'msDS-User-Account-Control-Computed': ['16'],
  accountExpires: ['9223372036854775807'],
  pwdLastSet: ['134000000000000000'],
  badPwdCount: ['5'],
  lockoutTime: ['134000000000000000'],
  tokenGroups: [sid(21, 1, 2, 3, 513), sid(32, 545)],
  'msDS-KeyVersionNumber': ['8'],
  nTSecurityDescriptor: [descriptor],
  replPropertyMetaData: [metadata],
  minPwdLength: ['7'],
  minPwdAge: ['-864000000000'],
  lockoutDuration: ['-18000000000'],
  lockoutThreshold: ['5'],
  pwdHistoryLength: ['24'],
  pwdProperties: ['1'],
}

/** The same as slapd does; the entry stands for her policy as well. */
export const ldapEntry: Kept = {
  objectClass: ['inetOrgPerson', 'pwdPolicy'],
  entryUUID: [guid],
  uid: ['ada'],
  cn: ['Ada Byron'],
  mail: ['ada@corp.example'],
  uidNumber: ['1001'],
  gidNumber: ['1001'],
  entryCSN: ['20260601085900.000000Z#000000#000#000000'],
  pwdAccountLockedTime: ['20260601085900Z'],
  pwdChangedTime: ['20260301085900Z'],
  pwdReset: ['FALSE'],
  pwdFailureTime: ['20260601085900.000000Z'],
  pwdLastSuccess: ['20260501085900Z'],
  pwdStartTime: ['20200101000000Z'],
  pwdEndTime: ['20300101000000Z'],
  pwdMinLength: ['12'],
  pwdCheckQuality: ['2'],
  pwdInHistory: ['5'],
  pwdMinAge: ['86400'],
  pwdMaxAge: ['0'],
  pwdMaxIdle: ['0'],
  pwdLockout: ['TRUE'],
  pwdMaxFailure: ['5'],
  pwdLockoutDuration: ['1800'],
  pwdFailureCountInterval: ['1800'],
  pwdMustChange: ['TRUE'],
  pwdSafeModify: ['FALSE'],
}
