import { describe, expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { alertsIn, enrolled } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'

describe('a locked-out person gets back in', () => {
  test('by authenticator app and recovery code', async () => {
    const town = new Town()
    const ada = await enrolled(town, 'ada')
    town.directory.lock(ada.id)

    await ada.says('I forgot my password')
    ada.sees('hand-off.title', 'hand-off.never-forward')
    const page = await ada.opens()
    ada.sees('hand-off.type-title', 'hand-off.opened-in')
    await page.sees('pair.title')
    await ada.says(await page.code())
    ada.sees('prove.chat-title', 'continue.open')

    await page.sees('prove.title', 'prove.first')
    await page.types('totp', await ada.totp())
    await page.sees('prove.next', 'prove.accepted')
    const before = ada.codes.length
    await page.types('recovery-codes', ada.codes.shift() ?? '')
    expect(ada.codes).toHaveLength(before - 1)
    await page.sees('password.title')
    ada.sees('password.chat-title')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    ada.sees('ended.done.reset')

    expect(town.directory.signIn('ada', fresh)).toBe('ok')
    expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('wrong')
    await town.later(minute)
    expect(ada.told).toEqual(['told.password-changed'])
    expect(town.mails.map((m) => m.to)).toEqual(['ada@corp.example'])
    expect(alertsIn(town)).toEqual(['alert.committed'])
    expect(town.events('commit.intent')).toHaveLength(1)
    expect(town.events('commit.committed')).toHaveLength(1)
    expect(town.faults).toEqual([])
  })
})
