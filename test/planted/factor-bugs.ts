import type { Bug } from './bug.ts'

/** Codes and keys. */
export const factorBugs: readonly Bug[] = [
  {
    name: 'app-codes-good-twice',
    gives: 'a code to whoever relayed or overheard it, as long as it lasts',
    file: 'src/factors/totp.ts',
    find: '      if (step <= data.lastStep) continue\n',
    put: '',
    seenBy: ['test/factors/totp.test.ts'],
  },
  {
    name: 'app-codes-of-tomorrow',
    gives: 'codes of steps to come, read from a phone that was held for a moment with its clock put on',
    file: 'src/factors/totp.ts',
    find: 'epochTolerance: [30, 0]',
    put: 'epochTolerance: [30, 30]',
    seenBy: ['test/factors/totp.test.ts'],
  },
  {
    name: 'recovery-codes-for-ever',
    gives: 'a recovery code from a bin a second use',
    file: 'src/factors/recovery-codes.ts',
    find: 'const data = { ...set.data, codes: [...others, fresh.kept] }',
    put: 'const data = { ...set.data, codes: [...codes, fresh.kept] }',
    seenBy: ['test/factors/recovery-codes.test.ts'],
  },
  {
    name: 'passkeys-without-the-person',
    gives: 'an unattended security key the power of its owner',
    file: 'src/factors/webauthn-ceremony.ts',
    find: '  requireUserVerification: true,',
    put: '  requireUserVerification: false,',
    seenBy: ['test/factors'],
  },
  {
    name: 'passkey-of-another-conversation',
    gives: 'a signature made in one conversation to another one',
    file: 'src/factors/webauthn-ceremony.ts',
    find: "JSON.stringify(['latchkey/webauthn/v1', purpose, flow, ver, jkt, nonce])",
    put: "JSON.stringify(['latchkey/webauthn/v1', purpose, flow.length, ver, jkt.length, nonce])",
    seenBy: ['test/factors', 'test/flows/proving.test.ts'],
  },
  {
    name: 'challenges-good-twice',
    gives: 'a captured passkey answer a second use',
    file: 'src/factors/webauthn-ceremony.ts',
    find: "  if (!isFresh) return 'expired'\n",
    put: '',
    seenBy: ['test/factors'],
  },
  {
    name: 'anybodys-passkey',
    gives: 'the account to whoever owns any passkey at all whose handle they choose',
    file: 'src/factors/webauthn-proving.ts',
    find: 'if (own === undefined || userHandle !== handle)',
    put: 'if (own === undefined || userHandle === "")',
    seenBy: ['test/factors'],
  },
]
