import { describe, expect, test } from 'vitest'
import { disowningByMail } from '../../flows/facts.ts'
import { unbound } from '../../src/handoff/port.ts'
import { minute, second } from '../../src/lib/clock.ts'
import { say } from '../../src/story/card.ts'
import { cardsSaying, linkIn, saidInAlerts } from '../support/notices.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fate, Killed } from '../support/kill.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const old = 'Winter-Lake-2026'
const fresh = 'Otter-Bridge-Candle-9'

const standingOf = async (town: Town, { id }: Person) => (await town.machine().world.freezes.of(id)).value

/** Another replica freezes, as after a press on the page behind a mail. */
const freezeNow = async (town: Town, { id }: Person): Promise<void> => {
  const person = { id, account: 'ada', displayName: 'Ada Byron' }
  const notice = { person, says: say('told.linked', { account: 'ada' }), at: town.clock.now() }
  await town.machine().engine.start('not-me', disowningByMail(notice, unbound))
}

/** Runs `errand` and freezes right before its nth write; true when there was an nth. */
const frozenBefore = async (
  nth: number,
  town: Town,
  ada: Person,
  errand: () => Promise<void>,
  then: () => Promise<void>,
): Promise<boolean> => {
  const write = town.raw.write.bind(town.raw)
  let writes = 0
  let frozen = false
  town.raw.write = async (changes) => {
    writes += 1
    if (writes === nth) {
      town.raw.write = write
      await freezeNow(town, ada)
      frozen = true
      await then()
    }
    return await write(changes)
  }
  try {
    await errand()
  } catch (cause) {
    // The page or card that it would go on with is not there any more.
    if (!frozen) throw cause
  }
  town.raw.write = write
  await town.later(minute)
  await town.later(minute)
  return frozen
}

describe('a freeze right before any write', () => {
  test('of a reset: no directory write begins after it, and one under way is told', async () => {
    let [stopped, acting, late] = [0, 0, 0]
    for (let nth = 1, frozen = true; frozen; nth++) {
      const town = new Town()
      const ada = await enrolled(town, 'ada')
      const changed = (): boolean => town.directory.signIn('ada', fresh) === 'ok'
      let before = false
      frozen = await frozenBefore(
        nth,
        town,
        ada,
        async () => {
          const page = await ada.getsToThePage()
          await ada.proves(page)
          await page.types('new-password', fresh)
        },
        async () => void (before = changed()),
      )
      if (!frozen) break
      expect((await standingOf(town, ada)).frozenAt, `write ${nth}`).toBeDefined()
      const told = saidInAlerts(town).includes('alert.not-me.acting')
      if (changed()) expect(before || told, `write ${nth}: written after the freeze, and not told`).toBe(true)
      else expect(town.directory.signIn('ada', old)).toBe('ok')
      if (told)
        expect(town.events('commit.intent'), `write ${nth}: told of an act that never was`).toHaveLength(1)
      if (changed())
        expect(ada.told, `write ${nth}: the owner hears of the reset`).toContain('told.password-changed')
      stopped += changed() ? 0 : 1
      acting += told ? 1 : 0
      late += changed() && !told ? 1 : 0
    }
    process.stdout.write(
      `freeze: before a reset's writes: ${stopped} stopped, ${acting} told, ${late} after it\n`,
    )
    expect(Math.min(stopped, acting, late)).toBeGreaterThan(0)
    expect(stopped).toBeGreaterThan(15)
  })

  test('of the directory, by a reset under way: it cannot be stopped, and the helpdesk is told so', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await ada.proves(page)
    const commit = town.directory.commit.commit.bind(town.directory.commit)
    town.directory.commit.commit = async (order) => {
      await freezeNow(town, ada)
      return await commit(order)
    }
    await page.types('new-password', fresh)
    await town.later(minute)
    expect(town.directory.signIn('ada', fresh)).toBe('ok')
    expect(saidInAlerts(town)).toContain('alert.not-me.acting')
    expect(ada.told).toEqual(expect.arrayContaining(['told.password-changed', 'told.frozen']))
    const { talks } = await standingOf(town, ada)
    expect(talks.filter((t) => t.acting !== undefined)).toEqual([])
  })

  test('of a set-up: no sign-in method is added after it', async () => {
    let points = 0
    for (let nth = 1, frozen = true; frozen; nth++) {
      const town = new Town()
      const ada = await enrolled(town, 'ada')
      const methods = async () => (await town.at.world.enrolments.of(ada.id)).value.factors.map((f) => f.id)
      let before: string[] | undefined
      frozen = await frozenBefore(
        nth,
        town,
        ada,
        async () => {
          const page = await ada.getsToThePage('set up recovery')
          await page.types('current-password', old)
          await page.types('totp', await ada.totp())
          await page.presses('add', 'webauthn')
          await page.passkey(ada.device, 'create')
        },
        async () => void (before = await methods()),
      )
      if (!frozen) break
      points += 1
      expect(await methods(), `write ${nth}`).toEqual(before)
    }
    expect(points).toBeGreaterThan(15)
  })
})

const tried = async (act: () => Promise<unknown>): Promise<void> => {
  try {
    await act()
  } catch (cause) {
    if (!(cause instanceof Killed)) throw cause
  }
}

describe('a freeze whose process is killed at anything it does', () => {
  const proved = async (): Promise<{ town: Town; ada: Person }> => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await page.types('new-password', fresh)
    await town.at.rest()
    await ada.getsToThePage()
    return { town, ada }
  }
  const byMail = async (town: Town): Promise<void> => {
    const { notice, token } = linkIn(town, 'The password of ada')
    await town.at.disown.press(notice, new Secret(token))
    await town.at.rest()
    await town.at.rest()
  }
  const inChat = async (_town: Town, ada: Person): Promise<void> => {
    await ada.says('that was not me')
    if (ada.drawn.card.title.id === 'not-me.title') await ada.presses('not-me', 'yes')
  }

  test.each([
    ['in chat', inChat, 10],
    ['behind a mail', byMail, 8],
  ] as const)('%s', async (_way, press, least) => {
    const { town, ada } = await proved()
    const whole = new Fate()
    town.at = town.machine(whole)
    await press(town, ada)
    await town.at.rest()
    const points = whole.deeds.length
    expect(points).toBeGreaterThan(least)
    for (let at = 1; at <= points; at++)
      for (const when of ['before', 'after'] as const) await killed(press, at, when)
  })

  const killed = async (
    press: (town: Town, ada: Person) => Promise<void>,
    at: number,
    when: 'before' | 'after',
  ): Promise<void> => {
    const { town, ada } = await proved()
    const where = `${when} ${at}`
    town.at = town.machine(new Fate(at, when))
    await tried(() => press(town, ada))
    await tried(() => town.at.rest())
    const alerts = () => cardsSaying(town, 'alert.frozen')
    const isFrozen = async () => (await standingOf(town, ada)).frozenAt !== undefined
    expect(alerts() === 0 || (await isFrozen()), `${where}: an alarm without a freeze`).toBe(true)
    town.at = town.machine()
    for (const wait of [31 * second, 10 * second, minute]) await town.later(wait)
    if (!(await isFrozen())) await press(town, ada)
    for (const wait of [31 * second, minute]) await town.later(wait)
    expect(await isFrozen(), `${where}: frozen`).toBe(true)
    expect(alerts(), `${where}: alarmed once`).toBe(1)
    expect(new Set(town.events('self-service.frozen').map((e) => e.id)).size, where).toBe(1)
    expect(ada.told, `${where}: told`).toContain('told.frozen')
    await ada.says('I forgot my password')
    ada.sees('ended.frozen')
    expect(town.faults.filter((f) => !(f instanceof Error) || f.name !== 'Fault')).toEqual([])
  }
})
