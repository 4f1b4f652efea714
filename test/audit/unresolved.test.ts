import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { assemble } from '../../src/assemble.ts'
import { entryOf, lineOf } from '../../src/audit/entry.ts'
import { lookedBackMs, unresolvedIn } from '../../src/audit/unresolved.ts'
import { demoConfig } from '../../src/config/demo.ts'
import { demoAccounts } from '../../src/demo/people.ts'
import { memoryDirectory } from '../../src/directory/memory.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import { logMail } from '../../src/notify/log-mail.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { AuditEvent, EventName } from '../../src/story/event.ts'
import { flowKey } from '../../src/story/ledger.ts'
import { oneClock } from '../support/one-clock.ts'
import { TestChat } from '../support/test-chat.ts'
import { folder } from './disk.ts'

const now = Date.UTC(2026, 5, 1, 9)
const person = demoAccounts[1]!.id
const told = (event: EventName, op: string, flow: string): AuditEvent => ({
  event,
  flow,
  detail: { op, person },
})
const written = (events: readonly AuditEvent[], at = now): string =>
  events.map((event, n) => lineOf(n + 1, entryOf(event, at))).join('')

test('an intent without an outcome is found, in the file and in what logrotate made of it', async () => {
  using dir = folder()
  const path = join(dir.path, 'a.jsonl')
  expect(await unresolvedIn(path, now)).toEqual([])
  writeFileSync(`${path}.1`, written([told('commit.intent', 'a', 'f1'), told('unlock.intent', 'b', 'f2')]))
  const torn = '{"seq":9,"at":17'
  const rest = [told('commit.committed', 'a', 'f1'), told('commit.intent', 'c', 'f3')]
  writeFileSync(path, written(rest) + torn)
  expect(await unresolvedIn(path, now + lookedBackMs)).toEqual([
    { op: 'b', act: 'unlock', flow: 'f2', person, at: now },
    { op: 'c', act: 'commit', flow: 'f3', person, at: now },
  ])
  expect(await unresolvedIn(path, now + lookedBackMs + 1), 'too long ago to tell').toEqual([])
})

/** A start of the service on this audit file, with an empty store; what it told the alert channel. */
const starts = async (before: string, alerts: number, known: readonly string[] = []) => {
  const config = demoConfig(0)
  const clock = new ShiftedClock({ now: () => now })
  const chat = new TestChat('test')
  mkdirSync(dirname(config.audit.file), { recursive: true })
  writeFileSync(config.audit.file, before)
  const app = await assemble({
    config,
    clock: oneClock(clock),
    log: () => {},
    store: memoryStore(clock),
    directory: memoryDirectory(demoAccounts, clock),
    mail: logMail(clock),
    adapters: () => [chat],
  })
  for (const flow of known) await app.store.write([{ key: flowKey(flow), rev: 0, value: '{}' }])
  await app.start()
  await expect.poll(() => chat.told.length).toBe(alerts)
  await app.stop()
  return { chat, text: readFileSync(config.audit.file, 'utf8') }
}

test('a start tells the helpdesk of it once, with account and reference', async () => {
  const first = await starts(written([told('commit.intent', 'op-1', 'flow-1')]), 1)
  const unresolved = first.text.split('\n').filter((line) => line.includes('"commit.unresolved"'))
  expect(unresolved).toHaveLength(1)
  expect(unresolved[0]).toContain('"op":"op-1"')
  const alerts = first.chat.told.filter(({ key }) => key === 'unresolved:op-1')
  expect(alerts.map(({ drawn }) => drawn.card.title)).toEqual([
    { id: 'alert.unresolved.commit', with: { account: demoAccounts[1]!.account, at: `@${now}` } },
  ])
  expect(JSON.stringify(alerts)).toContain('flow-1')
  const second = await starts(first.text, 0)
  expect(second.text.split('commit.unresolved')).toHaveLength(2)
  expect(second.chat.told.map(({ key }) => key)).toEqual([])
})

test('one whose conversation is in the store is left to whoever looks it up', async () => {
  const { text } = await starts(written([told('unlock.intent', 'op-2', 'flow-2')]), 0, ['flow-2'])
  expect(text).not.toContain('unresolved')
})
