import { describe, expect, test } from 'vitest'
import type { ChatEvent } from '../../src/house/port.ts'
import { minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { WholeStore } from '../../src/story/record.ts'
import type { Actor } from '../../src/story/story.ts'
import { inWords } from '../../src/words/render.ts'
import { dump } from '../attacks/store-dump.ts'
import { flagged, type Scene } from '../flows/approving-scene.ts'
import { phrasesOf } from '../support/phrases.ts'
import type { Message } from '../support/test-chat.ts'
import { Town } from '../support/world.ts'

const cards = ({ town }: Scene): readonly Message[] => town.chat.rooms.get('alerts') ?? []
const cardOf = (scene: Scene) => cards(scene).at(-1)?.drawings.at(-1)
const textOf = (message: Message | undefined): string => {
  const drawn = message?.drawings.at(-1)
  return drawn === undefined
    ? ''
    : phrasesOf(drawn.card)
        .map((p) => inWords(p, drawn.reader))
        .join('\n')
}
const aside = ({ user }: Actor) => ({ platform: 'test', channel: `aside ${user}` })
const told = ({ town }: Scene, { actor }: { readonly actor: Actor }): Message | undefined =>
  town.chat.rooms.get(aside(actor).channel)?.at(-1)

/** A press on the card as it stands now, as the platform hands it over. */
const presses = async (
  scene: Scene,
  { actor }: { readonly actor: Actor },
  value: string,
  change: Partial<ChatEvent> = {},
): Promise<void> => {
  const { town } = scene
  const drawn = cardOf(scene)
  const message = cards(scene).at(-1)?.id
  const event: ChatEvent = {
    ids: [`press:${town.id()}`],
    actor,
    place: { platform: 'test', channel: `D-${actor.user}` },
    alerts: { aside: aside(actor), ...(message !== undefined && { message }) },
    what: {
      kind: 'answer',
      name: 'approval',
      value,
      ...(drawn?.flow !== undefined && { flow: drawn.flow }),
      ...(drawn?.prompt !== undefined && { prompt: drawn.prompt }),
    },
    ...change,
  }
  if (await town.at.house.inbox.accept(event)) await town.at.house.hear(event)
  await town.at.rest()
}

describe('a flagged request', () => {
  test('stands on one card in the alert channel, with its reasons, from beginning to end', async () => {
    const scene = await flagged()
    await scene.town.at.rest()
    expect(textOf(cards(scene).at(-1))).toContain('The password was already reset in the last day.')
    await presses(scene, scene.grace, 'call')
    expect(textOf(cards(scene).at(-1))).toContain('is calling them')
    expect(textOf(told(scene, scene.grace))).toContain('number')
    await presses(scene, scene.joan, 'deny')
    expect(textOf(cards(scene).at(-1))).toContain('denied it')
    expect(cardOf(scene)?.card.asks).toEqual([])
    expect(cards(scene)).toHaveLength(1)
  })

  test('is drawn by whoever is alive: a replica that dies before the card leaves it to the sweep', async () => {
    const scene = await flagged()
    scene.town.chat.down = true
    await presses(scene, scene.grace, 'call')
    scene.town.chat.down = false
    scene.town.at = scene.town.machine()
    await scene.town.later(minute)
    expect(textOf(cards(scene).at(-1))).toContain('is calling them')
    expect(cards(scene)).toHaveLength(1)
  })

  test('shows its link to whoever pressed, and keeps it nowhere else', async () => {
    const made: WholeStore[] = []
    const town = new Town((clock) => {
      const store = memoryStore(clock)
      made.push(store)
      return store
    })
    const scene = await flagged(async () => {}, town)
    await presses(scene, scene.grace, 'approve')
    const { url = '' } = told(scene, scene.grace)?.drawings.at(-1) ?? {}
    const [, flow, token = ''] = /\/a#v1\.([\w-]+)\.([\w-]{43})$/.exec(url) ?? []
    expect(flow).toBe(scene.flow)
    expect(await town.at.approver.open(scene.flow, new Secret(token))).toMatchObject({ kind: 'open' })
    const others = [...town.chat.rooms].filter(([room]) => room !== aside(scene.grace.actor).channel)
    const kept = made[0] && (await dump(made[0]))
    const everything = JSON.stringify([others, town.chat.told, town.journal, town.mails, kept])
    expect(everything).not.toContain(token)
    expect(everything).toContain(scene.flow)
  })

  test('pressed twice under one id is decided once, and the second press says what to do', async () => {
    const scene = await flagged()
    const ids = ['press:same']
    await presses(scene, scene.grace, 'approve', { ids })
    const first = told(scene, scene.grace)?.drawings.at(-1)?.url
    await presses(scene, scene.grace, 'approve', { ids })
    expect(told(scene, scene.grace)?.drawings.at(-1)?.url).toBe(first)
  })
})

describe('nobody decides', () => {
  test.each<[string, (scene: Scene) => Partial<ChatEvent>]>([
    [
      'by a press that did not come from the alert channel',
      () => ({ alerts: { aside: { platform: 'test', channel: 'x' } } }),
    ],
    [
      'by a press on another message there',
      (scene) => ({ alerts: { aside: aside(scene.grace.actor), message: 'm999' } }),
    ],
  ])('%s', async (_how, change) => {
    const scene = await flagged()
    await presses(scene, scene.grace, 'deny', change(scene))
    expect(scene.town.events('approval.denied')).toEqual([])
  })

  test('in a direct message, whatever its button says', async () => {
    const scene = await flagged()
    const { town, grace, flow } = scene
    const event: ChatEvent = {
      ids: ['dm'],
      actor: grace.actor,
      place: { platform: 'test', channel: `D-${grace.actor.user}` },
      what: { kind: 'answer', name: 'approval', value: 'deny', flow },
    }
    await town.at.house.inbox.accept(event)
    await town.at.house.hear(event)
    expect([town.events('approval.denied'), town.events('approval.refused')]).toEqual([[], []])
  })

  test('for themself, and is told so where nobody else reads it', async () => {
    const scene = await flagged()
    await presses(scene, scene.ada, 'approve')
    expect(textOf(told(scene, scene.ada))).toContain('You cannot decide about your own request.')
    expect(told(scene, scene.ada)?.drawings.at(-1)?.url).toBeUndefined()
    expect(cards(scene)).toHaveLength(1)
  })

  test('on a card that has changed since they read it', async () => {
    const scene = await flagged()
    const old = cardOf(scene)
    await presses(scene, scene.joan, 'call')
    const what = { kind: 'answer', name: 'approval', value: 'deny', flow: scene.flow } as const
    await presses(scene, scene.grace, 'deny', {
      what: { ...what, ...(old?.prompt && { prompt: old.prompt }) },
    })
    expect(textOf(told(scene, scene.grace))).toContain('That card has changed')
    expect(scene.town.events('approval.denied')).toEqual([])
  })

  test('whose chat profile has changed since they were linked', async () => {
    const scene = await flagged()
    const { town, grace } = scene
    const known = town.chat.profiles.get(grace.actor.user)
    if (known === undefined) throw new Error('no profile')
    town.chat.profiles.set(grace.actor.user, { ...known, email: 'mallory@corp.example' })
    await presses(scene, grace, 'deny')
    expect(town.events('approval.denied')).toEqual([])
    expect(textOf(told(scene, grace))).toContain('Your chat profile has changed')
  })
})
