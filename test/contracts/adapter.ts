import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Adapter, AlertRoom, Place } from '../../src/house/port.ts'
import { asking, say, waiting, type ChatAsk } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import type { Actor } from '../../src/story/story.ts'
import type { FakeHouse } from '../support/fake-house.ts'

/** One chat platform, started, with a house that plays what it is told. */
export interface AdapterUnderTest {
  readonly adapter: Adapter
  readonly house: FakeHouse
  /** Somebody the platform knows, and the conversation with them. */
  readonly member: Actor
  readonly place: Place
  /** Somebody it does not know. */
  readonly nobody: Actor
  /** What the member reads: everything of the bot, oldest first. */
  sees(): string | Promise<string>
  /** How many messages of the bot stand there; absent where nothing can be redrawn or taken back. */
  readonly count?: () => number | Promise<number>
  /** They type; true when the platform took it. Absent where nobody types. */
  readonly types?: (text: string) => Promise<boolean>
  /** They press the button, with this label, of the form on the newest card. Absent where nobody presses. */
  readonly presses?: (label: string) => Promise<void>
  /** What stands in the alert channel, or before whoever is on call, read by somebody else in it. */
  readonly channel: (room: AlertRoom) => string | Promise<string>
  /** What the member reads that is for them alone, wherever it is shown; the same as `sees` unless told otherwise. */
  readonly privately?: () => string | Promise<string>
  /** The member presses the button with this label on the card in that channel. Absent where nobody presses there. */
  readonly pressesAlert?: (label: string, room: AlertRoom) => Promise<void>
  /** Loses the answer to the next posting, which arrives. Absent where none can be lost. */
  readonly losesAnswer?: () => void
  close(): Promise<void>
}

const hello = asking(say('desk.greeting'))
const helloText = 'Hello. I help you get back into your account.'
const triage = waiting(say('desk.triage-title'))
const triageText = 'Let’s get you back in.'
const label = 'Type the code'
const code: ChatAsk = { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 }

const secretText = 'Continue on a secure page'
const decide: ChatAsk = {
  kind: 'choice',
  name: 'decide',
  options: [{ value: 'yes', label: say('teams.send'), style: 'primary' }],
}

/** What the house may count on, whatever the platform. */
export const adapterContract = (name: string, open: () => Promise<AdapterUnderTest>): void => {
  describe(`the adapter contract: ${name}`, () => {
    let it: AdapterUnderTest
    beforeEach(async () => {
      it = await open()
    })
    afterEach(async () => await it.close())

    describe('showing', () => {
      test('a card is drawn where it is told, and where it stands comes back', async () => {
        const at = await it.adapter.show({ card: hello }, it.place)
        expect(at.platform).toBe(it.adapter.name)
        expect(at.message).toBeDefined()
        expect(await it.sees()).toContain(helloText)
      })

      test('and redrawn in place', async () => {
        const at = await it.adapter.show({ card: hello, flow: 'f1' }, it.place)
        expect(await it.adapter.show({ card: triage, flow: 'f1' }, at)).toEqual(at)
        expect(await it.sees()).toContain(triageText)
        if (it.count === undefined) return
        expect([await it.count(), (await it.sees()).includes(helloText)]).toEqual([1, false])
      })

      test('two cards are two', async () => {
        const one = await it.adapter.show({ card: hello }, it.place)
        const two = await it.adapter.show({ card: triage }, it.place)
        expect(one.message).not.toBe(two.message)
      })

      test('one that may be there already is found', async () => {
        if (it.losesAnswer === undefined) return
        const posting = { key: 'posting-1', doubted: false }
        it.losesAnswer()
        await expect(it.adapter.show({ card: hello, posting }, it.place)).rejects.toThrow(Fault)
        await it.adapter.show({ card: triage, posting: { ...posting, doubted: true } }, it.place)
        expect([await it.count?.(), await it.sees()]).toEqual([1, expect.stringContaining(triageText)])
      })
    })

    describe('telling', () => {
      test('reaches a person', async () => {
        expect(await it.adapter.tell({ card: hello }, it.member, 'k1')).toEqual({ kind: 'sent' })
        expect(await it.sees()).toContain(helloText)
      })

      test('never fails for an alert, whether there is a channel or none', async () => {
        expect(['sent', 'refused']).toContain((await it.adapter.tell({ card: hello }, 'alerts', 'k2')).kind)
      })
    })

    describe.each<[string, AlertRoom]>([
      ['the alert channel', 'alerts'],
      ['the channel of whoever is on call', 'on-call'],
    ])('%s', (_name, room) => {
      const flagged = asking(say('desk.triage-title'), [], [decide])
      const where = async () => (room === 'alerts' ? it.adapter.alerts() : it.adapter.onCall?.())
      const cannotBe = () => room === 'on-call' && it.adapter.onCall === undefined
      const stands = async () => {
        const at = await where()
        if (at === undefined) throw new Error('no such channel')
        return await it.adapter.show({ card: flagged, flow: 'f1', prompt: 'decide:1' }, at)
      }

      test('has a card that is redrawn in place, and nobody is written to', async () => {
        if (cannotBe()) return
        const before = await it.sees()
        const at = await stands()
        expect(await it.channel(room)).toContain(triageText)
        expect(await it.adapter.show({ card: hello, flow: 'f1', prompt: 'decide:2' }, at)).toEqual(at)
        expect(await it.channel(room)).toContain(helloText)
        if (it.count === undefined) return
        expect([(await it.channel(room)).includes(triageText), await it.sees()]).toEqual([false, before])
        const other = room === 'alerts' ? 'on-call' : 'alerts'
        expect(await it.channel(other), 'and not in the other').not.toContain(helloText)
      })

      test('tells of a press who pressed, on what, and where to answer for their eyes alone', async () => {
        if (it.pressesAlert === undefined) return
        const { message } = await stands()
        await it.pressesAlert('Send', room)
        await expect.poll(() => it.house.heard.length, { timeout: 30_000 }).toBe(1)
        const [heard] = it.house.heard
        expect(it.house.order).toEqual(['accepted', 'heard'])
        expect(heard).toMatchObject({
          actor: it.member,
          what: { kind: 'answer', name: 'decide', value: 'yes', flow: 'f1', prompt: 'decide:1' },
        })
        const aside = heard?.alerts?.aside
        expect([heard?.alerts?.message, heard?.alerts?.onCall ?? false]).toEqual([
          message,
          room === 'on-call',
        ])
        if (heard === undefined || aside === undefined) throw new Error('not told as a press on an alert')
        expect(heard.place.channel).not.toBe((await where())?.channel)
        const secret = asking(say('hand-off.title'))
        await it.adapter.show({ card: secret }, aside)
        expect(await (it.privately?.() ?? it.sees())).toContain(secretText)
        expect(await it.channel(room)).not.toContain(secretText)
      })

      test('is not where anything else is pressed', async () => {
        if (it.presses === undefined) return
        await it.adapter.show({ card: asking(hello.title, [], [code]), flow: 'f1' }, it.place)
        await it.presses(label)
        await expect.poll(() => it.house.heard.length, { timeout: 30_000 }).toBe(1)
        expect(it.house.heard[0]?.alerts).toBeUndefined()
      })
    })

    describe('who somebody is', () => {
      test('a member, by the very name that was asked for', async () => {
        const known = await it.adapter.whoIs(it.member)
        expect(known).toMatchObject({ actor: it.member, kind: 'member', emailConfirmed: true })
      })

      test('nobody is no member', async () => {
        expect((await it.adapter.whoIs(it.nobody))?.kind).not.toBe('member')
      })
    })

    describe('hearing', () => {
      test('what is typed is kept before it is heard, and says who typed it', async () => {
        if (it.types === undefined) return
        expect(await it.types('hello there')).toBe(true)
        await expect.poll(() => it.house.heard.length, { timeout: 30_000 }).toBe(1)
        expect(it.house.order).toEqual(['accepted', 'heard'])
        expect(it.house.heard[0]).toMatchObject({
          actor: it.member,
          place: { platform: it.adapter.name },
          what: { kind: 'text', text: 'hello there' },
        })
      })

      test('what cannot be kept is neither taken nor heard', async () => {
        if (it.types === undefined) return
        it.house.acceptFails = new Fault('ERR_STORE', 'the store is away')
        expect(await it.types('hello there')).toBe(false)
        expect(it.house.order).toEqual([])
      })

      test('a form is opened by a press, once', async () => {
        if (it.presses === undefined) return
        const card = asking(say('hand-off.title'), [], [code])
        await it.adapter.show({ card, flow: 'f1', prompt: 'hand-off:1' }, it.place)
        const forms: unknown[] = []
        it.house.script = async ({ what }, adapter) => {
          if (what.kind !== 'open') return
          const ask = async () =>
            adapter.ask({ ask: code, title: card.title, lines: [], flow: 'f1' }, what.trigger)
          forms.push(await ask(), await ask().catch((cause: unknown) => cause))
        }
        await it.presses(label)
        await expect.poll(() => forms.length, { timeout: 30_000 }).toBe(2)
        expect(forms[0]).toBeUndefined()
        expect(forms[1]).toBeInstanceOf(Fault)
        const [heard] = it.house.heard
        expect(heard?.what).toMatchObject({ name: 'pairing-code', flow: 'f1', prompt: 'hand-off:1' })
      })

      test('a trigger that was never given opens nothing', async () => {
        if (it.presses === undefined) return
        const asked = it.adapter.ask({ ask: code, title: hello.title, lines: [] }, 'made-up')
        await expect(asked).rejects.toThrow(Fault)
      })
    })
  })
}
