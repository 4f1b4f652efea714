import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { activeDirectory } from '../../src/directory/active-directory.ts'
import { openLdap } from '../../src/directory/openldap.ts'
import type { CommitOrder, CommitResult, Directory } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { op } from '../directory/cutting-proxy.ts'
import { LdapHands, optionsFor as ldapOptions } from '../directory/openldap-bench.ts'
import { optionsFor as adOptions, SambaHands } from '../directory/samba-bench.ts'
import { providedSamba } from '../services/provided.ts'
import { authority, leaf } from './hostile-lines.ts'
import { continuedAt, HostileServer, resultTo } from './hostile-server.ts'
import { dialled, hasNone } from './wire.ts'

const fresh = 'Canary-Fresh-Osprey-38'

interface Dialect {
  readonly name: string
  readonly behind: () => { readonly url: string; readonly caFile: string }
  readonly open: (url: string) => Directory
  readonly hands: () => Promise<SambaHands | LdapHands>
  readonly service: () => string
  /** The writes of a reset, in order: the request that is answered with a referral, and what is then true. */
  readonly writes: readonly (readonly [string, number, number, CommitResult['kind'], 'old' | 'neither'])[]
}

const dialects: readonly Dialect[] = [
  {
    name: 'Active Directory',
    behind: providedSamba,
    open: (url) => activeDirectory(adOptions(providedSamba(), { urls: [url], caPem: authority.pem })),
    hands: () => SambaHands.open(providedSamba()),
    service: () => adOptions(providedSamba()).bindPassword.reveal(),
    writes: [
      ['the first of two writes', op.modify, 1, 'refused', 'old'],
      ['the second of two writes', op.modify, 2, 'halfway', 'neither'],
    ],
  },
  {
    name: 'OpenLDAP',
    behind: () => inject('openldap'),
    open: (url) => openLdap(ldapOptions(inject('openldap'), { urls: [url], caPem: authority.pem })),
    hands: () => LdapHands.open(inject('openldap')),
    service: () => inject('openldap').servicePassword,
    writes: [
      ['the write that must find the entry as it was', op.modify, 1, 'refused', 'old'],
      ['the write of the password', op.extended, 1, 'refused', 'old'],
    ],
  },
]

describe.each(dialects)('$name, whose answer sends us to another server', (dialect) => {
  let hands: SambaHands | LdapHands
  beforeAll(async () => {
    hands = await dialect.hands()
  })
  afterAll(() => hands.close())

  /** The true directory, with somebody in it who answers one request; and where they would like us to go, which we would trust. */
  const sentAway = async () => {
    const evil = await HostileServer.open({ certificate: leaf() })
    const there = `ldaps://localhost:${evil.port}/dc=corp,dc=example`
    let seen = 0
    let turn: ((request: Buffer, kind: number) => Buffer | undefined) | undefined
    const server = await HostileServer.open({
      certificate: leaf(),
      behind: dialect.behind(),
      answers: (request, kind) => turn?.(request, kind),
    })
    const d = dialect.open(`ldaps://localhost:${server.port}`)
    onTestFinished(async () => {
      await d.close()
      server.close()
      evil.close()
    })
    const ports = dialled()
    const far = Number(new URL(dialect.behind().url).port || 636)
    return {
      d,
      /** From now on, the nth request of a kind and the same one on every later line. */
      refers(kind: number, nth: number, how: 'instead' | 'as well') {
        seen = 0
        turn = (request, asked) => {
          if (asked !== kind || ++seen < nth) return undefined
          return how === 'instead' ? resultTo(request, asked, 10, there) : continuedAt(request, there)
        }
      },
      relents: () => (turn = undefined),
      nobodyWent() {
        expect(seen).toBeGreaterThan(0)
        expect(evil.lines).toBe(0)
        hasNone(server.wire, fresh, dialect.service())
        expect(ports.filter((port) => ![...server.ports, far].includes(port))).toEqual([])
      },
    }
  }

  const orderFor = async (d: Directory, { id }: Added): Promise<CommitOrder> => {
    const prepared = await d.commit.prepare(id)
    if ('refused' in prepared) throw new Error(prepared.detail)
    const password = new Secret(fresh)
    return { op: randomUUID(), person: id, password, witness: prepared.witness, mustChange: false }
  }

  test.each(dialect.writes)('in answer to %s', async (_what, kind, nth, outcome, opens) => {
    const ada = await hands.add('plain')
    const line = await sentAway()
    const order = await orderFor(line.d, ada)
    const before = await hands.writes(ada.id)
    line.refers(kind, nth, 'instead')
    const refused = { kind: outcome, reason: 'notSupported', detail: expect.stringMatching(/\b10\b/) }
    expect(await line.d.commit.commit(order)).toMatchObject(refused)
    line.nobodyWent()
    const dn = await hands.dnOf(ada.id)
    expect(await hands.writes(ada.id)).toBe(before + (opens === 'old' ? 0 : 1))
    expect(await hands.binds(dn, new Secret(fresh))).toBe(false)
    expect(await hands.binds(dn, ada.password)).toBe(opens === 'old')
    line.relents()
    expect(await line.d.commit.commit(await orderFor(line.d, ada))).toEqual({ kind: 'committed' })
    expect(await hands.binds(dn, new Secret(fresh))).toBe(true)
  })

  test('in answer to every search of a commit, instead of the person', async () => {
    const ada = await hands.add('plain')
    const line = await sentAway()
    const order = await orderFor(line.d, ada)
    const before = await hands.writes(ada.id)
    for (const nth of [1, 2, 3]) {
      line.refers(op.search, nth, 'instead')
      expect(await line.d.commit.commit(order)).toMatchObject({
        kind: 'notCommitted',
        detail: expect.stringMatching(/^ERR_DIRECTORY_ANSWER: search on .*code 10/),
      })
      line.nobodyWent()
    }
    line.refers(op.search, 1, 'instead')
    for (const asked of [
      line.d.people.find('mail', ada.mail),
      line.d.people.status(ada.id),
      line.d.people.verify(ada.id, ada.password),
      line.d.commit.prepare(ada.id),
    ])
      await expect(asked).rejects.toMatchObject({ code: 'ERR_DIRECTORY_ANSWER' })
    line.nobodyWent()
    expect(await hands.writes(ada.id)).toBe(before)
  })

  test('in answer to a search, as a part of the answer: what is elsewhere is nobody of ours', async () => {
    const ada = await hands.add('plain')
    const line = await sentAway()
    expect(await line.d.people.find('mail', ada.mail)).toMatchObject({ id: ada.id })
    line.refers(op.search, 1, 'as well')
    expect(await line.d.people.find('mail', ada.mail)).toBeUndefined()
    expect(await line.d.people.status(ada.id)).toBeUndefined()
    expect(await line.d.commit.prepare(ada.id)).toMatchObject({ refused: 'gone' })
    line.nobodyWent()
  })
})
