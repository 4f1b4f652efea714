import { strict as assert } from 'node:assert'
import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import type { EnrolledFactor, Factor, Pending } from '../../../src/factors/port.ts'
import { totp } from '../../../src/factors/totp.ts'
import { second } from '../../../src/lib/clock.ts'
import { Keyring } from '../../../src/lib/keys.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { ceremonyOf } from '../../contracts/factor.ts'
import { totpCode } from '../../support/browser.ts'
import { anyJson, anyText, bent, edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const ada = ceremonyOf('ada')
const factor: Factor = totp({
  issuer: 'Contoso',
  keyring: new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }]),
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 6238 and 4226 once more, in a few lines of our own: what an app would show in this time step. */
const shownIn = (seed: string, step: number): string => {
  const bits = seed.replaceAll(/./g, (c) => alphabet.indexOf(c).toString(2).padStart(5, '0'))
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

const attempt = fc.record({
  /** Seconds since the app was added. */
  after: fc.nat({ max: 3600 }),
  /** Which step's code is the one to begin with, counted from the present. */
  step: fc.integer({ min: -3, max: 2 }),
  by: edits(0),
  grouped: fc.boolean(),
})

const guesses = (held: readonly EnrolledFactor[], seed: string) =>
  claim(
    'a code counts in its own step and the next, once, and nothing else counts',
    attempt,
    async ({ after, step, by, grouped }) => {
      const now = ada.now + after * second
      const present = Math.floor(now / (30 * second))
      const code = shownIn(seed, present + step)
      const typed = bent(grouped ? `${code.slice(0, 3)} ${code.slice(3)}` : code, by)
      const said = typed.split(/\s/).join('')
      const lastStep = Math.floor(ada.now / (30 * second))
      const right = [present, present - 1].some((s) => s > lastStep && shownIn(seed, s) === said)
      const got = await factor.prove(held, new Secret(typed), { ...ada, now })
      assert.equal(got.kind === 'accepted', right && typed.length <= 20)
      if (got.kind !== 'accepted') return
      const again = await factor.prove([got.factor], new Secret(said), { ...ada, now })
      assert.deepEqual(again, { kind: 'refused', reason: 'replayed' })
    },
  )

const anything = (held: readonly EnrolledFactor[], pending: Pending) =>
  claim(
    'any other value is refused, in proving and in adding',
    fc.oneof(
      anyText(),
      anyJson().map((value) => ({ value })),
      anyText(30).map((typed) => ({ typed })),
    ),
    async (said) => {
      const answer = typeof said === 'object' && 'typed' in said ? new Secret(said.typed) : said
      const code = answer instanceof Secret && /^\s*(\d\s*){6}$/.test(answer.reveal())
      if (code) return
      assert.equal((await factor.prove(held, answer, ada)).kind, 'refused')
      assert.equal((await factor.finish(pending, [], answer, ada)).kind, 'refused')
    },
  )

export const totpStrings: Target = {
  name: 'totp',
  async open() {
    const pending = await factor.begin([], ada)
    const seed = String((await factor.reveal(pending, [], ada))['secret'])
    const done = await factor.finish(pending, [], new Secret(await totpCode(seed, ada.now)), ada)
    if (done.kind !== 'enrolled') throw new Error(done.reason)
    return { claims: [guesses([done.factor], seed), anything([done.factor], pending)] }
  },
}
