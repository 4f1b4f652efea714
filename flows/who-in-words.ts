import type { Request } from '../src/alerts/port.ts'
import type { Status } from '../src/directory/port.ts'
import type { Enrolment } from '../src/enrolment/port.ts'
import type { FactorType } from '../src/factors/port.ts'
import { say, type Phrase } from '../src/story/card.ts'
import { endTitle } from './ends.ts'
import { lockInWords, lockOf } from './lock.ts'

/** How an account stands, in words; what has to be mended first comes first. */
export const stateInWords = (status: Status, frozenAt: number | undefined): readonly Phrase[] => {
  const lines: readonly Phrase[] = [
    ...(status.disabled ? [say('who.disabled')] : []),
    ...(status.accountExpired ? [say('who.account-expired')] : []),
    ...(status.lockedByAdmin ? [say('who.locked-by-admin')] : []),
    ...(status.locked && !status.lockedByAdmin ? [say('who.locked'), ...lockInWords(lockOf(status))] : []),
    ...(status.mustChange ? [say('who.must-change')] : []),
    ...(status.passwordExpired && !status.mustChange ? [say('who.password-expired')] : []),
    ...(status.protected === undefined ? [] : [say('who.protected')]),
    ...(frozenAt === undefined ? [] : [say('who.frozen', { since: `@${frozenAt}` })]),
  ]
  return lines.length === 0 ? [say('who.open')] : lines
}

const kinds = {
  webauthn: 'who.have.webauthn',
  totp: 'who.have.totp',
  'recovery-codes': 'who.have.recovery-codes',
} as const satisfies Record<FactorType, string>

/** What they hold and what they asked for: kinds, counts and times. Names of things are their owner's business. */
export const requestsInWords = (
  { badPasswords, passwordSetAt }: Status,
  enrolment: Enrolment,
  requests: readonly Request[],
  now: number,
): readonly Phrase[] => [
  ...(typeof badPasswords === 'number' && badPasswords > 0
    ? [say('who.bad-passwords', { count: `${badPasswords}` })]
    : []),
  ...(passwordSetAt === undefined ? [] : [say('who.password-set', { at: `@${passwordSetAt}` })]),
  ...held(enrolment),
  ...linked(enrolment),
  ...lately(enrolment, now),
  ...requests.flatMap(inWords),
]

const held = ({ factors }: Enrolment): readonly Phrase[] => {
  if (factors.length === 0) return [say('who.nothing-held')]
  return (['webauthn', 'totp', 'recovery-codes'] as const).flatMap((type) => {
    const added = factors.filter((one) => one.type === type).map(({ addedAt }) => addedAt)
    return added.length === 0
      ? []
      : [say(kinds[type], { count: `${added.length}`, at: `@${Math.max(...added)}` })]
  })
}

const linked = ({ bindings }: Enrolment): readonly Phrase[] => {
  if (bindings.length === 0) return [say('who.unlinked')]
  const at = Math.max(...bindings.map((binding) => binding.at))
  return [
    say('who.linked', { count: `${bindings.length}`, at: `@${at}` }),
    ...(bindings.some(({ suspended }) => suspended !== undefined) ? [say('who.suspended')] : []),
  ]
}

const dayMs = 24 * 60 * 60_000

const lately = ({ starts, lastResetAt, unlocks = [] }: Enrolment, now: number): readonly Phrase[] => {
  const begun = starts.filter((at) => now - at < dayMs).length
  return [
    ...(begun === 0 ? [] : [say('who.starts', { count: `${begun}` })]),
    ...(lastResetAt === undefined ? [] : [say('who.reset-at', { at: `@${lastResetAt}` })]),
    ...(unlocks.length === 0 ? [] : [say('who.unlocked-at', { at: `@${Math.max(...unlocks)}` })]),
  ]
}

const inWords = ({ flow, at, outcome, waits }: Request): readonly Phrase[] => {
  const slots = { since: `@${at}`, reference: flow }
  if (outcome === 'done') return [say('who.request.done', slots)]
  if (outcome !== undefined) return [say('who.request.ended', slots), endTitle('reset', outcome)]
  return [waits ? say('who.request.waits', slots) : say('who.request.on', slots)]
}
