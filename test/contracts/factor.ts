import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Ceremony, EnrolledFactor, Factor, Pending } from '../../src/factors/port.ts'
import type { AnswerValue } from '../../src/story/story.ts'

/** One kind of factor and somebody who can use it. */
export interface FactorUser {
  readonly factor: Factor
  /** Confirms a begun enrolment, as the page of its owner would. */
  confirm(pending: Pending, held: readonly EnrolledFactor[], ceremony: Ceremony): Promise<AnswerValue>
  /** Proves with what was enrolled last, as the page of its owner would. */
  proof(held: readonly EnrolledFactor[], ceremony: Ceremony): Promise<AnswerValue>
  /** Well-formed, and wrong. */
  wrong(held: readonly EnrolledFactor[], ceremony: Ceremony): Promise<AnswerValue>
  /** Whether a proof is bound to flow, version and browser by itself. */
  readonly bound: boolean
}

const person = (name: string): Ceremony['person'] => ({
  id: `id-of-${name}`,
  account: name,
  displayName: name.toUpperCase(),
  handle: Buffer.alloc(32, name).toString('base64url'),
})

export const ceremonyOf = (name: string, more: Partial<Ceremony> = {}): Ceremony => ({
  flow: 'flow-1',
  ver: 7,
  jkt: 'browser-1',
  now: Date.UTC(2026, 10, 20, 9),
  person: person(name),
  ...more,
})

/** What attackers and broken pages send. */
export const malformedAnswers: readonly AnswerValue[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'null',
  '١٢٣٤٥٦',
  '１２３４５６',
  '12345',
  '1234567',
  '-12345',
  '1e5',
  '0x1234',
  '123456\n\u0000',
  'A'.repeat(100_000),
  '9'.repeat(100_000),
  '{"nonce":"x"}',
  new Secret(''),
  new Secret('🦆🦆🦆🦆🦆🦆'),
  {},
  { nonce: null, response: null },
  { nonce: 'x', response: {} },
  { nonce: 'x'.repeat(100_000), response: { id: 'x' } },
  { nonce: 'a.b.c', response: { id: 'x', rawId: 'y', type: 'public-key', response: [] } },
  { nonce: { toString: 'x' }, response: 'x' },
  { length: 6, 0: '1' },
  { reveal: 'x' },
  JSON.parse('{"__proto__":{"nonce":"x"},"constructor":1}'),
]

/** Ada's factor, enrolled; inputs are frozen, so that a factor that changes what it was given is caught. */
const enrolledBy = async (user: FactorUser, ceremony: Ceremony): Promise<readonly EnrolledFactor[]> => {
  const pending = frozen(await user.factor.begin([], ceremony))
  const answer = await user.confirm(pending, [], ceremony)
  const done = await user.factor.finish(pending, [], answer, ceremony)
  if (done.kind !== 'enrolled') throw new Error(`not enrolled: ${done.reason}`)
  return frozen([done.factor])
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/** What every kind of factor promises. */
export const factorContract = (kind: string, make: () => FactorUser | Promise<FactorUser>): void => {
  const ada = ceremonyOf('ada')
  const later = { ...ada, now: ada.now + 2 * minute }

  describe(`${kind}: enrolling`, () => {
    test('what is kept is plain JSON, of this kind, and holds no secret that was shown', async () => {
      const user = await make()
      const pending = await user.factor.begin([], ada)
      const shown = await user.factor.reveal(pending, [], ada)
      const answer = await user.confirm(pending, [], ada)
      const done = await user.factor.finish(pending, [], answer, ada)
      if (done.kind !== 'enrolled') throw new Error(done.reason)
      expect(JSON.parse(JSON.stringify(done.factor))).toEqual(done.factor)
      expect(JSON.parse(JSON.stringify(pending))).toEqual(pending)
      expect(done.factor).toMatchObject({ type: user.factor.type, addedAt: ada.now })
      const stored = JSON.stringify([pending, done.factor])
      for (const secret of secretsIn([shown['secret'], done.reveal])) expect(stored).not.toContain(secret)
    })

    test('whatever it encrypts can be moved to another key, pending or kept', async () => {
      const user = await make()
      const pending = await user.factor.begin([], ada)
      const [kept] = await enrolledBy(user, ada)
      const whose = { person: ada.person.id, factor: kept!.id }
      const underAKey = /"[A-Za-z0-9-]{1,31}\.[\w-]{38,}"/
      for (const data of [pending, kept!.data]) {
        const moved = user.factor.resealed?.(data, whose, () => 'moved') ?? data
        expect(JSON.stringify(moved)).not.toMatch(underAKey)
        expect(user.factor.resealed?.(data, whose, (sealed) => sealed) ?? data).toEqual(data)
      }
    })

    test('after a restore, what was shown until then is not accepted any more, unless it is good at every time', async () => {
      const user = await make()
      const [kept] = await enrolledBy(user, ada)
      const answer = await user.proof([kept!], later)
      const data = user.factor.restored?.(kept!.data, later.now) ?? kept!.data
      const { kind } = await user.factor.prove([{ ...kept!, data }], answer, later)
      expect(kind).toBe(user.factor.restored === undefined ? 'accepted' : 'refused')
    })

    test('can be shown again after a reload', async () => {
      const user = await make()
      const pending = await user.factor.begin([], ada)
      await user.factor.reveal(pending, [], ada)
      const answer = await user.confirm(pending, [], ada)
      expect(await user.factor.finish(pending, [], answer, ada)).toMatchObject({ kind: 'enrolled' })
    })
  })

  describe(`${kind}: proving`, () => {
    test('is accepted once, and the factor to keep refuses the same answer', async () => {
      const user = await make()
      const held = await enrolledBy(user, ada)
      const answer = frozen(await user.proof(held, later))
      const verdict = await user.factor.prove(held, answer, later)
      if (verdict.kind !== 'accepted') throw new Error(verdict.reason)
      expect(verdict.evidence).toBe(user.factor.evidence)
      expect(verdict.factor).toMatchObject({ id: held[0]!.id, type: user.factor.type, lastUsedAt: later.now })
      expect(verdict.factor.data).not.toEqual(held[0]!.data)
      expect(await user.factor.prove([verdict.factor], answer, later)).toMatchObject({ kind: 'refused' })
    })

    test('works again with a new answer and the factor that was kept', async () => {
      const user = await make()
      let held = await enrolledBy(user, ada)
      for (const ceremony of [later, { ...later, now: later.now + minute }]) {
        const verdict = await user.factor.prove(held, await user.proof(held, ceremony), ceremony)
        if (verdict.kind !== 'accepted') throw new Error(verdict.reason)
        held = [verdict.factor]
      }
    })

    test('a wrong answer is refused, and a right one passes beside what other kinds keep', async () => {
      const user = await make()
      const held = await enrolledBy(user, ada)
      const wrong = await user.factor.prove(held, await user.wrong(held, later), later)
      expect(wrong).toMatchObject({ kind: 'refused' })
      const others = (['webauthn', 'totp', 'recovery-codes'] as const)
        .filter((type) => type !== user.factor.type)
        .map((type) => ({ id: type, type, label: type, addedAt: 0, data: { foreign: true } }))
      const all = [...others, ...held]
      const verdict = await user.factor.prove(all, await user.proof(all, later), later)
      expect(verdict).toMatchObject({ kind: 'accepted' })
    })

    test("another person's answer is refused, and so is anyone's who holds nothing", async () => {
      const user = await make()
      const grace = ceremonyOf('grace', { now: later.now })
      const graces = await enrolledBy(user, ceremonyOf('grace'))
      const adas = await enrolledBy(user, ada)
      const answer = await user.proof(adas, later)
      expect(await user.factor.prove(graces, answer, grace)).toMatchObject({ kind: 'refused' })
      expect(await user.factor.prove([], answer, later)).toMatchObject({ kind: 'refused' })
    })

    test('whatever is sent instead of an answer is refused, and never a fault', async () => {
      const user = await make()
      const held = await enrolledBy(user, ada)
      const pending = await user.factor.begin([], ada)
      for (const answer of malformedAnswers) {
        expect(await user.factor.prove(held, answer, later)).toEqual({ kind: 'refused', reason: 'malformed' })
        if (user.factor.enrols.some((ask) => ask.kind !== 'reveal')) {
          const done = await user.factor.finish(pending, held, answer, later)
          expect(done).toEqual({ kind: 'refused', reason: 'malformed' })
        }
      }
    })

    test.each([{ flow: 'flow-2' }, { ver: 8 }, { jkt: 'browser-2' }])(
      'elsewhere (%o) passes only where the answer itself is not bound',
      async (elsewhere) => {
        const user = await make()
        const held = await enrolledBy(user, ada)
        const answer = await user.proof(held, later)
        const verdict = await user.factor.prove(held, answer, { ...later, ...elsewhere })
        expect(verdict.kind).toBe(user.bound ? 'refused' : 'accepted')
      },
    )
  })
}

const secretsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value, value.replaceAll(/[\s-]/g, '')]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}
