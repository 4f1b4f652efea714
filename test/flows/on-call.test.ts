import { describe, expect, test } from 'vitest'
import { keepRoster, roster } from '../../src/approval/roster.ts'
import type { ChatEvent } from '../../src/house/port.ts'
import { minute, second } from '../../src/lib/clock.ts'
import type { Message } from '../support/test-chat.ts'
import { Town } from '../support/world.ts'
import { alertsIn, type Person } from '../support/talk.ts'
import { approves, flagged, type Scene } from './approving-scene.ts'

const fresh = 'Otter-Bridge-Candle-9'
type Room = 'alerts' | 'on-call'

/** Cards about requests, of one of the channels. */
const cards = ({ town }: Pick<Scene, 'town'>, room: Room): readonly Message[] =>
  (town.chat.rooms.get(room) ?? []).filter(
    ({ drawings }) => drawings.at(-1)?.card.title.id === 'approval.title.reset',
  )
const linesOf = (message: Message | undefined): readonly string[] =>
  message?.drawings.at(-1)?.card.lines.map(({ id }) => id) ?? []
/** What the newest card says, and how many buttons there are on it. */
const reads = (scene: Pick<Scene, 'town'>, room: Room) => {
  const drawn = cards(scene, room).at(-1)?.drawings.at(-1)
  return { last: drawn?.card.lines.at(-1)?.id, asks: drawn?.card.asks.length }
}
const bothRead = (scene: Scene, last: string): void => {
  const over = { last, asks: 0 }
  expect({ alerts: reads(scene, 'alerts'), onCall: reads(scene, 'on-call') }).toEqual({
    alerts: over,
    onCall: over,
  })
}

/** A company with somebody on call, and a request that nobody has answered for five minutes. */
const called = async (): Promise<Scene> => {
  const town = new Town()
  town.chat.hasOnCall = true
  const scene = await flagged(async () => {}, town)
  await town.later(5 * minute)
  return scene
}

/** A press on the newest card of this channel, as the platform hands it over. */
const presses = async (
  { town }: Scene,
  { actor }: Pick<Person, 'actor'>,
  value: string,
  { seen = 'on-call', told = seen }: { readonly seen?: Room; readonly told?: Room } = {},
): Promise<void> => {
  const message = cards({ town }, seen).at(-1)
  const drawn = message?.drawings.at(-1)
  const event: ChatEvent = {
    ids: [`press:${town.id()}`],
    actor,
    place: { platform: 'test', channel: `D-${actor.user}` },
    alerts: {
      aside: { platform: 'test', channel: `aside ${actor.user}` },
      ...(message !== undefined && { message: message.id }),
      ...(told === 'on-call' && { onCall: true }),
    },
    what: {
      kind: 'answer',
      name: 'approval',
      value,
      ...(drawn?.flow !== undefined && { flow: drawn.flow }),
      ...(drawn?.prompt !== undefined && { prompt: drawn.prompt }),
    },
  }
  if (await town.at.house.inbox.accept(event)) await town.at.house.hear(event)
  await town.at.rest()
}
const toldAside = ({ town }: Scene, { actor }: Pick<Person, 'actor'>) =>
  town.chat.rooms.get(`aside ${actor.user}`)?.at(-1)?.drawings.at(-1)

describe('a request that nobody answered for five minutes', () => {
  test('stands before whoever is on call as well, not a moment sooner', async () => {
    const town = new Town()
    town.chat.hasOnCall = true
    const scene = await flagged(async () => {}, town)
    await town.later(5 * minute - 1)
    expect(cards(scene, 'on-call')).toEqual([])
    await town.later(1)
    expect(cards(scene, 'on-call')).toHaveLength(1)
    const [first, second] = [cards(scene, 'alerts')[0], cards(scene, 'on-call')[0]]
    expect(second?.drawings.at(-1)).toMatchObject({ card: first?.drawings.at(-1)?.card, flow: scene.flow })
    expect(linesOf(second)).toEqual(expect.arrayContaining(['risk.recent-reset', 'approval.waits-long']))
    expect(alertsIn(town), 'and the alert channel is called once more').toContain('alert.approval-waits')
    expect(town.events('notice.sent').map(({ detail }) => detail?.['to'])).toContain('on-call')
  })

  test('is called out in the alert channel alone where nobody is on call', async () => {
    const scene = await flagged()
    await scene.town.later(5 * minute)
    expect([cards(scene, 'on-call'), alertsIn(scene.town)]).toEqual([
      [],
      expect.arrayContaining(['alert.approval-waits']),
    ])
  })

  test('is taken over and denied there, for everybody to see', async () => {
    const scene = await called()
    await presses(scene, scene.grace, 'call')
    expect([linesOf(cards(scene, 'alerts')[0]), linesOf(cards(scene, 'on-call')[0])]).toEqual([
      expect.arrayContaining(['approval.claimed-by']),
      expect.arrayContaining(['approval.claimed-by']),
    ])
    await presses(scene, scene.joan, 'deny')
    bothRead(scene, 'approval.came.denied')
    expect(scene.town.events('approval.denied')).toHaveLength(1)
  })

  test('is approved, and both say by whom and what came of it', async () => {
    const scene = await called()
    await presses(scene, scene.grace, 'approve')
    expect(toldAside(scene, scene.grace)?.url, 'a link for whoever pressed alone').toContain('/a#v1.')
    await approves(scene, scene.grace)
    await scene.page.types('new-password', fresh)
    bothRead(scene, 'approval.came.done')
    for (const room of ['alerts', 'on-call'] as const)
      expect(linesOf(cards(scene, room)[0])).toContain('approval.given-by')
    expect(scene.town.directory.signIn('ada', fresh)).toBe('ok')
  })

  test('is nobody’s after a quarter of an hour, and both say so', async () => {
    const scene = await called()
    await scene.town.later(10 * minute)
    bothRead(scene, 'approval.came.no-one')
    expect(cards(scene, 'on-call'), 'one card').toHaveLength(1)
  })

  test('is over when the person cancels, and both say so', async () => {
    const scene = await called()
    await scene.ada.says('cancel')
    bothRead(scene, 'approval.came.over')
  })
})

describe('a yes that counts no more', () => {
  test('leaves no card behind that asks for ever', async () => {
    const scene = await called()
    const { town, page, grace, joan } = scene
    await approves(scene, grace)
    const list = await roster(town.at.store)
    await town.at.store.write([keepRoster(list, { appointed: ['id-joan'] })])
    await page.types('new-password', fresh)
    await page.sees('approval.wait-title')
    expect(town.events('approval.voided')).toHaveLength(1)
    const { flow, prompt, card } = cards(scene, 'alerts')[0]?.drawings.at(-1) ?? {}
    expect(cards(scene, 'on-call')[0]?.drawings.at(-1)).toMatchObject({ flow, prompt, card })
    expect(linesOf(cards(scene, 'on-call')[0])).not.toContain('approval.given-by')
    await presses(scene, joan, 'deny')
    bothRead(scene, 'approval.came.denied')
    expect(cards(scene, 'on-call')).toHaveLength(1)
  })
})

describe('whoever is on call', () => {
  test.each<[string, (scene: Scene) => Pick<Person, 'actor'>, string]>([
    ['the person themself', ({ ada }) => ada, 'approval.no.yourself'],
    [
      'somebody without an account of ours',
      () => ({ actor: { platform: 'test', tenant: 'corp', user: 'U-EVE' } }),
      'approval.no.not-linked',
    ],
  ])('is refused as anybody: %s', async (_who, of, why) => {
    const scene = await called()
    const who = of(scene)
    const profile = scene.town.chat.profiles.get(scene.grace.actor.user)
    if (profile === undefined) throw new Error('no profile')
    if (!scene.town.chat.profiles.has(who.actor.user))
      scene.town.chat.profiles.set(who.actor.user, { ...profile, actor: who.actor })
    for (const value of ['approve', 'call', 'deny']) {
      await presses(scene, who, value)
      const card = toldAside(scene, who)?.card
      expect(JSON.stringify(card)).toContain(why)
    }
    expect(scene.town.events('approval.denied')).toEqual([])
    expect(reads(scene, 'on-call').asks).toBe(1)
  })

  test.each<[Room, Room]>([
    ['alerts', 'on-call'],
    ['on-call', 'alerts'],
  ])('a press on the card in %s is none on one in %s', async (seen, told) => {
    const scene = await called()
    await presses(scene, scene.grace, 'deny', { seen, told })
    expect(scene.town.events('approval.denied')).toEqual([])
    expect(toldAside(scene, scene.grace)?.card.title.id).toBe('approver.stale.title')
  })

  test('is called by one person three times an hour at most', async () => {
    const scene = await called()
    const { town, ada } = scene
    for (let n = 2; n <= 5; n++) {
      await town.later(minute)
      const page = await ada.getsToThePage()
      await page.passkey(ada.device)
      await town.later(5 * minute)
      expect(cards(scene, 'on-call').at(-1)?.drawings.at(-1)?.flow).toBe(page.flow)
    }
    expect(cards(scene, 'on-call')).toHaveLength(3)
    const asking = cards(scene, 'on-call').filter(({ drawings }) => drawings.at(-1)?.card.asks.length !== 0)
    expect(asking, 'only the newest asks').toHaveLength(1)
  })
})

describe('a replica that dies', () => {
  test.each(['before it is drawn', 'while the platform is down'])(
    '%s leaves it to the sweep',
    async (when) => {
      const town = new Town()
      town.chat.hasOnCall = true
      const scene = await flagged(async () => {}, town)
      town.chat.down = true
      await town.later(5 * minute)
      if (when === 'before it is drawn') town.at = town.machine()
      town.chat.down = false
      await town.later(minute)
      expect(cards(scene, 'on-call')).toHaveLength(1)
      await town.later(10 * minute)
      bothRead(scene, 'approval.came.no-one')
    },
  )

  test('two that draw at once post one card', async () => {
    const town = new Town()
    town.chat.hasOnCall = true
    const scene = await flagged(async () => {}, town)
    const other = town.machine()
    town.clock.forward(5 * minute + second)
    await Promise.all([town.at.sweep.round(), other.sweep.round()])
    await Promise.all([town.at.rest(), other.rest()])
    await town.later(minute)
    expect(cards(scene, 'on-call')).toHaveLength(1)
    expect(town.chat.twice).toEqual([])
  })
})
