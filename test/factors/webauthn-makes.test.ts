import { afterEach, describe, expect, test, vi } from 'vitest'
import { nonces } from '../../src/factors/nonces.ts'
import { webauthn } from '../../src/factors/webauthn.ts'
import { day } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { certificatesIn } from '../../src/lib/pem.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { softwareAuthenticator, type Switches } from '../support/authenticator.ts'
import { certificate, type Maker } from '../support/certificates.ts'
import { ada, answered, no, site } from './webauthn-scene.ts'

const allowed = 'cb69481e-8ff7-4039-93ec-0a2729a154a8'
const other = '2fc0579f-8113-47ea-b116-bb5a8db9202a'

const root = certificate({ name: 'Root', isAuthority: true })
const middle = certificate({ name: 'Middle', isAuthority: true, issuer: root })
const mallory = certificate({ name: 'Root', isAuthority: true })
const batch = certificate({ name: 'Batch', issuer: root, aaguid: allowed })
const under = (issuer: Maker, more: Partial<Parameters<typeof certificate>[0]> = {}): Maker =>
  certificate({ name: 'Leaf', issuer, ...more })
const by = (leaf: Maker, ...chain: readonly Maker[]): Switches => ({
  format: 'packed',
  aaguid: allowed,
  maker: { key: leaf.key, chain: [leaf, ...chain].map(({ der }) => der) },
})

/** Signed by mallory's key; the maker's certificate, which is public, hides as PEM in the bytes that ought to be mallory's. */
const hiding = (before: string, inside: string, behind: string): Switches => {
  const own = certificate({ name: 'Mine', aaguid: allowed, ...(inside && { revocations: inside }) })
  const bytes = Buffer.concat([Buffer.from(before), own.der, Buffer.from(behind)])
  return { format: 'packed', aaguid: allowed, maker: { key: own.key, chain: [bytes] } }
}

/** Another form, with the same certificates in it. */
const inForm = (format: string): Switches => ({
  ...by(batch),
  format,
  statement: new Map([['x5c', [batch.der]]]),
})

const factorOf = (roots: readonly Maker[]) =>
  webauthn({
    ...site,
    makes: { aaguids: [allowed], roots: certificatesIn(roots.map(({ pem }) => pem).join('')) },
    nonces: nonces(
      new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'x') }]),
      memoryStore({ now: () => ada.now }),
    ),
  })

const enrolled = async (switches: Switches, roots: readonly Maker[] = [root]) => {
  const factor = factorOf(roots)
  const offer = await factor.reveal({}, [], ada)
  return await factor.finish(
    {},
    [],
    answered(offer, softwareAuthenticator(site).create(offer, switches)),
    ada,
  )
}

/** A key of mallory's own behind a certificate that names the maker's as its issuer. */
const forged = certificate({ name: 'Batch', issuer: mallory, aaguid: allowed })
const stale = { from: Date.UTC(2020, 0), to: ada.now - day }
const old = certificate({ name: 'Old Root', isAuthority: true, ...stale })
const early = { from: ada.now + day, to: ada.now + 900 * day }

afterEach(() => vi.unstubAllGlobals())

describe('where only some makes are allowed', () => {
  test('browsers are asked to say which one it is', async () => {
    const { options } = await factorOf([root]).reveal({}, [], ada)
    expect(options).toMatchObject({ attestation: 'direct' })
  })

  test.each<[what: string, switches: Switches, roots?: readonly Maker[]]>([
    ['issued by the root', by(batch)],
    ['without an AAGUID in its certificate', by(under(root))],
    ['issued by an authority in between', by(under(middle), middle)],
    ['with the root sent along', by(batch, root)],
    ['that is itself what is trusted', by(batch), [batch]],
    ['of one of several makers', by(batch), [mallory, root]],
  ])('one %s is enrolled', async (_, switches, roots) => {
    expect(await enrolled(switches, roots)).toMatchObject({
      kind: 'enrolled',
      factor: { data: { aaguid: allowed } },
    })
  })

  test.each<[what: string, switches: Switches, roots?: readonly Maker[]]>([
    ['of another make', { ...by(under(root)), aaguid: other }],
    ['that says no make', { ...by(under(root)), aaguid: '' }],
    ['that says the right make and nobody vouches for it', { aaguid: allowed }],
    ['that vouches for itself', { format: 'packed', aaguid: allowed }],
    ['with an empty chain', { format: 'packed', aaguid: allowed, maker: { key: batch.key, chain: [] } }],
    ['of a maker nobody knows', by(forged)],
    ['of a maker nobody knows, with the true root sent along', by(forged, root)],
    ['of a maker nobody knows, with its own root sent along', by(forged, mallory)],
    ['issued by another authenticator', by(under(batch), batch)],
    ['issued by another authenticator, behind an authority', by(under(batch), batch, root)],
    ['whose chain has a gap', by(under(middle))],
    ['whose chain is out of order', by(under(middle), root, middle)],
    ['whose certificate has expired', by(under(root, stale))],
    ['whose certificate is not valid yet', by(under(root, early))],
    ['whose root has expired', by(under(old)), [old]],
    [
      'with something that is no certificate',
      { ...by(batch), maker: { key: batch.key, chain: [Buffer.from('x')] } },
    ],
    ['with a chain too long', by(batch, root, root, root, root, root)],
    ['with the maker’s certificate hidden in an extension', hiding('', `\n${batch.pem}`, '')],
    ['with the maker’s certificate behind its own', hiding('', '', `\n${batch.pem}`)],
    ['with the maker’s certificate before its own', hiding(batch.pem, '', '')],
    [
      'with a certificate as PEM',
      { ...by(batch), maker: { key: batch.key, chain: [Buffer.from(batch.pem)] } },
    ],
    ['with bytes behind its certificate', hiding('', '', 'x')],
    [
      'with another authority hidden in its chain',
      by(under(middle), { ...middle, der: Buffer.concat([mallory.der, Buffer.from(`\n${middle.pem}`)]) }),
    ],
    ['in the form of a phone maker', inForm('apple')],
    ['in the form of an old key', inForm('fido-u2f')],
    ['in the form of a computer', inForm('tpm')],
    ['while no root is trusted', by(batch), []],
  ])('one %s is not allowed', async (_, switches, roots) => {
    expect(await enrolled(switches, roots)).toEqual(no('not-allowed'))
  })

  test.each<[string, Switches]>([
    [
      'that signed with a key that is not the one of its certificate',
      { ...by(batch), maker: { key: mallory.key, chain: [batch.der] } },
    ],
    ['whose certificate is for another make', by(under(root, { aaguid: other }))],
    ['whose certificate is no authenticator’s', by(under(root, { unit: 'Web Server' }))],
    ['whose certificate is an authority’s', by(middle)],
    ['from a frame-less page of another origin', { ...by(batch), origin: 'https://evil.test' }],
    ['without user verification', { ...by(batch), uv: false }],
  ])('one %s is wrong', async (_, switches) => {
    expect(await enrolled(switches)).toEqual(no('wrong'))
  })

  test('nothing is fetched, whatever addresses stand in the certificates', async () => {
    const fetched = vi.fn<typeof fetch>(() => Promise.reject(new Error('no')))
    vi.stubGlobal('fetch', fetched)
    const revocations = 'http://127.0.0.1:9/list.crl'
    expect(await enrolled(by(under(root, { revocations })))).toMatchObject({ kind: 'enrolled' })
    const evil = under(mallory, { revocations })
    expect(await enrolled(by(evil, mallory))).toEqual(no('not-allowed'))
    expect(fetched).not.toHaveBeenCalled()
  })

  test('what was enrolled proves as any other, and so does what was enrolled before', async () => {
    const factor = factorOf([root])
    const free = webauthn({
      ...site,
      nonces: nonces(
        new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 'x') }]),
        memoryStore({ now: () => ada.now }),
      ),
    })
    for (const [how, switches] of [
      [factor, by(batch)],
      [free, {}],
    ] as const) {
      const device = softwareAuthenticator(site)
      const offer = await how.reveal({}, [], ada)
      const done = await how.finish({}, [], answered(offer, device.create(offer, switches)), ada)
      if (done.kind !== 'enrolled') throw new Error(done.reason)
      const asked = (await factor.challenge?.([done.factor], ada)) ?? {}
      const verdict = await factor.prove([done.factor], answered(asked, device.get(asked)), ada)
      expect(verdict).toMatchObject({ kind: 'accepted' })
    }
  })
})
