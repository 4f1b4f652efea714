import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { approverPosts } from '../../../adapters/web/approve.ts'
import { posts } from '../../../adapters/web/hear.ts'
import type { Browser } from '../../support/browser.ts'
import { enrolled, type Person } from '../../support/talk.ts'
import { sha256 as hashOf } from '../../../src/lib/ids.ts'
import { ask, fromOurPage } from '../../support/web-client.ts'
import { startHost } from '../../support/web-host.ts'
import { origin, Town } from '../../support/world.ts'
import { anyJson, anyText, bent, edits, fieldsLike } from '../bent.ts'
import { claim, type Target } from '../claim.ts'
import { Counting } from '../counting-store.ts'

const name = fc.oneof(
  fc.constantFrom('totp', 'recovery-codes', 'new-password', 'webauthn', 'webauthn-options', 'cancel'),
  fc.constantFrom('pairing-code', 'attach', 'resume', '__proto__', 'password-change'),
  anyText(20),
)
const value = fc.oneof(
  anyText(),
  fieldsLike({ nonce: anyText(), response: anyJson() }),
  fieldsLike({ current: anyText(), chosen: anyText() }),
)
const said = fc.oneof(
  fieldsLike({ name, value }),
  fieldsLike({ name, secrets: fc.oneof(value, fc.dictionary(anyText(9), anyText(9))) }),
  fieldsLike({ flow: anyText(30), secret: anyText(50) }),
  fieldsLike({ flow: anyText(30), token: anyText(50) }),
  fieldsLike({ flow: anyText(30), token: anyText(50), nonce: anyText(), response: anyJson() }),
  fieldsLike({
    notice: anyText(30),
    token: anyText(50),
    word: fc.constantFrom('STOP', 'stop ', 'FREEZE', ''),
  }),
)
const body = fc.oneof(
  said.map((one) => JSON.stringify(one)),
  fc.tuple(said, edits()).map(([one, by]) => bent(JSON.stringify(one), by)),
  anyJson().map((one) => JSON.stringify(one)),
  anyText(300),
  fc.nat({ max: 40_000 }).map((length) => JSON.stringify({ name: 'a'.repeat(length), value: '' })),
)

const path = fc.constantFrom(...posts, ...approverPosts, '/notme')
const headers = fc.record(
  {
    'latchkey-proof': fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
    cookie: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => `__Host-flow=${text}`),
    'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site', ''),
    'content-type': fc.constantFrom('application/json', 'text/plain', 'application/json;charset=x'),
    'x-forwarded-for': fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  },
  { requiredKeys: [] },
)

interface Desk {
  readonly port: number
  readonly counting: Counting
  readonly town: Town
  readonly ada: Person
  page: Browser
  calls: number
}

const host = new URL(origin).host
const sent = (desk: Desk, path: string, body: string, more: Readonly<Record<string, string>>) =>
  ask(desk.port, { method: 'POST', path, headers: { host, ...fromOurPage, ...more }, body })

const strangers = (desk: Desk) =>
  claim(
    'a body without a proof is refused, and changes nothing',
    fc.record({ path, body, headers }),
    async ({ path, body, headers }) => {
      const before = desk.counting.changes
      const got = await sent(desk, path, body, headers)
      assert.ok(got.status >= 400 && got.status < 500, `${got.status} ${got.body}`)
      assert.match(got.body, /^\{"why":"[a-z]+"(,"nonce":"[\w.-]+")?\}$/)
      assert.equal(desk.counting.changes, before)
      assert.deepEqual(desk.town.faults, [])
    },
    0.2,
  )

/** A new conversation where the last one has come to its end, or has been moved on as often as its browser may. */
const stillOn = async (desk: Desk): Promise<void> => {
  desk.calls += 1
  if (desk.calls % 100 !== 0 && (await desk.page.page())?.card.tone === 'ask') return
  desk.town.clock.forward(24 * 60 * 60_000)
  desk.page = await desk.ada.getsToThePage()
}

const signed = (desk: Desk) =>
  claim(
    'a body of the paired browser is heard or refused; one of another shape changes nothing',
    fc.record({ path: fc.constantFrom(...posts), body }),
    async ({ path, body }) => {
      await stillOn(desk)
      const before = desk.counting.changes
      const prompt = (await desk.page.page())?.prompt ?? ''
      const call = await desk.page.signed(path, {}, { prompt, payload: { bsh: hashOf(body) } })
      const proof = call.proof ?? ''
      const got = await sent(desk, path, body, {
        'latchkey-proof': proof,
        cookie: `__Host-flow=${desk.page.cookie ?? ''}`,
      })
      assert.ok([200, 400, 401, 409, 410, 413].includes(got.status), `${got.status} ${got.body}`)
      if (got.status === 400 || got.status === 413) assert.equal(desk.counting.changes, before)
      await desk.town.at.rest()
      assert.deepEqual(desk.town.faults, [])
    },
    0.1,
  )

export const pageBodies: Target = {
  name: 'page-bodies',
  async open() {
    const counting = new Counting()
    const town = new Town(counting.over)
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    const { handoff, disown, approver } = town.at
    const web = await startHost({ baseUrl: origin, handoff, disown, approver, clock: town.clock })
    const desk: Desk = { port: web.port, counting, town, ada, page, calls: 0 }
    return { claims: [strangers(desk), signed(desk)], close: () => web.stop() }
  },
}
