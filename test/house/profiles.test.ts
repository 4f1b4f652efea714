import { describe, expect, test, vi } from 'vitest'
import { beginning } from '../../flows/facts.ts'
import { unbound } from '../../src/handoff/port.ts'
import { hour } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { profileMarks } from '../../src/enrolment/profile-marks.ts'
import { resealedEnrolment } from '../../src/enrolment/resealed.ts'
import type { Profile } from '../../src/house/port.ts'
import { Fault } from '../../src/story/errors.ts'
import { alertsIn, enrolled, Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

/** Ada, linked long ago. */
const known = async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  await ada.says('why can’t I get in?')
  ada.sees('why.open')
  return { town, ada }
}

const profileOf = (town: Town, person: Person): Profile => {
  const profile = town.chat.profiles.get(person.actor.user)
  if (profile === undefined) throw new Error('no such chat user')
  return profile
}

const reported = async (town: Town, person: Person): Promise<void> => {
  await person.does(person.event({ kind: 'profile', profile: profileOf(town, person) }))
}

const links = async (town: Town, person: Person) =>
  (await town.at.world.enrolments.of(person.id)).value.bindings

describe('a chat profile', () => {
  test('that changed in nothing that matters is the same: the conversation goes on', async () => {
    const { town, ada } = await known()
    await ada.says('I forgot my password')
    ada.profile({
      displayName: 'Ada, on holiday',
      email: 'ADA@corp.example',
      locale: 'de',
      timeZone: 'Europe/Berlin',
    })
    await reported(town, ada)
    ada.sees('hand-off.title')
    expect(alertsIn(town)).toEqual([])
    await ada.says('I forgot my password')
    ada.sees('hand-off.title')
  })

  test.each([
    ['another e-mail address', { email: 'mallory@corp.example' }],
    ['a guest', { kind: 'guest' }],
  ] as const)('that is reported as %s puts the link in doubt and ends what is on', async (_, change) => {
    const { town, ada } = await known()
    const page = await ada.getsToThePage()
    await ada.proves(page)
    ada.profile(change)
    await reported(town, ada)
    await reported(town, ada)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
    await page.sees('ended.replaced')
    expect(alertsIn(town)).toEqual(['alert.suspended'])
    expect(town.events('binding.suspended')).toHaveLength(1)
    await town.later(2 * hour)
    expect(alertsIn(town)).toEqual(['alert.suspended'])
  })

  test('that is reported while something is down brings nobody a message they never asked for', async () => {
    const { town, ada } = await known()
    const before = ada.messages.length
    const { enrolments } = town.at.world
    const broken = vi.spyOn(enrolments, 'boundTo').mockRejectedValueOnce(new Fault('ERR_STORE', 'away'))
    await reported(town, ada)
    expect(broken).toHaveBeenCalled()
    expect(ada.messages).toHaveLength(before)
  })

  test('whose change nobody reported is found at the next start', async () => {
    const { town, ada } = await known()
    ada.profile({ email: 'mallory@corp.example' })
    await ada.says('I forgot my password')
    ada.sees('ended.suspended', 'ask.set-up')
    await ada.says('why can’t I get in?')
    ada.sees('why.suspended')
    expect(alertsIn(town)).toEqual(['alert.suspended'])
    expect(town.events('binding.suspended')).toHaveLength(1)
    // Changed back, it stays in doubt: somebody else may have sat there.
    ada.profile({ email: 'ada@corp.example' })
    await ada.says('I forgot my password')
    ada.sees('ended.suspended')
  })

  test('is confirmed by password and sign-in method, and then it is the new one that counts', async () => {
    const { town, ada } = await known()
    ada.profile({ email: 'ada.king@corp.example' })
    const page = await ada.getsToThePage('set up recovery')
    await page.types('current-password', 'Winter-Lake-2026')
    await page.types('totp', await ada.totp())
    await page.presses('done')
    ada.profile({ email: 'ada@corp.example' })
    await ada.says('I forgot my password')
    ada.sees('ended.suspended')
    expect(alertsIn(town)).toEqual(['alert.suspended', 'alert.suspended'])
  })

  test('of a link from before profiles were marked is marked at the next start', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const { enrolments } = town.at.world
    const kept = await enrolments.of(ada.id)
    const bindings = kept.value.bindings.map(({ actor, at }) => ({ actor, at }))
    expect(await town.at.store.write([enrolments.keep(kept, { ...kept.value, bindings })])).toBe(true)
    await ada.says('I forgot my password')
    ada.sees('hand-off.title')
    const [link] = await links(town, ada)
    expect(link?.mark).toMatch(/^k1\./)
    expect(JSON.stringify(link)).not.toContain('corp.example')
  })

  test('that changed is refused by the story itself, too', async () => {
    const { town, ada } = await known()
    const profile = { ...profileOf(town, ada), email: 'mallory@corp.example' }
    for (const [story, outcome] of [
      ['reset-password', 'suspended'],
      ['unlock-account', 'suspended'],
      ['change-expired', 'suspended'],
      ['why-locked', 'done'],
    ] as const) {
      const { id } = await town.at.engine.start(story, beginning(ada.actor, profile, unbound))
      const seen = await town.at.engine.view(id)
      expect(seen?.outcome ?? seen?.step, story).toBe(outcome)
      if (story === 'why-locked') expect(seen?.facts.explained?.trouble).toBe('suspended')
    }
  })

  test('of somebody who is gone takes the link along', async () => {
    const { town, ada } = await known()
    await ada.says('I forgot my password')
    await ada.does(ada.event({ kind: 'gone', why: 'left' }))
    expect(ada.drawn.card.title.id).toBe('ended.replaced')
    expect(await links(town, ada)).toEqual([])
    expect(town.events('binding.removed')).toHaveLength(1)
    ada.profile({ kind: 'deleted' })
    await reported(town, ada)
    expect(town.events('binding.removed')).toHaveLength(1)
  })
})

describe('the mark of a profile', () => {
  const actor = { platform: 'test', tenant: 'T1', user: 'U1' }
  const profile = { email: 'ada@corp.example', kind: 'member' }
  const [one, two] = ['k1', 'k2'].map((id) => ({ id, bytes: Buffer.alloc(32, id) }))
  if (one === undefined || two === undefined) throw new Error('no keys')

  test('holds for its own chat user and profile only', () => {
    const marks = profileMarks(new Keyring([one]))
    const mark = marks.make(actor, profile)
    expect(marks.holds(mark, actor, { ...profile, email: 'Ada@Corp.example' })).toBe(true)
    expect(marks.holds(mark, { ...actor, user: 'U2' }, profile)).toBe(false)
    expect(marks.holds(mark, actor, { ...profile, email: 'eve@corp.example' })).toBe(false)
    expect(marks.holds(mark, actor, { kind: 'member' })).toBe(false)
    expect(marks.holds(mark, actor, { ...profile, kind: 'guest' })).toBe(false)
    expect(marks.make(actor, profile)).not.toBe(mark)
  })

  test('outlives a rotation of keys, and says no under a key that is gone', async () => {
    const { town, ada } = await known()
    const { value } = await town.at.world.enrolments.of(ada.id)
    const first = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'test key') }])
    const second = new Keyring([two])
    const moved = resealedEnrolment({ ...value, factors: [] }, [], (sealed, bound) =>
      second.seal('seed', first.open('seed', sealed, bound) ?? '', bound),
    )
    const holds = (mark: string | undefined) =>
      profileMarks(second).holds(mark ?? '', ada.actor, profileOf(town, ada))
    expect(holds(moved.bindings[0]?.mark)).toBe(true)
    expect(holds(value.bindings[0]?.mark)).toBe(false)
  })
})
