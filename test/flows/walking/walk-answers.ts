import type { Facts } from '../../../flows/facts.ts'
import type { World } from '../../../flows/world.ts'
import { Secret } from '../../../src/lib/secret.ts'
import type { Card, WebAsk } from '../../../src/story/card.ts'
import { never } from '../../../src/story/errors.ts'
import type { Answer } from '../../../src/story/story.ts'
import type { View } from '../../../src/story/view.ts'
import { approverMoves } from './walk-approvers.ts'
import { canary, type Luck } from './walk-world.ts'

export const ada = { platform: 'test', tenant: 'T1', user: 'U-ADA' }
export const mallory = { platform: 'test', tenant: 'T1', user: 'U-MALLORY' }

/** One thing that can happen to a record. */
export interface Move {
  readonly says: string
  readonly answer?: Answer
  readonly luck?: Luck
  /** Milliseconds that pass first. */
  readonly waits?: number
  /** Nobody may be changed by it, whatever the record. */
  readonly hostile?: true
  /** The person says "that wasn't me" elsewhere, or opens self-service again. */
  readonly standing?: 'freezes' | 'thaws'
  /** The button or field it stands for, on whose card. */
  readonly on?: 'person' | 'browser'
}

interface Half {
  readonly from: Answer['from']
  readonly actor?: Answer['actor']
  readonly browser?: Answer['browser']
}

let events = 0
const answer = (
  half: Omit<Half, 'browser'> & Pick<Partial<Half>, 'browser'>,
  name: string,
  value: Answer['value'],
  prompt?: string,
): Answer => {
  events += 1
  return {
    from: half.from,
    name,
    value,
    eventId: `e${events}`,
    ...(half.actor && { actor: half.actor }),
    ...(half.browser && { browser: half.browser }),
    ...(prompt !== undefined && { prompt }),
  }
}

const browserOf = (jkt: string, cookieHash?: string): Half => ({
  from: 'browser',
  browser: { jkt, ...(cookieHash !== undefined && { cookieHash }) },
})

const directorySays: readonly Luck[] = [
  { commit: { kind: 'committed' } },
  { commit: { kind: 'refused', reason: 'inHistory', detail: 'd' } },
  { commit: { kind: 'refused', reason: 'tooYoung', detail: 'd' } },
  { commit: { kind: 'refused', reason: 'noRight', detail: 'd' } },
  { commit: { kind: 'notCommitted', detail: 'd' } },
  { commit: { kind: 'halfway', reason: 'inHistory', detail: 'd' } },
  { commit: { kind: 'foreign', detail: 'd' } },
  { commit: { kind: 'unknown', detail: 'd' } },
  { commit: 'throws', landed: 'committed' },
  { commit: 'throws', landed: 'notCommitted' },
  { commit: 'throws', landed: 'halfway' },
  { commit: 'throws', landed: 'down' },
  { prepare: 'protected' },
]
const passwordSays: readonly Luck[] = (['ok', 'okButBlocked', 'no', 'locked', 'unknown'] as const).map(
  (verify) => ({
    verify,
  }),
)
const found: readonly Luck[] = (
  ['committed', 'notCommitted', 'halfway', 'foreign', 'unknown', 'down'] as const
).map((landed) => ({ landed }))

const isWhole = (value: Answer['value']): boolean =>
  typeof value === 'object' &&
  !(value instanceof Secret) &&
  [value['current'], value['chosen']].every((one) => one instanceof Secret && one.reveal().startsWith(canary))

const changing = (current: string, chosen?: string): Answer['value'] => ({
  current: new Secret(current === '' ? '' : `${canary}-${current}`),
  chosen: new Secret(chosen === undefined ? 'short' : `${canary}-${chosen}`),
})

const unlockSays: readonly Luck[] = [
  { unlock: 'unlocked' },
  { unlock: 'noRight' },
  { unlock: 'disabled' },
  { unlock: 'throws' },
  { unlock: 'throws', lock: 'open' },
  { unlock: 'throws', lock: 'anew' },
  { unlock: 'throws', lock: 'down' },
  { lock: 'open' },
  { prepare: 'protected' },
]
const lockFound: readonly Luck[] = [{}, { lock: 'open' }, { lock: 'anew' }, { lock: 'down' }]

const valuesOf = (ask: WebAsk, codes: readonly string[]): readonly Answer['value'][] => {
  switch (ask.kind) {
    case 'choice':
      return [...ask.options.map((o) => o.value), ...(ask.name === 'not-me' ? ['maybe'] : [])]
    case 'code':
      return ask.name === 'pairing-code'
        ? [...codes, '000000']
        : ['right', 'wrong', 'malformed'].map((v) => new Secret(`${canary}-${v}`))
    case 'password':
      return [new Secret(`${canary}-long-enough`), new Secret('short'), `${canary}-in-clear`]
    case 'password-change':
      return [
        changing('right', 'long-enough'),
        changing('right'),
        changing('', 'long-enough'),
        { current: `${canary}-in-clear`, chosen: new Secret(`${canary}-long-enough`) },
        new Secret(`${canary}-long-enough`),
      ]
    case 'text':
    case 'webauthn':
      return ['right', 'wrong', 'malformed'].map((v) => new Secret(`${canary}-${v}`))
    case 'reveal':
      return ['', new Secret(`${canary}-right`)]
    case 'link':
      return []
    default:
      return never(ask)
  }
}

/** A change can hear that the old password was wrong; half-way it cannot be, whatever a directory says. */
const changeSays: readonly Luck[] = [
  ...directorySays,
  { commit: { kind: 'refused', reason: 'wrongPassword', detail: 'd' } },
  { commit: { kind: 'refused', reason: 'locked', detail: 'd' } },
]

const luckFor = (ask: WebAsk, value: Answer['value']): readonly Luck[] => {
  if (ask.kind === 'password-change') return isWhole(value) ? changeSays : [{}]
  if (ask.kind === 'choice' && ask.name === 'unlock') return unlockSays
  if (ask.kind === 'choice' && ask.name === 'not-me') return [{}, { lock: 'down' }]
  if (ask.kind !== 'password' || !(value instanceof Secret) || !value.reveal().startsWith(canary)) return [{}]
  return ask.use === 'new' ? directorySays : passwordSays
}

/** Every answer that a card asks for, in every value that makes a difference. */
const asked = (
  half: Half,
  who: 'person' | 'browser',
  card: Card<WebAsk>,
  prompt: string,
  codes: readonly string[],
) =>
  card.asks.flatMap((ask): Move[] => {
    // What stands aside is heard by the house: the freeze it leads to is a move of its own.
    if (ask.kind === 'link' || ('name' in ask && ask.name === 'aside')) return []
    const names = ask.kind === 'webauthn' ? [ask.name, `${ask.name}-options`] : [ask.name]
    return names.flatMap((name) =>
      valuesOf(ask, codes).flatMap((value) =>
        luckFor(ask, value).map((luck) => ({
          says: `${who}: ${name}=${typeof value === 'string' ? value : 'typed'} ${JSON.stringify(luck)}`,
          answer: answer(half, name, value, prompt),
          luck,
          on: who,
        })),
      ),
    )
  })

/** Everything that anybody can do to this record. */
export const movesOn = (view: View<Facts>, world: World, now: number): readonly Move[] => {
  const { facts, prompt } = view
  const { binding } = facts
  const cookie =
    binding.paired?.cookieHash ?? binding.attachments.find((a) => a.jkt === 'key-a')?.cookieHash ?? 'cookie-a'
  const own = browserOf(binding.paired?.jkt ?? 'key-a', cookie)
  const person: Half = { from: 'person', actor: ada }
  const codes = ['key-a', 'key-b'].flatMap(
    (jkt) => world.binding.code(view.id, binding, jkt, now)?.code ?? [],
  )
  const link = binding.link?.hash ?? 'no link'
  const attach = (half: Half, linkHash: string, browser: string): Answer =>
    answer(half, 'attach', { linkHash, browser, salt: `salt-${half.browser?.jkt ?? ''}` })

  const honest: Move[] = [
    ...asked(person, 'person', view.person, prompt, codes),
    ...asked(own, 'browser', view.browser, prompt, codes),
    { says: 'person: cancel', answer: answer(person, 'cancel', '') },
    { says: 'person: an old button', answer: answer(person, 'not-me', 'not-me', 'hand-off:0') },
    { says: 'person: nonsense', answer: answer(person, 'nonsense', canary) },
    {
      says: 'person: types a password into the chat',
      answer: answer(person, 'new-password', `${canary}-long-enough`),
    },
    {
      says: 'page: an old answer',
      answer: answer(own, 'new-password', new Secret(`${canary}-long-enough`), 'x:1'),
    },
    { says: 'page: cancel', answer: answer(own, 'cancel', '') },
    { says: 'page: nonsense', answer: answer(own, 'nonsense', canary, prompt) },
    { says: 'a: attaches', answer: attach(browserOf('key-a', 'cookie-a'), link, 'A') },
    { says: 'a: resumes', answer: answer(browserOf('key-a', 'cookie-a2'), 'resume', {}) },
    { says: 'b: attaches', answer: attach(browserOf('key-b', 'cookie-b'), link, 'B') },
    {
      says: 'b: has an older link',
      answer: attach(browserOf('key-b', 'cookie-b'), 'link-0', 'B'),
      hostile: true,
    },
    { says: 'b: shows its code', answer: answer(browserOf('key-b', 'cookie-b'), 'pairing-code', '', prompt) },
    { says: 'house: replaces', answer: answer({ from: 'house' }, 'replace', '') },
    {
      says: 'house: mints',
      answer: answer({ from: 'house' }, 'issue-link', link === 'link-1' ? 'link-2' : 'link-1'),
    },
    { says: 'person: that was not me', standing: 'freezes' },
    { says: 'person: opens self-service again', standing: 'thaws' },
    { says: 'time: eleven minutes', waits: 11 * 60_000 },
    ...(view.busy
      ? (view.story === 'unlock-account' ? lockFound : found).map((luck) => ({
          says: `lease passes ${JSON.stringify(luck)}`,
          waits: 31_000,
          luck,
        }))
      : []),
  ]
  return [...honest, ...approverMoves(view, answer), ...hostile(view, codes, cookie)]
}

/** The answers a thief would like to give, by story: what changes the directory or who can. */
const decisive: Readonly<Record<string, readonly (readonly [string, Answer['value']])[]>> = {
  'reset-password': [['new-password', new Secret(`${canary}-long-enough`)]],
  'change-expired': [['password-change', changing('right', 'long-enough')]],
  'unlock-account': [['unlock', 'unlock']],
  'not-me': [['not-me', 'yes']],
  unfreeze: [['webauthn', new Secret(`${canary}-right`)]],
  'enrol-factor': [
    ['current-password', new Secret(`${canary}-long-enough`)],
    ['add', 'totp'],
  ],
}

/** Strangers, thieves of half the secret, and roles nobody has: on any record they change nothing. */
const hostile = (view: View<Facts>, codes: readonly string[], cookie: string): readonly Move[] => {
  const { prompt, facts } = view
  const paired = facts.binding.paired?.jkt
  const waits = browserOf('key-b', 'cookie-b')
  const thieves: Half[] = [
    { from: 'person', actor: mallory },
    { from: 'person', actor: { ...ada, tenant: 'T2' } },
    { from: 'person' },
    { from: 'approver', actor: ada },
    { from: 'browser' },
    browserOf('key-x', cookie),
    browserOf('key-a', 'cookie-x'),
    browserOf('key-a'),
    ...(paired === 'key-b' ? [] : [browserOf('key-b', cookie)]),
    ...(paired === 'key-b' ? [] : [waits]),
  ]
  const names: readonly (readonly [string, Answer['value']])[] = [
    ['cancel', ''],
    ['pairing-code', codes[0] ?? '000000'],
    ['totp', new Secret(`${canary}-right`)],
    ['replace', ''],
    ...(decisive[view.story] ?? []),
  ]
  const all = thieves.flatMap((half) =>
    // A browser that waits to be paired may see its own code, which may renew it.
    names
      .filter(([name]) => half !== waits || name !== 'pairing-code')
      .map(([name, value]): Move => ({
        says: `hostile ${JSON.stringify(half)}: ${name}`,
        answer: answer(half, name, value, prompt),
        hostile: true,
      })),
  )
  const stranger = browserOf('key-x', 'cookie-x')
  return [
    ...all,
    { says: 'hostile: resumes', answer: answer(stranger, 'resume', {}), hostile: true },
    {
      says: 'hostile: guesses a link',
      answer: answer(stranger, 'attach', { linkHash: 'guess', browser: 'X', salt: 's' }),
      hostile: true,
    },
  ]
}
