import { expect, test } from 'vitest'
import { assemble } from '../../src/assemble.ts'
import { demoConfig } from '../../src/config/demo.ts'
import { memoryDirectory } from '../../src/directory/memory.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { logMail } from '../../src/notify/log-mail.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { good, say } from '../../src/story/card.ts'
import type { PendingTell } from '../../src/story/record.ts'
import { inWordsAt } from '../../src/words/render.ts'
import { oneClock } from '../support/one-clock.ts'

const at = `@${Date.UTC(2026, 5, 1, 23)}`
const when = say('told.at', { at })

test('whoever has told no zone of their own reads the configured one', () => {
  const words = inWordsAt('Asia/Tokyo')
  expect(words(when)).toContain('Tuesday 2 June at 08:00 GMT+9')
  expect(words(when, { timeZone: 'Europe/Berlin' })).toContain('01:00 CEST')
  expect(words(when, { timeZone: 'Atlantis/Nowhere' })).toContain('08:00')
})

test('a mail tells its times in the configured zone', async () => {
  const mail = logMail(systemClock)
  const app = await assemble({
    config: { ...demoConfig(0), timeZone: 'Asia/Tokyo' },
    clock: oneClock(systemClock),
    log: () => {},
    store: memoryStore(systemClock),
    directory: memoryDirectory([], systemClock),
    mail,
    adapters: () => [],
  })
  const card = good(say('ask.why'), [when])
  const pending: PendingTell = {
    flow: 'f1',
    tell: { key: 'k1', to: { kind: 'mail', to: 'a@corp.example' }, card },
  }
  await app.store.write([{ key: 'outbox:f1', rev: 0, value: JSON.stringify(pending), dueAt: 1 }])
  await app.start()
  await expect.poll(() => mail.sent()[0]?.text).toContain('Tuesday 2 June at 08:00')
  await app.stop()
})
