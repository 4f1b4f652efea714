import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FlaggedInTeams } from './flagged-in-teams.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const reason = 'The password was already reset in the last day.'

describe('in Teams, on OpenLDAP and Redis', () => {
  let it: FlaggedInTeams
  beforeAll(async () => {
    it = await FlaggedInTeams.open(60)
  })
  afterAll(async () => await it?.close())

  test('J6 a human looks at it, signs with a passkey, and the person goes on where they were', async () => {
    await it.begins()
    const { ada, alice, grace } = it.people
    await it.asks()
    const asked = await grace.card(ada.account, reason)
    await grace.signs(await grace.link())
    await alice.portal.at('set-password')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')
    expect(await it.signsIn(fresh)).toBe(true)
    const done = await grace.card(ada.account, 'It was approved and carried out.')
    expect(done).toMatchObject({ id: asked.id, buttons: [] })
    expect(grace.cardsOf(ada.account), 'one card for one request').toHaveLength(1)
    expect(alice.said, 'the person never reads why').not.toContain(reason)
    expect(it.corp.alarms, 'the link stands in no channel').not.toContain('/a#v1')
  })
})
