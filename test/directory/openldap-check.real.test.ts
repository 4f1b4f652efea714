import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { openLdap, type OpenLdapOptions } from '../../src/directory/openldap.ts'
import { rulesFor, type Grant } from '../../src/directory/openldap/delegation.ts'
import type { Finding } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { startOpenLdap, type OpenLdapData } from '../services/openldap/index.ts'
import type { SlapdSwitches } from '../services/openldap/slapd-conf.ts'
import { LdapHands, optionsFor } from './openldap-bench.ts'

const every: readonly Grant[] = ['password', 'locks', 'people', 'policies', 'groups', 'accesslog']

describe('the doctor at OpenLDAP', () => {
  // One of its own: what other suites leave behind would be the doctor's business as well.
  let slapd: OpenLdapData
  let stopSlapd: () => Promise<void>
  const other = async (switches: SlapdSwitches): Promise<OpenLdapData> => {
    const { data, stop } = await startOpenLdap(inject('runDir'), switches, slapd)
    onTestFinished(stop)
    const hands = await LdapHands.open(data)
    await hands.add('plain')
    await hands.close()
    return data
  }
  const findings = async (
    plus: Partial<OpenLdapOptions> = {},
    of: OpenLdapData = slapd,
  ): Promise<readonly Finding[]> => {
    const d = openLdap(optionsFor(of, plus))
    try {
      return await d.check()
    } finally {
      await d.close()
    }
  }
  const wrong = (all: readonly Finding[]): readonly Finding[] => all.filter((f) => !f.ok)
  const names = (all: readonly Finding[]): readonly string[] => all.map((f) => f.name)
  const as = (bindDn: string) => ({ bindDn, bindPassword: new Secret(slapd.servicePassword) })
  let hands: LdapHands
  beforeAll(async () => {
    ;({ data: slapd, stop: stopSlapd } = await startOpenLdap(inject('runDir'), {}, inject('openldap')))
    hands = await LdapHands.open(slapd)
    for (let n = 0; n < 3; n += 1) await hands.add('plain')
  })
  afterAll(async () => {
    await hands?.close()
    await stopSlapd?.()
  })

  test('finds what is needed and nothing more, by LDAPS and by StartTLS', async () => {
    for (const urls of [[slapd.url], [slapd.startTlsUrl]]) {
      const found = await findings({ urls })
      expect(wrong(found)).toEqual([])
      expect(found.map(({ name, says }) => `${name}: ${says}`).join('\n')).toMatch(
        /2\.5 or newer[\s\S]*at least 12 characters, history 5, lock after 5, a minimum age[\s\S]*=w/,
      )
    }
  })

  test('changes nothing by looking: passwords, locks and marks stay as they are', async () => {
    const ada = await hands.add('locked')
    const marks = ['pwdReset', 'pwdAccountLockedTime', 'pwdChangedTime', 'entryCSN', 'mail']
    const before = await hands.read(ada.id, ...marks)
    const people = await hands.add('plain')
    await findings()
    await findings(as(slapd.accounts.manage))
    expect(await hands.read(ada.id, ...marks)).toEqual(before)
    expect(await hands.writes(people.id)).toBe(0)
    expect(await hands.binds(await hands.dnOf(people.id), people.password)).toBe(true)
  })

  test('refuses rights above every rule', async () => {
    const found = wrong(await findings(as(slapd.accounts.manage)))
    expect(names(found)).toContain('right to set passwords')
    const right = found.find((f) => f.name === 'right to set passwords')
    expect(right?.says).toMatch(/manage \(=mw\).*no rule of the policy would apply/)
    expect(right?.fix).toContain('attrs=userPassword by dn.exact="cn=svc-manage,ou=service')
    expect(right?.fix).toContain('=w by * break')
  })

  test('names each missing right with the rule of access that grants it', async () => {
    const found = wrong(await findings(as(slapd.accounts.watch)))
    expect(names(found)).toEqual(['right to set passwords', 'right pwdReset', 'right pwdAccountLockedTime'])
    for (const { fix } of found) expect(fix).toMatch(/ldapmodify [\s\S]*olcAccess: \{0\}to dn\.subtree=/)
  })

  test('the rules of access that it prints are enough, each is needed, and a reset works with them', async () => {
    const options = optionsFor(slapd)
    const whole = await other({ access: rulesFor(options, every) })
    expect(wrong(await findings({}, whole))).toEqual([])
    const d = openLdap(optionsFor(whole))
    const ada = await (await LdapHands.open(whole)).add('locked')
    const prepared = await d.commit.prepare(ada.id)
    if ('refused' in prepared) throw new Error(prepared.detail)
    const { witness } = prepared
    const password = new Secret('Autumn-River-2026')
    const order = { op: 'op', person: ada.id, password, witness, mustChange: false }
    expect(await d.commit.commit(order)).toEqual({ kind: 'committed' })
    expect(await d.commit.resolve(witness, 'op')).toBe('committed')
    expect(await d.people.verify(ada.id, password)).toBe('ok')
    await d.close()
  })

  test.each([
    ['password', ['right to set passwords']],
    ['locks', ['directory.people']],
    ['people', ['directory.people']],
    ['policies', ['directory.defaultPolicyDn']],
    ['groups', ['directory.denyGroups']],
    ['accesslog', ['accesslog']],
  ] as const)('without the rule for %s it says what is missing', async (missing, expected) => {
    const access = rulesFor(
      optionsFor(slapd),
      every.filter((grant) => grant !== missing),
    )
    const found = wrong(await findings({}, await other({ access })))
    expect(names(found)).toEqual(expect.arrayContaining([...expected]))
    expect(found.find((f) => f.name === expected[0])?.fix).toMatch(/olcAccess: \{0\}to /)
  })

  test('finds hashes that can be read, and people and groups that can be written', async () => {
    const by = `by dn.exact="${slapd.bindDn}"`
    const loose = [
      `to dn.subtree="cn=accesslog" ${by} read by * break`,
      `to dn.subtree="ou=groups,${slapd.baseDn}" ${by} write by * break`,
      `to dn.subtree="${slapd.peopleDn}" attrs=mail ${by} write by * break`,
    ]
    const data = await other({ access: [...loose, ...rulesFor(optionsFor(slapd), every)] })
    const found = wrong(await findings({}, data))
    expect(names(found)).toEqual(['directory.denyGroups', 'no right beyond these', 'accesslog'])
    expect(found.at(-1)?.says).toContain('hash of every new password')
  })

  test('says how to switch on what is off', async () => {
    const bare = await other({ ppolicy: false, accesslog: false })
    const [server, policy, ...rest] = await findings({}, bare)
    expect(server?.ok).toBe(true)
    expect(policy).toMatchObject({ ok: false, says: expect.stringContaining('ppolicy') })
    expect(policy?.fix).toMatch(/olcModuleLoad: ppolicy[\s\S]*olcOverlay: ppolicy/)
    expect(rest).toEqual([])
    const unlogged = await other({ accesslog: false })
    const asked = (await findings({}, unlogged)).find((f) => f.name === 'accesslog')
    expect(asked).toMatchObject({ ok: false, fix: expect.stringContaining('olcOverlay: accesslog') })
    const { accesslogDn: _, ...logless } = optionsFor(unlogged)
    const d = openLdap(logless)
    const note = (await d.check()).find((f) => f.name === 'accesslog')
    expect(note).toMatchObject({ ok: true, fix: expect.stringContaining('olcOverlay: accesslog') })
    await d.close()
  })

  test('finds policies that keep a reset from anybody, or make no one choose again', async () => {
    const safe = await hands.policy({ pwdSafeModify: 'TRUE' })
    onTestFinished(safe.remove)
    const found = await findings()
    expect(wrong(found)).toMatchObject([{ name: 'pwdSafeModify', says: expect.stringContaining(safe.name) }])
    expect(wrong(found)[0]?.fix).toContain(`dn: cn=${safe.name},ou=policies`)
    const must = found.find((f) => f.name === 'pwdMustChange')
    expect(must).toMatchObject({ ok: true, says: expect.stringContaining('lenient') })
  })

  test('sends nobody’s password in the clear by what it prints', async () => {
    const safe = await hands.policy({ pwdSafeModify: 'TRUE' })
    onTestFinished(safe.remove)
    for (const [urls, line] of [
      [[slapd.startTlsUrl], `ldapmodify -x -ZZ -H ${slapd.startTlsUrl} -D`],
      [[slapd.url], `ldapmodify -x -H ${slapd.url} -D`],
    ] as const) {
      const fixes = (await findings({ urls, accesslogDn: 'cn=nolog', denyGroups: [] })).map(
        (f) => f.fix ?? '',
      )
      expect(fixes.join('\n')).toContain(line)
      for (const fix of fixes) expect(fix).not.toMatch(/^(?!.*-ZZ ).*-H ldap:/m)
    }
  })

  test('finds each way to change who is in a group of administrators', async () => {
    const dn = `cn=wheel,ou=groups,${slapd.baseDn}`
    for (const type of ['member', 'uniqueMember', 'memberUid', 'gidNumber']) {
      const loose = `to dn.base="${dn}" attrs=${type} by dn.exact="${slapd.bindDn}" write by * break`
      const data = await other({ access: [loose, ...rulesFor(optionsFor(slapd), every)] })
      const there = await LdapHands.open(data)
      await there.unixGroup(dn, '500', 'somebody')
      await there.close()
      const found = wrong(await findings({ denyGroups: [dn] }, data))
      expect(found).toMatchObject([{ name: 'directory.denyGroups', says: expect.stringContaining(type) }])
    }
  })

  test('takes nobody for the measure whose policy is gone, to whom slapd would apply no rule', async () => {
    const { id } = await hands.add('plain', { policy: 'gone' })
    onTestFinished(() => hands.remove(id))
    expect(wrong(await findings({ peopleDn: await hands.dnOf(id) }))).toMatchObject([
      { name: 'directory.people', says: expect.stringContaining('no person whose password may be reset') },
    ])
  })

  test.each([
    ['a wrong password', { bindPassword: new Secret('Not-The-Password-1') }, ['directory server']],
    ['a wrong authority', { caPem: '' }, ['directory server']],
    ['a wrong subtree', { peopleDn: 'ou=nowhere,dc=corp,dc=example' }, ['directory.people']],
    ['a wrong group', { denyGroups: ['cn=x,dc=corp,dc=example'] }, ['directory.denyGroups', 'directory']],
    [
      'a wrong policy',
      { defaultPolicyDn: 'cn=x,dc=corp,dc=example' },
      ['directory.defaultPolicyDn', 'directory.people'],
    ],
    ['a wrong log', { accesslogDn: 'cn=nolog' }, ['accesslog']],
  ])('finds %s', async (_, plus, expected) => {
    const found = names(wrong(await findings(plus)))
    expect(found.map((name) => (name.startsWith('directory server') ? 'directory server' : name))).toEqual(
      expected,
    )
  })

  test('names no group of administrators: said, since nothing else tells them', async () => {
    const found = (await findings({ denyGroups: [] })).find((f) => f.name === 'directory.denyGroups')
    expect(found).toMatchObject({ ok: true, fix: expect.stringContaining('name every group') })
  })
})
