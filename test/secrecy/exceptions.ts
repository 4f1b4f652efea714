/** Where a secret is bound to be, and why that is no leak. */
export interface Exception {
  readonly what: string
  readonly where: string
  readonly because: string
}

/** All there are. A test fails by a finding that is not here, and by one of these that never occurs. */
export const exceptions: readonly Exception[] = [
  {
    what: 'link secret',
    where: 'card in its own chat',
    because: 'the link on the card is how its person opens the page; five minutes, one use',
  },
  {
    what: 'pairing code',
    where: 'answer to its own browser: pairing-code',
    because: 'the page shows the code for its person to type',
  },
  {
    what: 'authenticator seed',
    where: 'answer to its own browser: totp-seed',
    because: 'the page of whoever enrols shows it for the app',
  },
  {
    what: 'recovery code',
    where: 'answer to its own browser: recovery-codes',
    because: 'new codes are shown once, to be kept',
  },
  {
    what: 'cookie',
    where: 'cookie set in its own browser',
    because: 'a cookie is given to the browser that is to have it',
  },
  {
    what: 'approver’s link',
    where: 'reply to the presser alone',
    because:
      'whoever may approve, and pressed, opens the page by it; five minutes, once, and nothing without the passkey',
  },
  {
    what: 'approver’s challenge',
    where: 'to be signed by an approver',
    because: 'the page has it signed',
  },
  ...['pairing code', 'wrong pairing code', 'code of the app'].map((what) => ({
    what,
    where: 'inbox, opened',
    because: 'six digits may be what was asked for, and wait encrypted until they are worked off',
  })),
]

/** What is found and is not meant to be. */
export const leaks = <F extends { readonly what: string; readonly where: string }>(
  found: readonly F[],
): readonly F[] =>
  found.filter(({ what, where }) => !exceptions.some((e) => e.what === what && e.where === where))
