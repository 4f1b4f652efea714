import dns, { type LookupAddress, type LookupOptions } from 'node:dns'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { openLdap } from '../../src/directory/openldap.ts'
import type { CommitOrder, Directory } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Added } from '../contracts/directory.ts'
import { startOpenLdap, type OpenLdap } from '../services/openldap/index.ts'
import { CuttingProxy, op } from './cutting-proxy.ts'
import { LdapHands, optionsFor } from './openldap-bench.ts'

const fresh = new Secret('Autumn-River-2026')
const port = (url: string): number => Number(new URL(url.replace(/^ldaps/, 'https')).port)

describe('one name that leads to two servers', () => {
  const one = inject('openldap')
  let other: OpenLdap
  let hands: readonly [LdapHands, LdapHands]
  beforeAll(async () => {
    other = await startOpenLdap(inject('runDir'), {}, one)
    hands = [await LdapHands.open(one), await LdapHands.open(other.data)]
  })
  afterAll(async () => {
    await Promise.all(hands.map((h) => h.close()))
    await other.stop()
  })

  /** Somebody who is on both, by the same name and password. */
  const twin = async (): Promise<Added & { readonly dn: string }> => {
    const ada = await hands[0].add('plain')
    const dn = await hands[0].dnOf(ada.id)
    await hands[1].add('plain', { dn })
    const fiveDaysAgo = new Date(Date.now() - 5 * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')
    for (const h of hands) await h.age(dn, fiveDaysAgo)
    return { ...ada, dn }
  }
  const onBoth = async (dn: string, password: Secret) => [
    await hands[0].binds(dn, password),
    await hands[1].binds(dn, password),
  ]

  /** The second server at the same port of another address, behind a proxy that counts what it was sent. */
  const elsewhere = async (): Promise<CuttingProxy> => {
    const proxy = await CuttingProxy.start(other.data)
    const line = net.createServer((near) => {
      const far = net.connect(port(proxy.url), '127.0.0.1')
      near.pipe(far).pipe(near)
      near.on('error', () => far.destroy())
      far.on('error', () => near.destroy())
    })
    line.listen(port(one.url), '127.0.0.2')
    await once(line, 'listening')
    onTestFinished(async () => {
      line.close()
      await proxy.stop()
    })
    return proxy
  }

  /** From the nth question on, as often as `times`, the name leads to the second server. */
  const leadAstray = (nth: number, times = 1): void => {
    const real = dns.lookup
    let asked = 0
    type Told = (error: Error | null, address: string | LookupAddress[], family?: number) => void
    const astray = (host: string, options: LookupOptions, told: Told): void => {
      if (host !== 'localhost') return real(host, options, told)
      asked += 1
      const address = asked >= nth && asked < nth + times ? '127.0.0.2' : '127.0.0.1'
      process.nextTick(() =>
        options.all === true ? told(null, [{ address, family: 4 }]) : told(null, address, 4),
      )
    }
    Object.assign(dns, { lookup: astray })
    onTestFinished(() => void Object.assign(dns, { lookup: real }))
  }
  const opened = (): Directory => {
    const d = openLdap(optionsFor(one, { urls: [`ldaps://localhost:${port(one.url)}`] }))
    onTestFinished(() => d.close())
    return d
  }
  const changeFor = async (d: Directory, ada: Added): Promise<CommitOrder> => {
    const prepared = await d.commit.prepare(ada.id, 'change')
    if ('refused' in prepared) throw new Error(prepared.detail)
    const { id: person, password: current } = ada
    return {
      op: randomUUID(),
      person,
      password: fresh,
      current,
      witness: prepared.witness,
      mustChange: false,
    }
  }

  test('a change goes to the server of its witness, by whatever address the name leads now', async () => {
    const [ada, astray] = [await twin(), await elsewhere()]
    const d = opened()
    leadAstray(3, 100)
    expect(await d.commit.commit(await changeFor(d, ada))).toEqual({ kind: 'committed' })
    expect(astray.seen(op.bind)).toBe(0)
    expect(await onBoth(ada.dn, fresh)).toEqual([true, false])
    expect(await onBoth(ada.dn, ada.password)).toEqual([false, true])
  })

  test('a password is tried where its person was looked up', async () => {
    const [ada, astray] = [await twin(), await elsewhere()]
    const d = opened()
    leadAstray(2, 100)
    expect(await d.people.verify(ada.id, ada.password)).toBe('ok')
    expect(astray.seen(op.bind)).toBe(0)
  })
})
