import { describe, expect, test } from 'vitest'
import { bootstrap } from '../../src/assemble-bootstrap.ts'
import { roster } from '../../src/approval/roster.ts'
import { hour } from '../../src/lib/clock.ts'
import type { AuditEvent } from '../../src/story/event.ts'
import { alertsIn, enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'
import { answered, approves, changed, press } from './approving-scene.ts'

/** An operator at their terminal, beside a service where nobody may approve yet. Grace set up her passkey a minute ago. */
const operator = async (approvers: readonly string[] = []) => {
  const town = new Town()
  const grace = await enrolled(town, 'grace', ['webauthn'])
  await changed(town, grace, { factorsChangedAt: town.clock.now() })
  const joan = await enrolled(town, 'joan', ['webauthn'])
  const trail: AuditEvent[] = []
  const { store, world } = town.at
  const parts = {
    config: { keys: town.keyring },
    clock: town.clock,
    store,
    journal: async () => ({ append: async (events: readonly AuditEvent[]) => void trail.push(...events) }),
    people: world.people,
    helpdesk: world.helpdesk,
    sendsMail: true,
    approvers,
    operator: 'uid 1000',
  }
  const runs = async (...accounts: readonly string[]): Promise<string> => {
    let said = ''
    await bootstrap(parts, accounts, (line) => (said += `${line}\n`))
    await town.at.rest()
    return said
  }
  return { town, grace, joan, trail, runs }
}

const flagged = async (town: Town) => {
  const ada = await enrolled(town, 'ada', ['webauthn'])
  await changed(town, ada, { lastResetAt: town.clock.now() - hour })
  const page = await ada.getsToThePage()
  await page.passkey(ada.device)
  return { town, ada, page, flow: page.flow }
}

describe('an operator appoints the first approvers', () => {
  test('who can approve at once, and everybody hears of it', async () => {
    const { town, grace, trail, runs } = await operator()
    expect(await runs('grace', 'joan')).toContain('grace (Grace Murray) may approve for everybody else')
    expect(trail.map(({ event, detail }) => [event, detail?.['person'], detail?.['operator']])).toEqual([
      ['approver.appointed', 'id-grace', 'uid 1000'],
      ['approver.appointed', 'id-joan', 'uid 1000'],
    ])
    expect(alertsIn(town).filter((id) => id === 'alert.appointed')).toHaveLength(2)
    expect(grace.told).toContain('told.appointed')
    expect(town.mails.map((mail) => mail.to)).toEqual(['grace@corp.example', 'joan@corp.example'])
    const scene = await flagged(town)
    expect(await approves(scene, grace)).toMatchObject({ kind: 'approved', complete: true })
  })

  test('but what they add afterwards has to rest', async () => {
    const { town, grace, runs } = await operator()
    await runs('grace')
    await changed(town, grace, { factorsChangedAt: town.clock.now() + 1 })
    town.clock.forward(1)
    const scene = await flagged(town)
    expect(answered(await press(scene, grace, 'approve'))).toEqual(['approval.no.resting'])
  })

  test('two and no more, unless one has left', async () => {
    const { town, runs } = await operator()
    await enrolled(town, 'ada', ['webauthn'])
    await runs('grace', 'joan')
    expect(await runs('joan')).toContain('appointed already; nothing was changed')
    await expect(runs('ada')).rejects.toThrow('2 of 2 are appointed already')
    town.directory.change('id-joan', { disabled: true })
    await runs('ada')
    expect((await roster(town.at.store)).value.appointed).toEqual(['id-grace', 'id-ada'])
  })

  test.each([
    ['nobody', ['nobody'], 'the directory knows nobody whose account is nobody'],
    ['somebody without a passkey', ['ada'], 'ada has no passkey yet'],
    ['somebody with one who may not', ['grace', 'ada'], 'ada has no passkey yet'],
    ['three at once', ['grace', 'joan', 'mary'], 'whose account is mary'],
  ])('not %s, and then nothing is changed', async (_what, accounts, why) => {
    const { town, trail, runs } = await operator()
    await enrolled(town, 'ada', ['totp'])
    await expect(runs(...accounts)).rejects.toThrow(why)
    expect(trail).toEqual([])
    expect((await roster(town.at.store)).value.appointed).toEqual([])
  })
  test('not somebody who is switched off, also where a directory only knows a lock for good', async () => {
    const { town, runs } = await operator()
    for (const change of [{ disabled: true }, { disabled: false, lockedByAdmin: true }]) {
      town.directory.change('id-grace', change)
      await expect(runs('grace')).rejects.toThrow('the account grace may not sign in')
    }
    await runs('joan')
    town.directory.change('id-joan', { lockedByAdmin: true })
    town.directory.change('id-grace', { lockedByAdmin: false })
    await runs('grace')
    expect((await roster(town.at.store)).value.appointed).toEqual(['id-grace'])
  })

  test('nobody outside the groups that approve by the policy, nor whose groups cannot be read', async () => {
    const named = 'CN=Approvers,DC=corp,DC=example'
    const { town, runs } = await operator([named])
    town.directory.change('id-grace', { groups: 'unknown' })
    await expect(runs('grace')).rejects.toThrow('the groups of grace cannot be read')
    town.directory.change('id-grace', { groups: ['CN=Others,DC=corp,DC=example'] })
    await expect(runs('grace')).rejects.toThrow('grace is in none of the groups that policy.approvers names')
    town.directory.change('id-grace', { groups: [named] })
    expect(await runs('grace')).toContain('may approve')
  })
})
