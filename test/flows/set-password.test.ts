import { describe, expect, test } from 'vitest'
import { hour, minute, second } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { MemorySeed } from '../../src/directory/memory.ts'
import type { CommitResult } from '../../src/directory/port.ts'
import type { Browser } from '../support/browser.ts'
import { alertsIn, enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'

const fresh = 'Otter-Bridge-Candle-9'

const atThePassword = async (): Promise<{ town: Town; ada: Person; page: Browser }> => {
  const town = new Town()
  const ada = await enrolled(town, 'ada')
  const page = await ada.getsToThePage()
  await ada.proves(page)
  await page.sees('password.title')
  return { town, ada, page }
}

/** The next answers of the directory to a commit, in order. */
const answering = (town: Town, ...results: readonly CommitResult[]): { orders: number } => {
  const commit = town.directory.commit.commit.bind(town.directory.commit)
  const seen = { orders: 0 }
  town.directory.commit.commit = async (order) => results[seen.orders++] ?? (await commit(order))
  return seen
}
const refused = (reason: Extract<CommitResult, { kind: 'refused' }>['reason']): CommitResult => ({
  kind: 'refused',
  reason,
  detail: 'said the test',
})

describe('a password that is no good', () => {
  test.each([
    ['Short-1', 'password.rule.length'],
    ['1Qaz2Wsx3EDC4rfv', 'password.rule.common'],
    [`Aa1-${'x'.repeat(300)}`, 'password.rule.too-long'],
    ['alllowercaseletters', 'password.rule.complexity-directory'],
    ['Otter-Bridge-ada-9', 'password.rule.account-directory'],
    ['Otter-Byron-Candle-9', 'password.rule.name-directory'],
    ['Otter-Bridge-\u0007-Candle', 'password.rule.malformed'],
  ])('%s: says which rule, costs no try, asks no directory', async (password, rule) => {
    const { town, page } = await atThePassword()
    for (let n = 0; n < 7; n++) await page.types('new-password', password)
    const ids = (await page.page())?.card.lines.map((l) => l.id) ?? []
    expect(ids).toContain(rule)
    expect(new Set(ids).size, 'each rule once').toBe(ids.length)
    expect(town.events('commit.intent')).toEqual([])
    await page.types('new-password', 'Winter-Lake-2026')
    await page.sees('refusal.inHistory', 'password.title')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })

  test('nothing at all, or something that is no password', async () => {
    const { town, page } = await atThePassword()
    await page.types('new-password', '')
    await page.says('new-password', 'in clear')
    await page.sees('password.pardon')
    await page.says('new-password', { password: fresh })
    await page.types('password', fresh)
    expect(town.events('commit.intent')).toEqual([])
  })

  test('the one before, is refused by the directory’s history and costs a try', async () => {
    const { town, page } = await atThePassword()
    for (let n = 0; n < 4; n++) {
      await page.types('new-password', 'Winter-Lake-2026')
      await page.sees('refusal.inHistory', 'password.title')
    }
    await page.types('new-password', 'Winter-Lake-2026')
    await page.sees('ended.out-of-tries', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.out-of-tries'])
    expect(town.events('commit.refused')).toHaveLength(5)
    expect(town.events('commit.intent')).toHaveLength(5)
  })
})

test('half-way is a try, too: the fifth ends it, with the warning and the helpdesk', async () => {
  const { town, page } = await atThePassword()
  const half: CommitResult = { kind: 'halfway', reason: 'inHistory', detail: 'said the test' }
  const seen = answering(town, ...Array.from({ length: 20 }, () => half))
  for (let n = 0; n < 20; n++) await page.types('new-password', `${fresh}-${n}`)
  expect(seen.orders).toBe(5)
  await page.sees('ended.out-of-tries', 'ended.halfway', 'helpdesk.both')
  expect(alertsIn(town)).toContain('alert.out-of-tries')
})

describe('a directory that says no', () => {
  test.each([
    'tooYoung',
    'disabled',
    'accountExpired',
    'lockedByAdmin',
    'protected',
    'gone',
    'malformed',
  ] as const)('%s: ends, says so, alerts the helpdesk', async (reason) => {
    const { town, ada, page } = await atThePassword()
    answering(town, refused(reason))
    await page.types('new-password', fresh)
    await page.sees('ended.commit-refused', 'helpdesk.both')
    ada.sees('ended.commit-refused')
    expect(alertsIn(town)).toEqual(['alert.commit-refused'])
  })

  test.each(['tooYoung', 'gone'] as const)('%s: the person reads why', async (reason) => {
    const { town, page } = await atThePassword()
    answering(town, refused(reason))
    await page.types('new-password', fresh)
    await page.sees(`refusal.${reason}`)
  })

  test.each(['noRight', 'notSupported'] as const)('%s never reads as the person’s fault', async (reason) => {
    const { town, page } = await atThePassword()
    answering(town, refused(reason))
    await page.types('new-password', fresh)
    await page.sees('ended.our-fault', 'helpdesk.both')
    expect(alertsIn(town)).toEqual(['alert.operator'])
    const [alert] = town.chat.alerted
    expect(alert?.card.lines.map((l) => l.id)).toContain('alert.fix')
  })

  test.each(['tooShort', 'tooSimple', 'containsName', 'policy'] as const)(
    '%s asks for another',
    async (reason) => {
      const { town, page } = await atThePassword()
      answering(town, refused(reason))
      await page.types('new-password', fresh)
      await page.sees(`refusal.${reason}`, 'password.title')
      await page.types('new-password', `${fresh}-again`)
      await page.sees('ended.done.reset')
    },
  )

  test.each<[string, Partial<MemorySeed>]>([
    ['disabled', { disabled: true }],
    ['promoted', { protected: { reason: 'privileged', detail: 'adminCount' } }],
    ['expired', { accountExpired: true }],
    ['locked by an administrator', { lockedByAdmin: true }],
  ])('because the account was %s since the start', async (_what, change) => {
    const { town, ada, page } = await atThePassword()
    town.directory.change(ada.id, change)
    await page.types('new-password', fresh)
    await page.sees('ended.commit-refused', 'helpdesk.both')
    expect(town.events('commit.intent')).toEqual([])
    expect(town.directory.account(ada.id).version).toBe(1)
  })

  test('because the person is gone', async () => {
    const { town, ada, page } = await atThePassword()
    town.directory.remove(ada.id)
    await page.types('new-password', fresh)
    await page.sees('ended.commit-refused', 'refusal.gone', 'helpdesk.both')
  })
})

describe('an answer that is unclear', () => {
  test('nothing happened: the person types it again', async () => {
    const { town, page } = await atThePassword()
    answering(town, { kind: 'notCommitted', detail: 'busy' })
    await page.types('new-password', fresh)
    await page.sees('commit.not-committed', 'password.title')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    expect(town.events('commit.notCommitted')).toHaveLength(1)
  })

  test('half-way: said so, told to security, and another password mends it', async () => {
    const { town, page } = await atThePassword()
    town.directory.mishap('halfway')
    await page.types('new-password', fresh)
    await page.sees('commit.halfway', 'password.halfway-title')
    expect(alertsIn(town)).toEqual(['alert.halfway'])
    await page.types('new-password', `${fresh}-again`)
    await page.sees('ended.done.reset')
    expect(town.directory.signIn('ada', `${fresh}-again`)).toBe('ok')
  })

  test.each(['cancel', 'expiry', 'replaced'] as const)(
    'half-way and then %s: never “nothing was changed”',
    async (how) => {
      const { town, ada, page } = await atThePassword()
      town.directory.mishap('halfway')
      await page.types('new-password', fresh)
      if (how === 'cancel') await page.presses('cancel')
      if (how === 'expiry') await town.later(15 * minute)
      if (how === 'replaced') await ada.says('I forgot my password')
      const ids = (await page.page())?.card.lines.map((l) => l.id) ?? []
      expect(ids).toContain('ended.halfway')
      expect(ids).not.toContain('ended.cancelled.line')
      expect(ids.some((id) => id.startsWith('helpdesk.')) || how === 'replaced').toBe(true)
    },
  )

  test('after a half-way one the person is not kept out by the cooling of a reset that never was', async () => {
    const { town, ada, page } = await atThePassword()
    town.directory.mishap('halfway')
    await page.types('new-password', fresh)
    await page.presses('cancel')
    town.clock.forward(30 * second)
    const again = await ada.getsToThePage()
    await ada.proves(again)
    await again.types('new-password', fresh)
    await again.sees('ended.done.reset')
  })

  test.each(['foreign', 'unknown'] as const)(
    '%s: said so, with a reference that the alert has, too',
    async (kind) => {
      const { town, page, ada } = await atThePassword()
      answering(town, { kind, detail: 'said the test' })
      town.directory.commit.resolve = () => Promise.resolve(kind)
      await page.types('new-password', fresh)
      await page.sees(`ended.${kind}`, 'ended.reference', 'helpdesk.both')
      ada.sees(`ended.${kind}`)
      expect(alertsIn(town)).toEqual([`alert.${kind}`])
      const said = (await page.page())?.card.lines.find((l) => l.id === 'ended.reference')?.with?.[
        'reference'
      ]
      const [alert] = town.chat.alerted
      expect(said).toBe(alert?.card.lines.find((l) => l.id === 'alert.told-reference')?.with?.['op'])
      expect(town.events(`commit.${kind}`)[0]?.detail?.['op']).toBe(said)
    },
  )

  test('a helpdesk reset between the proof and the commit is never reported as ours', async () => {
    const { town, ada, page } = await atThePassword()
    const prepare = town.directory.commit.prepare.bind(town.directory.commit)
    town.directory.commit.prepare = async (id) => {
      const prepared = await prepare(id)
      town.directory.resetByHelpdesk(ada.id, new Secret('Helpdesk-Set-This-1'))
      return prepared
    }
    await page.types('new-password', fresh)
    await page.sees('ended.foreign')
    expect(town.directory.signIn('ada', 'Helpdesk-Set-This-1')).toBe('ok')
    expect(town.events('commit.committed')).toEqual([])
  })

  test('a broken act is looked up, not repeated', async () => {
    const { town, page } = await atThePassword()
    const commit = town.directory.commit.commit.bind(town.directory.commit)
    let orders = 0
    town.directory.commit.commit = async (order) => {
      orders += 1
      await commit(order)
      throw new Error('the socket broke after the write')
    }
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    expect(orders).toBe(1)
  })
})

describe('what is down', () => {
  test('the journal: nothing irreversible begins, and the person can go on later', async () => {
    const { town, page } = await atThePassword()
    town.journalDown = true
    expect(await page.types('new-password', fresh)).toEqual({ kind: 'refused', why: 'unavailable' })
    expect(town.directory.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
    await page.sees('password.title')
    town.journalDown = false
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    await town.later(minute)
    expect(town.events('factor.accepted')).toHaveLength(2)
  })

  test('the directory: nothing begins, and the person can go on later', async () => {
    const { town, page } = await atThePassword()
    town.directory.down(true)
    expect(await page.types('new-password', fresh)).toEqual({ kind: 'refused', why: 'unavailable' })
    town.directory.down(false)
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })

  test('the directory, for longer than anybody waits, after its answer was lost', async () => {
    const { town, page } = await atThePassword()
    const commit = town.directory.commit.commit.bind(town.directory.commit)
    town.directory.commit.commit = async (order) => {
      await commit(order)
      town.directory.down(true)
      throw new Error('the socket broke after the write')
    }
    expect(await page.types('new-password', fresh)).toEqual({ kind: 'refused', why: 'unavailable' })
    await page.sees('commit.acting')
    for (let n = 0; n < 30; n++) await town.later(31 * second)
    await page.sees('ended.unknown', 'ended.reference')
    expect(alertsIn(town)).toEqual(['alert.unknown'])
  })

  test.each([
    ['carried out', true, 'ended.done.reset'],
    ['never arrived', false, 'password.title'],
  ] as const)(
    'the directory, when asked what became of a write that was %s: told once it is back, not given up',
    async (_, carriedOut, says) => {
      const { town, page } = await atThePassword()
      const commit = town.directory.commit.commit.bind(town.directory.commit)
      town.directory.commit.commit = async (order) => {
        if (carriedOut) await commit(order)
        town.directory.down(true)
        return { kind: 'unknown', detail: 'the server could not be asked what became of the write' }
      }
      expect(await page.types('new-password', fresh)).toEqual({ kind: 'refused', why: 'unavailable' })
      await page.sees('commit.acting')
      await town.later(31 * second)
      await page.sees('commit.acting')
      town.directory.down(false)
      await town.later(31 * second)
      await page.sees(says)
      expect(alertsIn(town)).not.toContain('alert.unknown')
    },
  )

  test('both addresses hear of it, with what to do if it was not them', async () => {
    const { town, ada, page } = await atThePassword()
    await page.types('new-password', fresh)
    await town.later(hour)
    expect(ada.told).toEqual(['told.password-changed'])
    const [mail] = town.mails
    expect(mail?.subject).toBe('The password of ada was changed')
    expect(mail?.text).toContain('If this was not you')
    expect(mail?.text).toContain('+44 20 7946 0000')
  })
})
