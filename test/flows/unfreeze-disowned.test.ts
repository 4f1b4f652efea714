import { describe, expect, test } from 'vitest'
import { disowningByMail } from '../../flows/facts.ts'
import { unbound } from '../../src/handoff/port.ts'
import { day, hour, minute } from '../../src/lib/clock.ts'
import { say } from '../../src/story/card.ts'
import { alerted, lastAlert } from '../support/notices.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const frozenAt = async (town: Town, { id }: Person) => (await town.at.world.freezes.of(id)).value.frozenAt

/** Ada, frozen, with a passkey that may lift it; somebody in her chat has begun to. */
const aboutToOpen = async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
  const kept = await town.at.world.enrolments.of(ada.id)
  const factors = kept.value.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day }))
  await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors })])
  await ada.says('that was not me')
  await ada.presses('not-me', 'yes')
  await town.at.rest()
  return { town, ada }
}

const begins = async (ada: Person) => {
  await ada.says('unfreeze')
  const page = await ada.opens()
  await ada.says(await page.code())
  return page
}

const objects = async (town: Town, ada: Person): Promise<void> => {
  await ada.presses('aside', 'not-me')
  await ada.presses('not-me', 'yes')
  await town.at.rest()
}

/** Behind a mail, on another replica, right before the nth write from now on. */
const saidBefore = (nth: number, town: Town, { id }: Person): (() => boolean) => {
  const write = town.raw.write.bind(town.raw)
  const person = { id, account: 'ada', displayName: 'Ada Byron' }
  let writes = 0
  town.raw.write = async (changes) => {
    writes += 1
    if (writes === nth) {
      const notice = { person, says: say('told.frozen', { account: 'ada' }), at: town.clock.now() }
      await town.machine().engine.start('not-me', disowningByMail(notice, unbound))
    }
    return await write(changes)
  }
  return () => writes >= nth
}

describe('“that wasn’t me” to somebody who is about to open what is frozen', () => {
  test('ends it: the passkey comes too late, and the helpdesk hears', async () => {
    const { town, ada } = await aboutToOpen()
    const page = await begins(ada)
    const cards = ada.messages.length
    await objects(town, ada)
    ada.sees('ended.frozen', 'frozen.unfreeze')
    expect(ada.messages[cards - 1]?.drawings.at(-1)?.card.title.id, 'its card says so').toBe('ended.disowned')
    await page.sees('ended.disowned')
    expect(lastAlert(town)).toEqual([
      'alert.still-frozen',
      'board.times',
      'alert.not-me.chat',
      'alert.not-me.about',
      'prove.chat-title',
      'alert.reference',
      'alert.not-me.ended',
      'alert.do.alarm',
      'alert.reference',
      'board.before',
      'alert.frozen',
    ])
    expect(town.events('self-service.disowned')).toHaveLength(1)
    expect(town.events('self-service.frozen'), 'frozen once').toHaveLength(1)
    expect(
      ada.told.filter((t) => t === 'told.frozen'),
      'told once',
    ).toHaveLength(1)
    await page.passkey(ada.device).catch(() => undefined)
    expect(await frozenAt(town, ada)).toBeDefined()
  })

  test('even when it comes right before the freeze is lifted', async () => {
    let [kept, lifted] = [0, 0]
    for (let nth = 1; ; nth++) {
      const { town, ada } = await aboutToOpen()
      const page = await begins(ada)
      const said = saidBefore(nth, town, ada)
      await page.passkey(ada.device).catch((cause: unknown) => {
        if (!said()) throw cause
      })
      if (!said()) break
      await town.later(minute)
      const opened = town.events('self-service.unfrozen').length
      expect(await frozenAt(town, ada), `write ${nth}`).toBeDefined()
      expect(alerted(town, 'alert.still-frozen'), `write ${nth}`).toBe(opened === 1 ? 0 : 1)
      expect(alerted(town, 'alert.frozen'), `write ${nth}`).toBe(opened === 1 ? 2 : 1)
      kept += opened === 0 ? 1 : 0
      lifted += opened
    }
    expect(Math.min(kept, lifted)).toBeGreaterThan(0)
  })

  test('alarms once an hour, ends it each time, and the owner can open it all the same', async () => {
    const { town, ada } = await aboutToOpen()
    for (let n = 0; n < 3; n++) {
      const page = await begins(ada)
      await objects(town, ada)
      await page.sees('ended.disowned')
    }
    expect(alerted(town, 'alert.still-frozen')).toBe(1)
    town.clock.forward(hour)
    await begins(ada)
    await objects(town, ada)
    expect(alerted(town, 'alert.still-frozen')).toBe(2)
    const page = await begins(ada)
    await page.passkey(ada.device)
    await page.sees('ended.done.unfreeze')
    expect(await frozenAt(town, ada)).toBeUndefined()
    await ada.says('I forgot my password')
    await objects(town, ada)
    expect(alerted(town, 'alert.stopped'), 'told at once after the lifting').toBe(1)
  })
})

/** On another replica, while the opening has been found free to go on and has not yet read what it replaces. */
const saidWhileOpening = (town: Town, { id, drawn: { flow = '' } }: Person): (() => boolean) => {
  const { enrolments } = town.at.world
  const of = enrolments.of.bind(enrolments)
  const person = { id, account: 'ada', displayName: 'Ada Byron' }
  let said = false
  enrolments.of = async (asked) => {
    const proved = (await town.at.engine.view(flow))?.facts.proofs.length ?? 0
    if (proved > 0 && !said) {
      said = true
      const notice = { person, says: say('told.frozen', { account: 'ada' }), at: town.clock.now() }
      await town.machine().engine.start('not-me', disowningByMail(notice, unbound))
    }
    return await of(asked)
  }
  return () => said
}

test('said in the moment of opening, nothing is opened: what would end the conversation is not written either', async () => {
  const { town, ada } = await aboutToOpen()
  const page = await begins(ada)
  const said = saidWhileOpening(town, ada)
  await page.passkey(ada.device)
  expect(said()).toBe(true)
  await page.sees('ended.disowned')
  expect(await frozenAt(town, ada)).toBeDefined()
  expect(town.events('self-service.unfrozen')).toEqual([])
})
