/**
 * What an attacker may have at his command: the capabilities that the protocol was designed against, with the giving
 * away of typed secrets split in two, since our policy never takes one of them alone, and the fooling of an approver in as many
 * as there are ways to come by a yes.
 */
export const capabilities = [
  /** Sees every card and every typed line of the victim's chat: exports, mirrors, a shoulder. */
  'read chat',
  /** Acts in the victim's chat, and so reads it too: a stolen session. */
  'control chat',
  /** The victim passes the link of the own conversation on. */
  'forward link',
  /** The victim types a code that the attacker dictates, or reads out the code on the own page. */
  'tell code',
  /** The victim gives away a code of the authenticator app: a page that relays, a call. */
  'give app code',
  /** The victim gives away a recovery code. */
  'give recovery code',
  /** The victim opens a link that the attacker sent: to our page, or to one that looks like it. */
  'send own link',
  /** Copies what the victim's browser sends: cookie and public key. */
  'steal cookie',
  /** Reads all that the store keeps. */
  'read store',
  /** Something that opens links in the victim's chat and presses what it finds. */
  'prefetch',
  /** Talks an approver into signing a request of the attacker's that the page shows as what it is. */
  'fool approver',
  /** The same with another one. */
  'fool another approver',
  /** Is one of the approvers, with a passkey and two chat accounts. */
  'be approver',
  /** Acts in an approver's chat: a stolen session. */
  'control approver chat',
  /** An approver opens a link to the approver's page that the attacker sent, and touches the passkey there. */
  'send approver link',
  /** Keeps what an approver's passkey signed from coming to us, to use it elsewhere. */
  'hold back signature',
  /** Copies what an approver's passkey signed and the browser sent. */
  'copy signature',
  /** Took over an approver's account today: a passkey and a chat account of his own stand among theirs. */
  'join approver',
  /** Has the owner of the account, who is an approver too, touch the passkey for the own request. */
  'owner signs',
] as const
export type Capability = (typeof capabilities)[number]

/** A set of capabilities, one bit each. */
export type Powers = number

export const powers = (...names: readonly Capability[]): Powers =>
  names.reduce((all, name) => all | (1 << capabilities.indexOf(name)), 0)

/** Each is the touch of a passkey that may approve, by who holds it. */
export const rightfulPasskeys = ['fool approver', 'fool another approver', 'be approver'] as const

export const everything: Powers = powers(...capabilities)

/** Whether `all` holds everything in `some`. */
export const holds = (all: Powers, some: Powers): boolean => (some & ~all) === 0

export const namesOf = (set: Powers): readonly Capability[] =>
  capabilities.filter((name) => holds(set, powers(name)))

export const inWords = (set: Powers): string => `{${namesOf(set).join(' + ')}}`

/** Of several sets those that hold no other one, each once: more capabilities never take a way from an attacker. */
export const smallest = (sets: readonly Powers[]): readonly Powers[] =>
  [...new Set(sets)]
    .filter((set) => !sets.some((other) => other !== set && holds(set, other)))
    .toSorted((a, b) => namesOf(a).length - namesOf(b).length || a - b)

/** How many of all sets of capabilities hold at least one of these. */
export const supersets = (minimal: readonly Powers[]): number => {
  let count = 0
  for (let set = 0; set <= everything; set++) if (minimal.some((one) => holds(set, one))) count += 1
  return count
}
