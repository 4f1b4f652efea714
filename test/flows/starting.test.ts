import { describe, expect, test } from 'vitest'
import { hour } from '../../src/lib/clock.ts'
import type { MemorySeed } from '../../src/directory/memory.ts'
import { alertsIn, enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** The directory forgets her address. */
const withoutMail = (town: Town, { id }: Person): void => {
  const account = town.directory.account(id)
  const { mail: _mail, ...seed } = account.seed
  account.seed = seed
}

const begun = async (change: Partial<MemorySeed>): Promise<Person> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  town.directory.change(ada.id, change)
  await ada.says('I forgot my password')
  return ada
}

describe('a reset that cannot begin says why and where to go', () => {
  test.each<[string, Partial<MemorySeed>, string]>([
    ['switched off', { disabled: true }, 'ended.disabled'],
    ['expired', { accountExpired: true }, 'ended.account-expired'],
    ['locked by an administrator', { lockedByAdmin: true }, 'ended.locked-by-admin'],
    ['privileged', { protected: { reason: 'privileged', detail: 'adminCount' } }, 'ended.protected'],
  ])('an account that is %s', async (_what, change, title) => {
    const ada = await begun(change)
    ada.sees(title, 'helpdesk.both')
  })

  test('and the audit trail names the chat user', async () => {
    const town = new Town()
    const stranger = new Person(town, 'ada')
    await stranger.says('I forgot my password')
    const [refusal] = town.events('flow.refused')
    expect(refusal?.detail).toMatchObject({ reason: 'not-enrolled', ...stranger.actor })
  })

  test('an account that is gone', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.remove(ada.id)
    await ada.says('I forgot my password')
    ada.sees('ended.gone', 'helpdesk.both')
  })

  test('a person who is not enrolled is offered to set it up', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    await grace.says('I forgot my password')
    grace.sees('ended.not-enrolled', 'ask.set-up', 'helpdesk.both')
    await grace.presses('start', 'enrol-factor')
    grace.sees('hand-off.title')
  })

  test.each(['guest', 'stranger', 'bot', 'deleted'] as const)('a %s', async (kind) => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    ada.profile({ kind })
    await ada.says('I forgot my password')
    ada.sees(`ended.${kind}`, `ended.${kind}.line`, 'helpdesk.both')
    await ada.says('set up recovery')
    ada.sees(`ended.${kind}`, `ended.${kind}.line`, 'helpdesk.both')
  })

  test('somebody whose e-mail address nobody has confirmed, known to the directory or not', async () => {
    const town = new Town()
    for (const name of ['grace', 'nobody-at-all']) {
      const person = new Person(town, name)
      person.profile({ emailConfirmed: false })
      await person.says('set up recovery')
      person.sees('ended.unconfirmed-email', 'ask.set-up', 'helpdesk.both')
      person.profile({ emailConfirmed: true })
      await person.presses('start', 'enrol-factor')
      person.sees(name === 'grace' ? 'hand-off.title' : 'ended.no-match')
    }
  })

  test('a chat profile that changed, until a factor confirms it', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await town.at.house.bindings.suspend(ada.actor, 'e-mail changed')
    await ada.says('I forgot my password')
    ada.sees('ended.suspended', 'ask.set-up', 'helpdesk.both')
    await ada.presses('start', 'enrol-factor')
    const page = await ada.opens()
    await ada.says(await page.code())
    await page.types('current-password', 'Winter-Lake-2026')
    await page.sees('enrol.prove-held')
    await page.types('totp', await ada.totp())
    await page.presses('done')
    await ada.says('I forgot my password')
    ada.sees('hand-off.title')
  })

  test('a chat account that vanished', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    await town.at.house.bindings.remove(ada.actor, 'left')
    await ada.says('I forgot my password')
    ada.sees('ended.not-enrolled')
  })
})

describe('a report on a chat account', () => {
  test.each(['suspend', 'remove'] as const)(
    '%s ends the conversation that is on, and its page',
    async (what) => {
      const town = new Town()
      const ada = await enrolled(town, 'ada')
      const page = await ada.getsToThePage()
      await ada.proves(page)
      await town.at.house.bindings[what](ada.actor, 'changed')
      await town.at.rest()
      await page.types('new-password', 'Otter-Bridge-Candle-9')
      expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
      await page.sees('ended.replaced')
    },
  )

  test('ends also a conversation of somebody who is linked to nobody yet', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    const page = await grace.getsToThePage('set up recovery')
    await town.at.house.bindings.remove(grace.actor, 'left')
    await page.types('current-password', 'Winter-Lake-2026')
    await page.sees('ended.replaced')
  })

  test('counts at the commit even when the conversation could not be ended in time', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await ada.proves(page)
    const { enrolments } = town.at.world
    const bound = await enrolments.boundTo(ada.actor)
    await town.at.store.write([enrolments.bind(ada.actor, bound, { person: ada.id, suspended: 'e-mail' })])
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
    await page.sees('ended.suspended')
  })
})

describe('too many', () => {
  test('starts an hour leave only WebAuthn, and the refusal is told', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 6; n++) {
      await ada.getsToThePage()
      ada.sees('prove.chat-title')
    }
    await ada.getsToThePage()
    ada.sees('ended.too-many')
    expect(alertsIn(town)).toContain('alert.refused')
  })

  test('unredeemed links count nothing', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    for (let n = 0; n < 20; n++) await ada.says('I forgot my password')
    const page = await ada.opens()
    await ada.says(await page.code())
    ada.sees('prove.chat-title')
  })
})

describe('with one address only', () => {
  test('app and recovery code are not enough, and the alert says so', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    withoutMail(town, ada)
    await ada.getsToThePage()
    ada.sees('ended.needs-approval', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.refused'])
    const [refused] = town.chat.alerted
    expect(refused?.card.lines.map(({ id }) => id)).toContain('risk.one-address')
  })

  test('a passkey is', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
    withoutMail(town, ada)
    const page = await ada.getsToThePage()
    expect((await page.page())?.card.asks.map((a) => a.kind)).toEqual(['webauthn', 'choice'])
    await page.passkey(ada.device)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.done.reset')
  })
})

describe('one person, two conversations', () => {
  test('a newer one in the same chat ends the older, and its page', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await ada.says('I forgot my password')
    ada.sees('hand-off.title')
    await page.sees('ended.replaced')
    const older = ada.messages.at(-2)?.drawings.at(-1)
    expect(older?.card.title.id).toBe('ended.replaced')
  })

  test('from another chat account of the same person: the older commits nothing', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const other = new Person(town, 'ada', 'U-ADA-2')
    const { enrolments } = town.at.world
    const bound = await enrolments.boundTo(other.actor)
    await town.at.store.write([enrolments.bind(other.actor, bound, { person: ada.id })])
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await other.says('I forgot my password')
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.replaced')
    expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
    expect(town.events('commit.intent')).toEqual([])
  })

  test('a set-up that was cancelled offers to set up again, not to reset', async () => {
    const town = new Town()
    const grace = new Person(town, 'grace')
    await grace.says('set up recovery')
    await grace.presses('cancel')
    grace.sees('ended.cancelled')
    const [ask] = grace.drawn.card.asks
    expect(ask).toMatchObject({ kind: 'choice', options: [{ value: 'enrol-factor' }] })
  })
})

describe('cooling', () => {
  test('after a reset: the next within a day says when', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await town.later(hour)
    await ada.getsToThePage()
    ada.sees('ended.too-soon', 'ended.too-soon.until', 'helpdesk.both')
    const until = ada.drawn.card.lines.find((l) => l.id === 'ended.too-soon.until')?.with?.['at']
    await town.later(Number(until?.slice(1)) - town.clock.now())
    await ada.getsToThePage()
    ada.sees('prove.chat-title')
  })
})
