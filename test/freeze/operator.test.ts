import { describe, expect, test } from 'vitest'
import { unfreeze } from '../../src/assemble-unfreeze.ts'
import { Presence } from '../../src/keys/presence.ts'
import { minute } from '../../src/lib/clock.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import { lastAlert, pressIn } from '../support/notices.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const freezes = async (town: Town, person: Person): Promise<void> => {
  await person.says('that was not me')
  await person.presses('not-me', 'yes')
  await town.at.rest()
}

const frozenAt = async (town: Town) => (await town.at.world.freezes.of('id-ada')).value.frozenAt

/** The helpdesk at its terminal, beside the service. */
const helpdesk = async () => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const { store, world } = town.at
  const trail: AuditEvent[] = []
  const parts = {
    config: { keys: town.keyring },
    clock: town.clock,
    store,
    journal: async () => ({ append: async (events: readonly AuditEvent[]) => void trail.push(...events) }),
    people: world.people,
    helpdesk: world.helpdesk,
    sendsMail: true,
    operator: 'uid 1000',
  }
  const runs = async (account: string, change: Partial<typeof parts> = {}) => {
    let said = ''
    const done = await unfreeze({ ...parts, ...change }, account, (line) => (said += `${line}\n`))
    return { done, said }
  }
  return { town, ada, trail, store, runs }
}

describe('the helpdesk opens self-service again', () => {
  test('for somebody without a passkey, who then gets on', async () => {
    const { town, ada, runs } = await helpdesk()
    await freezes(town, ada)
    await ada.says('I forgot my password')
    ada.sees('ended.frozen')
    const { done, said } = await runs('ada')
    expect(done).toBe(true)
    expect(said).toContain('self-service for ada (Ada Byron) is open again')
    expect(said).toContain('(chats: 1, mails: 1) and the alert channel')
    expect(await frozenAt(town)).toBeUndefined()
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    expect(town.directory.signIn('ada', 'Otter-Bridge-Candle-9')).toBe('ok')
  })

  test('it is in the trail once, under the reference that the alert names', async () => {
    const { town, ada, trail, runs } = await helpdesk()
    await freezes(town, ada)
    await runs('ada')
    await town.at.rest()
    expect(trail.map((e) => e.event)).toEqual(['self-service.unfrozen'])
    expect(trail[0]?.detail).toMatchObject({ person: 'id-ada', by: 'helpdesk', operator: 'uid 1000' })
    expect(town.events('self-service.unfrozen')).toEqual([])
    expect(lastAlert(town)).toEqual([
      'alert.unfrozen-by-helpdesk',
      'alert.unfrozen-by-helpdesk.next',
      'alert.reference',
    ])
    const alert = town.chat.told.findLast(({ to }) => to === 'alerts')
    expect(alert?.drawn.card.lines.at(-1)?.with).toEqual({ reference: trail[0]?.flow })
  })

  test('a tool that dies after the write leaves its event to the service', async () => {
    const { town, ada, runs } = await helpdesk()
    await freezes(town, ada)
    const journal = async () => ({ append: () => Promise.reject(new Error('killed')) })
    await expect(runs('ada', { journal })).rejects.toThrow('killed')
    expect(await frozenAt(town)).toBeUndefined()
    await town.later(minute)
    expect(town.events('self-service.unfrozen')).toHaveLength(1)
    expect(ada.told).toContain('told.unfrozen-by-helpdesk')
  })

  test('without a trail to write to nothing is opened', async () => {
    const { town, ada, runs } = await helpdesk()
    await freezes(town, ada)
    const journal = () => Promise.reject(new Error('no disk'))
    await expect(runs('ada', { journal })).rejects.toThrow('no disk')
    expect(await frozenAt(town)).toBeDefined()
  })

  test('the owner hears of it in every chat and by mail, and can freeze again from the mail', async () => {
    const { town, ada, store, runs } = await helpdesk()
    const other = { ...ada.actor, user: 'U-ADA-2' }
    const kept = await town.at.world.enrolments.of(ada.id)
    const bindings = [...kept.value.bindings, { actor: other, at: 1 }]
    await store.write([town.at.world.enrolments.keep(kept, { ...kept.value, bindings })])
    await freezes(town, ada)
    await runs('ada')
    await town.at.rest()
    const told = town.chat.told.filter((t) => t.drawn.card.title.id === 'told.unfrozen-by-helpdesk')
    expect(told.map(({ to }) => to)).toEqual([ada.actor, other])
    expect(await pressIn(town, 'Self-service for ada was opened again by the helpdesk')).toBe('frozen')
    expect(await frozenAt(town)).toBeDefined()
  })

  test('what was stopped stays stopped', async () => {
    const { town, ada, runs } = await helpdesk()
    const page = await ada.getsToThePage()
    await ada.proves(page)
    await freezes(town, ada)
    await runs('ada')
    await town.at.rest()
    await page.types('new-password', 'Otter-Bridge-Candle-9')
    await page.sees('ended.frozen')
    expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
  })

  test('somebody who is not frozen: it says so, and nothing is told or written', async () => {
    const { town, trail, store, runs } = await helpdesk()
    await new Presence(store, town.keyring, town.clock, 'the service').announce()
    const { done, said } = await runs('ada')
    expect(done).toBe(true)
    expect(said).toBe('self-service for ada (Ada Byron) is not frozen; nothing was changed\n')
    expect([trail, town.chat.told, town.mails]).toEqual([[], [], []])
  })

  test('in a store that no service uses nobody is told that all is well', async () => {
    const { runs } = await helpdesk()
    const { done, said } = await runs('ada')
    expect(done).toBe(false)
    expect(said).toMatch(/is not frozen; nothing was changed\nno running service uses this store/)
  })

  test('an account that is nobody’s is refused in a sentence', async () => {
    const { runs } = await helpdesk()
    await expect(runs('nobody')).rejects.toThrow('the directory knows nobody whose account is nobody')
  })

  test('two at once open it once', async () => {
    const { town, ada, trail, runs } = await helpdesk()
    await freezes(town, ada)
    const both = await Promise.all([runs('ada'), runs('ada')])
    expect(both.filter(({ said }) => said.includes('is open again'))).toHaveLength(1)
    await town.at.rest()
    expect(trail).toHaveLength(1)
    expect(ada.told.filter((t) => t === 'told.unfrozen-by-helpdesk')).toHaveLength(1)
  })
})
