import { expect, test } from 'vitest'
import { Sources, silent } from '../../src/activity/sources.ts'
import { activityFindings } from '../../src/assemble-activity-check.ts'
import { day, minute, systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { StandInGraph } from '../support/graph.ts'

const matching = { by: 'mail', domains: [] } as const
const sender = (name: string) => ({ name, secret: new Secret('x'.repeat(32)), matching })

test('without a source: that nobody can tell what is usual', async () => {
  const said = await activityFindings(undefined, memoryStore(systemClock))
  expect(said).toMatchObject([{ name: 'activity', ok: true, fix: expect.any(String) }])
})

test('each source: since when it delivers, that it has not yet, that it fell silent, and why it fails', async () => {
  const store = memoryStore(systemClock)
  const names = ['fine', 'new', 'silent', 'odd']
  const configured = names.map((name) => ({ name, silentAfterMs: silent.sends }))
  const ago = (ms: number) => new Sources(store, { now: () => systemClock.now() - ms }, configured)
  await ago(minute).heard('fine')
  await ago(5 * day).heard('silent')
  await ago(minute).heard('odd', 'what it sends cannot be read')
  const said = await activityFindings({ ingest: names.map(sender) }, store)
  expect(said).toMatchObject([
    { name: 'activity: fine', ok: true, says: expect.stringMatching(/^delivers since .* UTC, last at/) },
    { name: 'activity: new', ok: true, says: 'delivered nothing yet', fix: expect.any(String) },
    { name: 'activity: silent', ok: false, says: 'it fell silent', fix: expect.any(String) },
    { name: 'activity: odd', ok: false, says: 'what it sends cannot be read', fix: expect.any(String) },
  ])
})

test('whether Microsoft Graph lets us in now, and what to look at when it does not', async () => {
  const graph = new StandInGraph()
  const login = await graph.start()
  const asked = async (secret: string) => {
    const account = { tenant: 't', appId: 'a', secret: new Secret(secret), endpoint: `${login}/v1.0`, login }
    const said = await activityFindings(
      { ingest: [], graph: { ...account, matching } },
      memoryStore(systemClock),
    )
    expect(JSON.stringify(said)).not.toContain(secret)
    return said.find(({ name }) => name === 'activity: Microsoft Graph')
  }
  expect(await asked(graph.secret)).toMatchObject({ ok: true, says: 'lets us read the sign-in log' })
  expect(await asked('another-client-secret')).toMatchObject({
    ok: false,
    says: 'no token for Microsoft Graph: status 401',
    fix: expect.stringContaining('AuditLog.Read.All'),
  })
  await graph.stop()
})
