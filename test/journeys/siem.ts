import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { signature } from '../../src/activity/signature.ts'
import type { CompanyHabits, SourceHealth } from '../../src/activity/port.ts'
import { day, second, systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { parsed } from '../../src/story/record.ts'
import { inStoreOf } from './store-of.ts'

const sender = { name: 'siem', secret: new Secret('the siem of a journey, long enough') }

/** Where and with what somebody signed in; their address is how the directory finds them. */
export interface Seen {
  readonly mail: string
  readonly at: number
  readonly ip: string
  /** As the log itself has it; absent = it tells none. */
  readonly country?: string
  readonly userAgent: string
  readonly app: string
  readonly site?: string
}

/** The section `activity` of a configuration in `dir`, with the secret in a file beside it. */
export const activitySection = async (dir: string): Promise<Readonly<Record<string, unknown>>> => {
  await writeFile(join(dir, sender.name), sender.secret.reveal(), { mode: 0o600 })
  return { ingest: [{ name: sender.name, secretFile: sender.name }] }
}

/** The company's log collector posts what it saw, signed, to the running service; all of it is to be taken. */
export const siemPosts = async (baseUrl: string, seen: readonly Seen[]): Promise<void> => {
  const body = seen.map((one, n) => JSON.stringify(asOcsf(one, n))).join('\n')
  const timestamp = `${Math.floor(systemClock.now() / second)}`
  const answer = await fetch(`${baseUrl}/ingest/v1/events`, {
    method: 'POST',
    body,
    headers: {
      'x-latchkey-source': sender.name,
      'x-latchkey-timestamp': timestamp,
      'x-latchkey-signature': signature(sender, timestamp, Buffer.from(body)),
    },
  })
  const said: unknown = JSON.parse(await answer.text())
  expect(said).toMatchObject({ kept: seen.length, repeated: 0, refused: 0 })
}

/** An Authentication event of OCSF 1.x. */
const asOcsf = ({ mail, at, ip, country, userAgent, app, site }: Seen, n: number) => ({
  class_uid: 3002,
  activity_id: 1,
  status_id: 1,
  time: at,
  metadata: { uid: `${mail} ${at} ${n}`, version: '1.4.0' },
  user: { email_addr: mail },
  src_endpoint: {
    ip,
    ...(site !== undefined && { zone: site }),
    ...(country !== undefined && { location: { country } }),
  },
  http_request: { user_agent: userAgent },
  service: { name: app },
})

/** What it posts has come in for three weeks: before that nothing is made of it. */
export const postsForWeeks = async (file: string): Promise<void> =>
  await inStoreOf(file, async (store) => {
    const key = `activity:source:${sender.name}`
    const found = await store.read(key)
    if (found === undefined) throw new Error('it has posted nothing')
    const heard = parsed<Omit<SourceHealth, 'source'>>(found.value)
    const value = JSON.stringify({ ...heard, firstAt: systemClock.now() - 21 * day })
    return [{ key, rev: found.rev, value }]
  })

/** Once what it posted about so many people has been added to what is usual in the company. */
export const postsAreLearned = async (file: string, people: number): Promise<void> => {
  const learned = async (): Promise<number> => {
    let counted = 0
    await inStoreOf(file, async (store) => {
      const found = await store.read('activity:habits')
      if (found !== undefined) counted = parsed<CompanyHabits>(found.value).counts['people']?.['all'] ?? 0
      return []
    })
    return counted
  }
  await expect.poll(learned, { timeout: 60_000, interval: 500 }).toBe(people)
}
