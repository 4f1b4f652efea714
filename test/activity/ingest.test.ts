import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { day, hour, minute, second } from '../../src/lib/clock.ts'
import { signature } from '../../src/activity/signature.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'
import { bound, noon } from '../contracts/activity.ts'
import { ecs, ocsf, other, post, scene, siem } from './ingest-scene.ts'

const taken = { status: 200, kept: 1, repeated: 0, revoked: 0, ignored: 0, refused: 0, why: [] }
const gone = async (): Promise<never> => await Promise.reject(new Fault('ERR_STORE', 'gone'))

describe('what teaches', () => {
  test('a sign-in in OCSF: its place and browser are kept, its address and user agent are not', async () => {
    const { posts, known, store, logs } = await scene()
    expect(await posts([ocsf('e1')])).toMatchObject(taken)
    expect(await known('ada')).toEqual([
      {
        id: 'siem:e1',
        person: 'id-ada',
        at: noon - second,
        source: 'siem',
        network: { country: 'DE', asn: 3320, prefix: 'p' },
        agent: { device: 'desktop', os: 'Windows', family: 'Firefox' },
        app: 'Mail',
        site: 'Berlin',
      },
    ])
    expect(JSON.stringify(await known('ada'))).not.toMatch(/192\.0\.2|Mozilla|140/)
    expect([store, logs]).toHaveLength(2)
  })

  test('a sign-in in ECS: where nothing tells of the address, what the event itself says of place and browser', async () => {
    const { posts, known } = await scene()
    expect(await posts([ecs('e1')])).toMatchObject(taken)
    expect(await known('ada')).toMatchObject([
      { network: { country: 'FR', asn: 3215 }, agent: { device: 'desktop', os: 'macOS', family: 'Chrome' } },
    ])
  })

  test.each([
    ['an array', {}],
    ['lines', { lines: true }],
    ['lines, zipped', { lines: true, gzip: true }],
  ])('as %s', async (_how, how) => {
    const { posts, known } = await scene()
    const events = Array.from({ length: 450 }, (_, n) => ocsf(`e${n}`, { time: noon - n * minute }))
    expect(await posts(events, how)).toMatchObject({ status: 200, kept: 450, refused: 0 })
    expect(await known('ada')).toHaveLength(200)
  })

  test('an event without an id teaches once all the same', async () => {
    const { posts } = await scene()
    expect(await posts([ocsf('', { metadata: {} })])).toMatchObject({ kept: 1 })
    expect(await posts([ocsf('', { metadata: {} })])).toMatchObject({ kept: 0, repeated: 1 })
    expect(await posts([ocsf('', { metadata: {}, time: noon - minute })])).toMatchObject({ kept: 1 })
  })

  test('two sources have ids of their own', async () => {
    const { posts, known } = await scene()
    await posts([ocsf('e1')])
    expect(await posts([ocsf('e1')], { as: other })).toMatchObject({ kept: 1 })
    expect(await known('ada')).toHaveLength(2)
  })
})

describe('what teaches nothing', () => {
  const nothings: readonly (readonly [string, object])[] = [
    ['a failure', ocsf('x', { status_id: 2 })],
    ['an outcome that is not told', ocsf('x', { status_id: undefined })],
    ['a logoff', ocsf('x', { activity_id: 2 })],
    ['a service', ocsf('x', { logon_type_id: 5 })],
    ['another class', ocsf('x', { class_uid: 4001 })],
    ['a failure in ECS', ecs('x', { event: { category: 'authentication', outcome: 'failure' } })],
    ['something else in ECS', ecs('x', { event: { category: ['process'], outcome: 'success' } })],
    [
      'the end of a session in ECS',
      ecs('x', { event: { category: ['authentication'], type: ['end'], outcome: 'success' } }),
    ],
    ['a batch job of Windows', ecs('x', { winlog: { event_data: { LogonType: '4' } } })],
  ]
  test.each(nothings)('%s', async (_what, event) => {
    const { posts, known } = await scene()
    expect(await posts([event])).toMatchObject({ status: 200, kept: 0, ignored: 1, refused: 0 })
    expect(await known('ada')).toEqual([])
  })
})

describe('what is refused, one by one, with the rest taken', () => {
  const odd: readonly (readonly [string, unknown, string])[] = [
    ['nobody of ours', ocsf('x', { user: { email_addr: 'ada@other.example' } }), 'user'],
    ['somebody unnamed', ocsf('x', { user: {} }), 'user'],
    ['a time to come', ocsf('x', { time: noon + 6 * minute }), 'time'],
    ['a time long ago', ocsf('x', { time: noon - 181 * day }), 'time'],
    ['no number for a time', ecs('x', { '@timestamp': 'NaN' }), 'time'],
    ['a time that is a text', ocsf('x', { time: `${noon}` }), 'shape'],
    ['a time that is null, as JSON writes NaN', ocsf('x', { time: NaN }), 'shape'],
    ['a time without end', '{"class_uid":3002,"time":1e999}', 'shape'],
    ['a number', 7, 'shape'],
    ['nothing', null, 'shape'],
    ['an array in the array', [ocsf('x')], 'shape'],
    ['an object of no kind', { hello: 'world' }, 'shape'],
    ['a line that is no JSON', '{"class_uid":', 'json'],
  ]
  test.each(odd)('%s', async (_what, event, why) => {
    const { posts, known } = await scene()
    const text = [ocsf('a'), event, ocsf('b')]
      .map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
      .join('\n')
    const said = await posts(text)
    expect(said).toMatchObject({ status: 200, kept: 2, refused: 1, why: [{ index: 1, why }] })
    expect(await known('ada')).toHaveLength(2)
  })

  test('an event with prototypes, huge texts and depth in fields nobody reads is what its known fields say', async () => {
    const { posts, known } = await scene()
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const event = JSON.stringify(ocsf('e1')).replace(
      '{',
      `{"deep":${deep},"__proto__":{"status_id":2},"big":"${'x'.repeat(100_000)}",`,
    )
    expect(await posts(event)).toMatchObject(taken)
    expect(await posts(event.replace('"uid":"e1"', `"uid":"${'y'.repeat(9000)}"`))).toMatchObject({ kept: 1 })
    expect(JSON.stringify(await known('ada')).length).toBeLessThan(1000)
  })
})

describe('whose account it is', () => {
  const byAccount = { by: 'account', domains: ['CORP', 'corp.example'] } as const
  test.each([
    ['a domain beside it', { name: 'ada', domain: 'corp' }, 1],
    ['a domain before it', { name: 'CORP\\ada' }, 1],
    ['a domain behind it', { name: 'ada@corp.example' }, 1],
    ['another domain beside it', { name: 'ada', domain: 'OTHER' }, 0],
    ['another domain before it, ours beside it', { name: 'OTHER\\ada', domain: 'CORP' }, 0],
    ['another domain behind it', { name: 'ada@other.example', domain: 'CORP' }, 0],
    ['no domain: somebody of one machine', { name: 'ada' }, 0],
  ])('%s', async (_what, user, kept) => {
    const { posts } = await scene({ matching: byAccount })
    expect(await posts([ocsf('e1', { user })])).toMatchObject({ status: 200, kept })
  })

  test('the directory is asked once for a name, and again later: it may come to belong to somebody else', async () => {
    const asked: string[] = []
    const { posts, clock } = await scene({
      people: (people) => ({
        find: async (by, value) => {
          asked.push(value)
          return await people.find(by, value)
        },
      }),
    })
    const nobody = { user: { email_addr: 'nobody@corp.example' } }
    await posts([ocsf('a'), ocsf('b'), ocsf('c', nobody)])
    await posts([ocsf('d'), ocsf('e', nobody)])
    expect(asked.toSorted()).toEqual(['ada@corp.example', 'nobody@corp.example'])
    clock.forward(hour)
    await posts([ocsf('f')])
    expect(asked).toHaveLength(3)
  })
})

describe('who may send', () => {
  const refused: readonly (readonly [string, Parameters<typeof post>[2]])[] = [
    ['unsigned', { headers: { 'x-latchkey-signature': undefined } }],
    ['signed with another’s secret', { as: { ...siem, secret: other.secret } }],
    ['signed by one source in the name of another', { as: other, headers: { 'x-latchkey-source': 'siem' } }],
    ['from nobody', { headers: { 'x-latchkey-source': undefined } }],
    ['from a source that is not configured', { as: { ...siem, name: 'stranger' } }],
    ['too old', { off: -301 * second }],
    ['from the future', { off: 302 * second }],
    ['with another time than was signed', { headers: { 'x-latchkey-timestamp': `${noon / second - 1}` } }],
    ['with a time that is none', { headers: { 'x-latchkey-timestamp': 'NaN' } }],
    ['with half a signature', { headers: { 'x-latchkey-signature': 'v1=' } }],
  ]
  test.each(refused)('%s: nothing is learned, and every fault has one answer', async (_what, how) => {
    const { posts, known } = await scene()
    const said = await posts([ocsf('e1')], how)
    expect(said).toMatchObject({ status: 401, why: 'signature' })
    expect(await known('ada')).toEqual([])
  })

  test('a signature is what a shell with openssl makes, as docs/activity.md shows', () => {
    const secret = new Secret('secret of sixteen and sixteen mor')
    const made = signature({ name: 'siem', secret }, '1780315200', Buffer.from('[]\n'))
    expect(made).toBe('v1=f5d222159860eb1ca544af8e02b6da1bc816cfeffd13344f4321dba2069d376b')
  })

  test('a body that was changed on the way is not from the source', async () => {
    const { send, known } = await scene()
    const signed = post(noon, [ocsf('e1')])
    const text = (await signed.text()).replace('192.0.2.77', '192.0.2.66')
    const bent = new Request(signed.url, { method: 'POST', body: text, headers: signed.headers })
    expect(await send(bent)).toMatchObject({ status: 401 })
    expect(await known('ada')).toEqual([])
  })

  test('a request that is sent again teaches nothing new, and after five minutes is not heard', async () => {
    const { send, clock, known } = await scene()
    const signed = post(noon, [ocsf('e1')])
    const again = signed.clone()
    const late = signed.clone()
    expect(await send(signed)).toMatchObject({ kept: 1 })
    expect(await send(again)).toMatchObject({ kept: 0, repeated: 1 })
    clock.forward(5 * minute + second)
    expect(await send(late)).toMatchObject({ status: 401 })
    expect(await known('ada')).toHaveLength(1)
  })

  test('another method, and another path below ours', async () => {
    const { send, route } = await scene()
    const url = 'https://reset.corp.example/ingest/v1/events'
    expect(await send(new Request(url))).toMatchObject({ status: 405 })
    const below = await route.handle(new Request(`${url}/all`, { method: 'POST' }), { ip: '192.0.2.7' })
    expect(below.status).toBe(404)
  })
})

describe('how much at once', () => {
  const bomb = '\n'.repeat(9 * 1024 * 1024)
  test.each([
    ['a bomb of empty lines, zipped', bomb, { gzip: true }, 413, 'size'],
    ['an array that takes long to read', `[${' '.repeat(1024 * 1024)}]`, {}, 413, 'size'],
    ['more events than a batch has', `[${'0,'.repeat(5000)}0]`, {}, 413, 'count'],
    ['more lines than a batch has', '0\n'.repeat(5001), {}, 413, 'count'],
    ['an array that does not end', '[{}', {}, 400, 'json'],
    ['an encoding we do not know', '[]', { headers: { 'content-encoding': 'br' } }, 400, 'encoding'],
    ['what is called zipped and is not', '[]', { headers: { 'content-encoding': 'gzip' } }, 400, 'encoding'],
  ])('%s', async (_what, text, how, status, why) => {
    const { posts, keeper } = await scene()
    expect(await posts(text, how)).toMatchObject({ status, why })
    expect(await keeper.sources()).toContainEqual({ source: 'siem', failing: 'what it sends cannot be read' })
  })

  test('whoever comes while much is on is asked to come back', async () => {
    const { promise: until, resolve } = Promise.withResolvers<void>()
    const { posts } = await scene({
      logs: (logs) => ({
        ...bound(logs),
        append: async (...args) => {
          await until
          return await logs.append(...args)
        },
      }),
    })
    const first = Array.from({ length: 8 }, async (_, n) => await posts([ocsf(`e${n}`)]))
    for (let n = 0; n < 50; n++) await turn()
    const said = await posts([ocsf('more')])
    expect(said).toMatchObject({ status: 429, why: 'busy' })
    expect(said.headers.get('retry-after')).toBe('2')
    resolve()
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(first.map(() => 200))
    expect(await posts([ocsf('more')])).toMatchObject({ status: 200, kept: 1 })
  })
})

describe('what is answered is kept', () => {
  test('a store that is away: not answered, and taken when it is sent again', async () => {
    let away = true
    const { posts, known, faults } = await scene({
      logs: (logs) => ({
        ...bound(logs),
        append: async (...args) => (away ? await gone() : await logs.append(...args)),
      }),
    })
    const said = await posts([ocsf('e1')])
    expect(said).toMatchObject({ status: 503, why: 'unavailable' })
    expect(faults).toHaveLength(1)
    away = false
    expect(await posts([ocsf('e1')])).toMatchObject({ status: 200, kept: 1 })
    expect(await known('ada')).toHaveLength(1)
  })

  test('a crash between two parts of a batch: sent again, nothing is lost and nothing counts twice', async () => {
    let calls = 0
    const { posts, keeper, known } = await scene({
      logs: (logs) => ({
        ...bound(logs),
        append: async (...args) => {
          calls += 1
          const kept = await logs.append(...args)
          return calls === 1 ? await gone() : kept
        },
      }),
    })
    expect(await posts([ocsf('e1')])).toMatchObject({ status: 503 })
    expect(await posts([ocsf('e1'), ocsf('e2')])).toMatchObject({ kept: 1, repeated: 1 })
    await keeper.tidy()
    expect(await known('ada')).toHaveLength(2)
    expect((await keeper.company()).total).toBe(2)
  })

  test('a directory that is away: the whole batch again, for who is meant is not known', async () => {
    let away = true
    const { posts } = await scene({
      people: (people) => ({
        find: async (by, value) => {
          if (away) throw new Fault('ERR_DIRECTORY', 'gone')
          return await people.find(by, value)
        },
      }),
    })
    expect(await posts([ocsf('e1')])).toMatchObject({ status: 503 })
    away = false
    expect(await posts([ocsf('e1')])).toMatchObject({ kept: 1 })
  })
})

describe('what was reported bad', () => {
  const finding = (more: object) => ({
    class_uid: 2004,
    time: noon,
    user: { email_addr: 'ada@corp.example' },
    ...more,
  })
  const taught = async () => {
    const scened = await scene()
    await scened.posts([ocsf('old', { time: noon - 2 * day }), ocsf('a'), ocsf('b')])
    const left = async (): Promise<string[]> =>
      (await scened.known('ada')).map(({ id }) => id.replace('siem:', ''))
    return { ...scened, left }
  }

  test.each([
    [
      'a finding that names the event',
      finding({ finding_info: { related_events: [{ uid: 'a' }] } }),
      ['b', 'old'],
    ],
    ['a finding about the person: all of the day before', finding({}), ['old']],
    ['a finding that says since when', finding({ finding_info: { first_seen_time: noon - 3 * day } }), []],
    [
      'one that names its person only in the evidence',
      { class_uid: 2004, time: noon, evidences: [{ actor: { user: { email_addr: 'ada@corp.example' } } }] },
      ['old'],
    ],
    ['an alert in ECS', ecs('x', { event: { kind: 'alert' } }), ['old']],
    ['a report in our own form', { revoked: ['b'], user: { mail: 'ada@corp.example' } }, ['a', 'old']],
    ['a false positive', finding({ verdict_id: 1 }), ['a', 'b', 'old']],
    ['one about somebody else', finding({ user: { email_addr: 'grace@corp.example' } }), ['a', 'b', 'old']],
  ])('%s', async (_what, event, left) => {
    const scened = await taught()
    expect(await scened.posts([event])).toMatchObject({ status: 200, kept: 0 })
    expect((await scened.left()).toSorted()).toEqual(left)
    await scened.posts([ocsf('a'), ocsf('b')])
    expect((await scened.left()).toSorted()).toEqual(left)
  })

  test('however many events a finding names, and whether they came before it or come after', async () => {
    const { posts, left } = await taught()
    const many = Array.from({ length: 190 }, (_none, n) => `bad-${n}`)
    await posts(many.slice(0, 150).map((id, n) => ocsf(id, { time: noon - 1000 - n })))
    const related_events = many.map((uid) => ({ uid }))
    await posts([finding({ finding_info: { related_events } })])
    await posts(many.map((id, n) => ocsf(id, { time: noon - 1000 - n })))
    expect((await left()).toSorted()).toEqual(['a', 'b', 'old'])
  })

  test('a source takes back only its own by name', async () => {
    const { posts, left } = await taught()
    await posts([finding({ finding_info: { related_events: [{ uid: 'a' }] } })], { as: other })
    expect((await left()).toSorted()).toEqual(['a', 'b', 'old'])
  })
})
