import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FlaggedInSlack } from './flagged-in-slack.ts'

const fresh = 'Quiet-Harbour-Kettle-48'
const reason = 'The password was already reset in the last day.'

describe('in Slack, on Samba AD and Redis', () => {
  let it: FlaggedInSlack
  beforeAll(async () => {
    it = await FlaggedInSlack.open(58)
  })
  afterAll(async () => await it?.close())

  test('J6 a human looks at it, signs what they read with a passkey, and the person goes on where they were', async () => {
    await it.begins()
    const { ada, alice, grace } = it.people
    await it.asks()
    const asked = await grace.card(ada.account, reason)
    expect(asked.lines).toEqual(
      expect.arrayContaining([
        expect.stringContaining('The page is open in Chrome on Linux, in this country: Germany.'),
        'Proved: a passkey of theirs.',
      ]),
    )
    const waiting = await alice.portal.page.locator('main').innerText()
    expect(waiting).toContain('a colleague looks at this one')
    const writes = await it.hands.writes(ada.id)

    const link = await grace.link(ada.account)
    expect(link).toMatch(/\/a#v1\.[\w-]+\.[\w-]{43}$/)
    expect(await grace.signs(link)).toContain([...asked.lines].join('\n'))
    await alice.portal.at('set-password')
    await alice.reads('You can go on now')
    await grace.card(ada.account, 'They go on in the same browser.')
    await alice.portal.answers('new-password', fresh)
    await alice.portal.ends('done')

    expect(await it.hands.writes(ada.id)).toBe(writes + 2)
    expect(await it.signsIn(fresh)).toBe(true)
    const done = await grace.card(ada.account, 'It was approved and carried out.')
    expect(done).toMatchObject({ ts: asked.ts, edited: true, buttons: [] })
    expect(grace.cardsOf(ada.account), 'one card for one request').toHaveLength(1)
    expect(`${waiting}${alice.said}`, 'the person never reads why').not.toContain(reason)
    expect(JSON.stringify(it.corp.alarms), 'the link stands in no channel').not.toContain('/a#v1')
    const told = (await it.trail())
      .map(({ event }) => event)
      .filter((event) => /^(approval|commit)\./.test(event))
    expect(told).toEqual(['approval.requested', 'approval.granted', 'commit.intent', 'commit.committed'])
  })

  test('J6 from a country they were never seen in, on an unknown browser: the card says so, and the person goes on there', async () => {
    const { grace } = it.people
    const { person, linus } = await it.visitor()
    await linus.asks('form')
    await linus.portal.at('await-approval')
    const asked = await grace.card(person.account, 'This person signs in from Germany.')
    expect(asked.lines).toEqual(
      expect.arrayContaining([
        'The page is open in Chrome on Linux, in this country: Brazil.',
        expect.stringContaining('This person has never used this browser here before.'),
        expect.stringContaining(
          'This person signs in from Germany. This request comes from Brazil, where nobody in the company has signed in from before.',
        ),
      ]),
    )
    expect(asked.lines.join('\n')).not.toContain(reason)
    await grace.signs(await grace.link(person.account))
    await linus.portal.at('set-password')
    await linus.portal.answers('new-password', 'Early-Garden-Lantern-57')
    await linus.portal.ends('done')
    expect(await it.signsIn('Early-Garden-Lantern-57', person)).toBe(true)
    expect(linus.said).not.toContain('country')
  })

  test('J6 the link that signed is used up', async () => {
    const { grace } = it.people
    const used = grace.whispers.at(-1)?.links['Read and sign'] ?? ''
    const page = await it.strangersPage()
    await page.goto(used)
    await page.locator('[data-ask=read]').click()
    await page.locator('[data-when=void]:not([hidden])').waitFor()
  })
})
