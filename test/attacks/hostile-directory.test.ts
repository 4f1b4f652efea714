import { connect } from 'node:tls'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { activeDirectory } from '../../src/directory/active-directory.ts'
import { usualLimits, type Limits } from '../../src/directory/limits.ts'
import { openLdap } from '../../src/directory/openldap.ts'
import type { CommitOrder, Directory } from '../../src/directory/port.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { authority, onLdaps, onStartTls, type HostileLine } from './hostile-lines.ts'
import { HostileServer } from './hostile-server.ts'
import { dialled, hasNone } from './wire.ts'

const service = 'Canary-Service-Heron-71'
const fresh = 'Canary-Fresh-Osprey-38'
const own = 'Canary-Own-Kestrel-54'
const person = '6f9619ff-8b86-4011-b42d-00c04fc964ff'
const baseDn = 'DC=corp,DC=example'

/** Long where an answer comes, short where none does. */
const patience = (hangs: HostileLine['hangs']): Limits => ({
  ...usualLimits,
  connectMs: hangs === 'handshake' ? 300 : 20_000,
  answerMs: hangs === 'answer' ? 300 : 20_000,
})

const reaching = (url: string, limits: Limits) => ({
  urls: [url],
  caPem: authority.pem,
  bindDn: `CN=svc-reset,OU=Service,${baseDn}`,
  bindPassword: new Secret(service),
  baseDn,
  peopleDn: `OU=People,${baseDn}`,
  matchBy: 'mail' as const,
  denyGroups: [],
  clock: systemClock,
  limits,
})

const dialects: readonly {
  readonly name: string
  readonly scheme: string
  readonly lines: readonly HostileLine[]
  readonly open: (url: string, limits: Limits) => Directory
}[] = [
  {
    name: 'Active Directory by LDAPS',
    scheme: 'ldaps',
    lines: onLdaps,
    open: (url, limits) => activeDirectory({ ...reaching(url, limits), history: 'auto' }),
  },
  ...(['ldaps', 'ldap'] as const).map((scheme) => ({
    name: `OpenLDAP by ${scheme === 'ldaps' ? 'LDAPS' : 'StartTLS'}`,
    scheme,
    lines: scheme === 'ldaps' ? onLdaps : onStartTls,
    open: (url: string, limits: Limits) =>
      openLdap({ ...reaching(url, limits), defaultPolicyDn: `CN=default,${baseDn}` }),
  })),
]

/** All that the product ever asks a directory: what each came to, as the code of a Fault. */
const everything = async (d: Directory, url: string): Promise<readonly string[]> => {
  const witness = { person, server: `${url}#dc1.corp.example`, setAt: '', writes: 1 }
  const order: CommitOrder = { op: 'op', person, password: new Secret(fresh), witness, mustChange: false }
  const asked = [
    d.people.capabilities(),
    d.people.find('mail', 'ada@corp.example'),
    d.people.status(person),
    d.people.verify(person, new Secret(own)),
    d.commit.prepare(person),
    d.commit.unlock(person),
    d.commit.resolve(witness, 'op'),
    d.commit.commit(order),
    d.commit.commit({ ...order, current: new Secret(own) }),
  ]
  const outcomes = await Promise.allSettled(asked)
  return outcomes.map((o) => {
    if (o.status === 'rejected') return String(Reflect.get(Object(o.reason), 'code'))
    const { kind, detail } = Object(o.value)
    return kind === 'notCommitted' ? String(detail).split(':')[0]! : `answered: ${JSON.stringify(o.value)}`
  })
}

describe.each(dialects)('$name, where somebody else answers', ({ scheme, lines, open }) => {
  test.each(lines)('with $name', async (line) => {
    const evil = await HostileServer.open({})
    const server = await HostileServer.open(line.manners(`ldap://127.0.0.1:${evil.port}/${baseDn}`))
    const url = `${scheme}://localhost:${server.port}`
    const d = open(url, patience(line.hangs))
    onTestFinished(async () => {
      await d.close()
      server.close()
      evil.close()
    })
    const ports = dialled()

    expect(new Set(await everything(d, url))).toEqual(new Set([line.code]))
    const [finding, ...more] = await d.check()
    expect(finding).toMatchObject({ name: `directory server ${url}`, ok: false })
    expect(finding?.says).toMatch(line.says)
    expect(finding?.fix).toMatch(line.fix)
    expect(more).toEqual([])
    // What the machine's environment says of certificates changes nothing.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(new Set(await everything(d, url))).toEqual(new Set([line.code]))

    hasNone(server.wire, service, fresh, own)
    hasNone(server.inside, fresh, own)
    if (line.isTrusted === true) expect(Buffer.concat(server.inside).includes(service)).toBe(true)
    else expect(server.inside).toEqual([])
    expect(server.lines).toBeGreaterThan(0)
    expect(evil.lines).toBe(0)
    expect(ports.filter((port) => !server.ports.includes(port))).toEqual([])
  })
})

test('whoever trusts anybody and any TLS would have been let in by each of them', async () => {
  const names = ['it signed itself', 'nobody named', 'another host', 'is over', 'hold yet', 'TLS 1.1']
  for (const name of names) {
    const line = onLdaps.find((one) => one.name.includes(name))!
    const server = await HostileServer.open(line.manners(''))
    onTestFinished(() => server.close())
    const lax = { rejectUnauthorized: false, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const
    const socket = connect({ port: server.port, host: '127.0.0.1', ...lax })
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
    socket.write(
      Buffer.concat([Buffer.from([0x30, 3 + service.length, 0x02, 0x01, 0x01]), Buffer.from(service)]),
    )
    await vi.waitUntil(() => Buffer.concat(server.inside).includes(service), { timeout: 20_000 })
    socket.destroy()
  }
})
