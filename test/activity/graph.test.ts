import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GraphClient } from '../../src/activity/graph-client.ts'
import { GraphReader } from '../../src/activity/graph.ts'
import { Intake } from '../../src/activity/intake.ts'
import { openActivity } from '../../src/activity/open.ts'
import { Known } from '../../src/activity/people.ts'
import { MemoryDirectory } from '../../src/directory/memory.ts'
import { day, hour, minute, second, ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { Secret } from '../../src/lib/secret.ts'
import { memoryLogs } from '../../src/store/memory-logs.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { noon } from '../contracts/activity.ts'
import { graphSignIn, send, StandInGraph } from '../support/graph.ts'
import { cast } from '../support/world.ts'

let graph: StandInGraph
let town: Awaited<ReturnType<typeof made>>
beforeEach(async () => {
  graph = new StandInGraph()
  await graph.start()
  town = await made()
})
afterEach(async () => await graph.stop())

/** Replicas that read from the stand-in into one store. */
const made = async () => {
  const clock = new ShiftedClock({ now: () => noon })
  const store = memoryStore(clock)
  const logs = memoryLogs(clock)
  const faults: unknown[] = []
  const failed = (fault: unknown): void => void faults.push(fault)
  const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }])
  const sources = [{ name: 'graph', silentAfterMs: hour }]
  const { keeper } = await openActivity({ logs, store, keyring, clock, sources, failed })
  const locate = async (): Promise<object> => ({})
  const { people } = new MemoryDirectory(cast, clock)
  const intake = new Intake({
    keeper,
    known: new Known(people, clock),
    clock,
    locate,
    agentOf: () => undefined,
  })
  const replica = (secret = graph.secret) => {
    const account = { tenant: 't', appId: 'a', secret: new Secret(secret), login: graph.origin }
    const client = new GraphClient(
      { ...account, endpoint: `${graph.origin}/v1.0` },
      clock,
      new AbortController().signal,
    )
    return new GraphReader({
      client,
      intake,
      keeper,
      matching: { by: 'mail', domains: [] },
      store,
      clock,
      failed,
    })
  }
  const known = async (name = 'ada'): Promise<string[]> =>
    (await keeper.history(`id-${name}`)).signIns.map(({ id }) => id.replace('graph:', ''))
  const health = async () => (await keeper.sources())[0]
  return { clock, store, keeper, faults, replica, known, health }
}

/** Time passes until the next reading. */
const later = async (ms = 5 * minute, reader = town.replica()): Promise<void> => {
  town.clock.forward(ms)
  await reader.round()
}

describe('the log of Entra', () => {
  test('is read two weeks back, over all its pages, and then what is new; nothing of it counts twice', async () => {
    graph.log.push(
      ...Array.from({ length: 30 }, (_, n) => graphSignIn(`s${n}`, noon - n * 12 * hour - minute)),
    )
    const reader = town.replica()
    await reader.round()
    expect(await town.known()).toEqual(Array.from({ length: 29 }, (_, n) => `s${n}`))
    graph.log.push(graphSignIn('new', noon + 2 * minute), graphSignIn('late', noon - 30 * minute))
    await later(5 * minute, reader)
    expect((await town.known()).slice(0, 3)).toEqual(['new', 's0', 'late'])
    expect(await town.keeper.record([])).toEqual({ kept: 0, repeated: 0 })
    await town.keeper.tidy()
    expect((await town.keeper.company()).total).toBe(31)
    expect(town.faults).toEqual([])
    expect(await town.health()).toEqual({ source: 'graph', firstAt: noon, lastAt: noon + 5 * minute })
  })

  test('a sign-in is kept by place, system and browser', async () => {
    graph.log.push(graphSignIn('s1', noon - minute))
    await town.replica().round()
    expect((await town.keeper.history('id-ada')).signIns).toEqual([
      {
        id: 'graph:s1',
        person: 'id-ada',
        at: noon - minute,
        source: 'graph',
        network: { country: 'DE' },
        agent: { device: 'desktop', os: 'Windows', family: 'Edge' },
        app: 'Office 365',
      },
    ])
  })

  test('one replica reads at a time; another goes on where it left off', async () => {
    graph.log.push(graphSignIn('s1', noon - minute))
    await Promise.all([town.replica().round(), town.replica().round(), town.replica().round()])
    expect(graph.tokens).toBe(1)
    const before = graph.asked.length
    await later()
    expect(await town.known()).toEqual(['s1'])
    // A token and one window, not the two weeks again.
    expect(graph.asked.length - before).toBe(2)
  })

  test.each([
    ['one that failed', { status: { errorCode: 50126 } }],
    ['one that nobody sat at', { isInteractive: false }],
    ['one that Entra holds for risky', { riskState: 'atRisk', riskLevelAggregated: 'low' }],
    ['one that was risky as it happened', { riskLevelDuringSignIn: 'high' }],
    ['somebody of another tenant', { userPrincipalName: 'ada_other.example#EXT#@corp.onmicrosoft.com' }],
    ['nobody', { userPrincipalName: null }],
  ])('%s teaches nothing', async (_what, more) => {
    graph.log.push(graphSignIn('s1', noon - minute, more), graphSignIn('s2', noon - 2 * minute))
    await town.replica().round()
    expect(await town.known()).toEqual(['s2'])
    expect(town.faults).toEqual([])
  })

  test.each([
    [{ riskState: 'confirmedCompromised' }, 'compromised'],
    [{ riskState: 'atRisk', riskLevelAggregated: 'high' }, 'high'],
    [{ riskState: 'atRisk', riskLevelAggregated: 'hidden' }, 'medium'],
    [{ riskState: 'remediated', riskLevelDuringSignIn: 'high' }, 'none'],
    [{ riskState: 'none' }, undefined],
  ])('what Entra holds of a person: %j is %s', async (more, verdict) => {
    graph.log.push(graphSignIn('s1', noon - minute, more))
    await town.replica().round()
    expect(await town.keeper.verdict('id-ada')).toBe(verdict)
  })
})

describe('when Microsoft Graph', () => {
  const isLog = (url: string | undefined): boolean => url?.includes('/auditLogs/') === true

  test('asks to wait, nobody asks before that, and nothing is lost or called a failure', async () => {
    let pages = 0
    graph.log.push(...Array.from({ length: 6 }, (_, n) => graphSignIn(`s${n}`, noon - minute - n * second)))
    graph.bend = ({ url }, response) => {
      if (!isLog(url) || !url?.includes('skiptoken') || ++pages > 1) return false
      send(response, 429, {}, { 'retry-after': '600' })
      return true
    }
    await town.replica().round()
    const asked = graph.asked.length
    await later()
    expect(graph.asked.length).toBe(asked)
    await later(6 * minute)
    expect(await town.known()).toHaveLength(6)
    expect(town.faults).toEqual([])
    expect((await town.health())?.failing).toBeUndefined()
  })

  test('refuses the credential, that is told at once', async () => {
    await town.replica('wrong').round()
    expect(await town.health()).toEqual({
      source: 'graph',
      failing: 'no token for Microsoft Graph: status 401',
    })
  })

  test('revokes the token, another is asked for', async () => {
    const reader = town.replica()
    await reader.round()
    graph.tokens += 1
    graph.log.push(graphSignIn('s1', noon + minute))
    await later(5 * minute, reader)
    expect(await town.known()).toEqual(['s1'])
  })

  test('is away for a while, it is a failure after half an hour, and not once it is back', async () => {
    await town.replica().round()
    graph.bend = (_request, response) => {
      response.destroy()
      return true
    }
    await later()
    expect(await town.health()).not.toHaveProperty('failing')
    await later(30 * minute)
    expect(await town.health()).toMatchObject({ failing: 'Microsoft Graph does not answer' })
    graph.bend = () => false
    graph.log.push(graphSignIn('s1', noon + 10 * minute))
    await later()
    expect(await town.known()).toEqual(['s1'])
    expect(await town.health()).not.toHaveProperty('failing')
  })

  test('is asked by nobody any more, it has fallen silent', async () => {
    await town.replica().round()
    town.clock.forward(hour + minute)
    expect(await town.health()).toMatchObject({ failing: 'it fell silent' })
  })

  const hostile: readonly (readonly [string, (origin: string) => unknown, string])[] = [
    [
      'links to another place',
      () => ({ value: [], '@odata.nextLink': 'https://evil.example/v1.0/auditLogs/signIns' }),
      'links to another place',
    ],
    [
      'links to another path',
      (origin) => ({ value: [], '@odata.nextLink': `${origin}/v1.0evil/` }),
      'links to another place',
    ],
    [
      'links to itself for ever',
      (origin) => ({ value: [], '@odata.nextLink': `${origin}/v1.0/auditLogs/signIns` }),
      'sends pages without end',
    ],
    ['sends no JSON', () => '<html>', 'sends what cannot be read'],
    ['sends no list', () => ({ value: 'x' }), 'sends what cannot be read'],
    [
      'sends too much',
      () => `{"value":[],"x":"${'x'.repeat(5 * 1024 * 1024)}"}`,
      'sends what cannot be read',
    ],
    [
      'sends nothing but what is no sign-in',
      () => ({ value: [7, null, { id: 'x' }, []] }),
      'sends what cannot be read',
    ],
  ]
  test.each(hostile)('%s, it fails and the cursor stays', async (_what, body, says) => {
    graph.bend = ({ url }, response) => {
      if (!isLog(url)) return false
      send(response, 200, body(graph.origin))
      return true
    }
    await town.replica().round()
    expect(await town.health()).toEqual({ source: 'graph', failing: `Microsoft Graph ${says}` })
    graph.bend = () => false
    graph.log.push(graphSignIn('s1', noon - 14 * day + 2 * hour))
    await later()
    expect(await town.known()).toEqual(['s1'])
  })

  test('sends us elsewhere, neither secret nor token goes there', async () => {
    const elsewhere = new StandInGraph()
    const address = await elsewhere.start()
    for (const part of ['/token', '/auditLogs/']) {
      graph.bend = ({ url }, response) => {
        if (url?.includes(part) !== true) return false
        send(response, 307, {}, { location: `${address}${url}` })
        return true
      }
      await later()
    }
    expect(elsewhere.asked).toEqual([])
    expect(await town.health()).toMatchObject({ failing: 'Microsoft Graph does not answer' })
    await elsewhere.stop()
  })

  test('has one odd sign-in among others, the others teach', async () => {
    graph.log.push(
      { id: 7, createdDateTime: new Date(noon - minute).toISOString() },
      graphSignIn('s1', noon - minute),
    )
    await town.replica().round()
    expect(await town.known()).toEqual(['s1'])
    expect(await town.health()).not.toHaveProperty('failing')
  })
})
