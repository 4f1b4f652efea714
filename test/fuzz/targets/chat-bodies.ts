import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { openPage, request } from '../../adapters/playground/open-page.ts'
import { scriptedHello } from '../../adapters/playground/scripted.ts'
import { anyJson, anyText, bent, edits, fieldsLike } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const actions = 'say press open submit close signin lock forward look join'
  .concat(' email leave report message twice nothing __proto__')
  .split(' ')
const user = fc.oneof(fc.constantFrom('U-ADA', 'U-GRACE'), anyText(20))
const fields = fieldsLike({
  channel: fc.oneof(fc.constantFrom('D-U-ADA', 'D-U-GRACE', 'alerts'), anyText(20)),
  text: anyText(200),
  id: anyText(70),
  message: fc.oneof(fc.constantFrom('1', 'm1'), anyText(9)),
  drawing: fc.oneof(fc.nat({ max: 2 }), fc.double()),
  name: fc.oneof(fc.constant('start'), anyText(9)),
  value: fc.oneof(fc.constantFrom('reset-password', '123456'), anyText(300)),
  form: anyText(70),
  user,
  email: fc.oneof(fc.emailAddress(), anyText()),
  account: fc.oneof(fc.constant('ada'), anyText(300)),
  password: anyText(300),
  displayName: anyText(300),
  on: fc.boolean(),
})
const body = fc.oneof(
  fields.map((one) => JSON.stringify(one)),
  fc.tuple(fields, edits()).map(([one, by]) => bent(JSON.stringify(one), by)),
  anyJson().map((one) => JSON.stringify(one)),
  anyText(200),
  fc.nat({ max: 20_000 }).map((length) => JSON.stringify({ user: 'U'.repeat(length) })),
)

type Playground = Awaited<ReturnType<typeof openPage>>

/** Everything that an action can move. */
const state = ({ house, signIns, locked, clock }: Playground): string =>
  JSON.stringify([
    house.order.length,
    house.suspended.length,
    house.removed.length,
    house.raised.length,
    house.queued.length,
    signIns.length,
    locked.length,
    clock.now(),
  ])

const settled = () => new Promise((resolve) => setImmediate(resolve))

const from = (token: string, ours: boolean): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'sec-fetch-site': ours ? 'same-origin' : 'cross-site',
  'x-playground-page': token,
})

const bodies = (page: Playground) =>
  claim(
    'what chat is sent is heard or refused, and what is refused changes nothing',
    fc.record({ action: fc.constantFrom(...actions), body, ours: fc.integer({ min: 0, max: 9 }) }),
    async ({ action, body, ours }) => {
      await settled()
      const before = state(page)
      const path = `/playground/act/${action}`
      const headers = from(page.token, ours > 0)
      const got = await request(page.adapter, path, { method: 'POST', body, headers })
      assert.ok([200, 202, 400, 403, 404, 409, 413].includes(got.status), String(got.status))
      if (ours === 0) assert.equal(got.status, 403)
      const text = await got.text()
      if (got.status >= 400) assert.equal(state(page), before, text)
      if (text !== '') JSON.parse(text)
      await settled()
    },
  )

export const chatBodies: Target = {
  name: 'chat-bodies',
  async open() {
    const page = await openPage()
    page.house.script = async ({ what, place }, adapter) => {
      const { platform, channel } = place
      if (what.kind === 'text') await adapter.show(scriptedHello, { platform, channel })
    }
    await page.act('say', { channel: 'D-U-ADA', text: 'hello', id: 'first' })
    return { claims: [bodies(page)], close: () => page.stop() }
  },
}
