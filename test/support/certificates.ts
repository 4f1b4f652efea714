import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

/** What stands in a certificate of a test; times in ms since the epoch. */
export interface Wanted {
  readonly name: string
  readonly issuer?: Maker
  readonly isAuthority?: boolean
  readonly from?: number
  readonly to?: number
  /** The AAGUID it is for (id-fido-gen-ce-aaguid), 8-4-4-4-12. */
  readonly aaguid?: string
  /** Where its revocation list is said to be. */
  readonly revocations?: string
  /** The unit of its subject; FIDO asks for one. */
  readonly unit?: string
  /** The host it is for, by name and, where given, by IPv4 address. */
  readonly host?: { readonly name: string; readonly address?: string }
  /** Its key is RSA, of 2048 bits; it must have an issuer then. */
  readonly rsa?: boolean
}

/** Somebody with a key and a certificate for it. */
export interface Maker {
  readonly name: string
  readonly key: KeyObject
  readonly der: Buffer
  readonly pem: string
}

const day = 24 * 60 * 60 * 1000
const always = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1) + 3650 * day }

/** An X.509 certificate (RFC 5280) over a new key, P-256 unless it is to be RSA, signed by its issuer or by itself. */
export const certificate = (wanted: Wanted): Maker => {
  const { name, issuer, isAuthority = false, from = always.from, to = always.to } = wanted
  const { publicKey, privateKey } = wanted.rsa
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    subject(issuer?.name ?? name),
    sequence(time(from), time(to)),
    subject(name, wanted.unit),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(wanted, isAuthority, publicKey))),
  )
  const signature = sign('sha256', body, issuer?.key ?? privateKey)
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')
  const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  return { name, key: privateKey, der, pem }
}

const extensions = (
  { aaguid, revocations, host }: Wanted,
  isAuthority: boolean,
  key: KeyObject,
): readonly Buffer[] => {
  const id = createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
  return [
    extension('551d13', sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : [])), true),
    extension('551d0e', tagged(0x04, id)),
    ...(aaguid === undefined
      ? []
      : [extension('2b0601040182e51c010104', tagged(0x04, Buffer.from(aaguid.replaceAll('-', ''), 'hex')))]),
    ...(revocations === undefined
      ? []
      : [
          extension(
            '551d1f',
            sequence(sequence(tagged(0xa0, tagged(0xa0, tagged(0x86, Buffer.from(revocations)))))),
          ),
        ]),
    ...(host === undefined ? [] : [extension('551d11', sequence(...alternatives(host)))]),
  ]
}

/** GeneralNames (RFC 5280 4.2.1.6). */
const alternatives = ({ name, address }: NonNullable<Wanted['host']>): readonly Buffer[] => [
  tagged(0x82, Buffer.from(name)),
  ...(address === undefined ? [] : [tagged(0x87, Buffer.from(address.split('.').map(Number)))]),
]

const extension = (oid: string, value: Buffer, critical = false): Buffer =>
  sequence(
    tagged(0x06, Buffer.from(oid, 'hex')),
    ...(critical ? [tagged(0x01, Buffer.from([0xff]))] : []),
    tagged(0x04, value),
  )

const subject = (name: string, unit = 'Authenticator Attestation'): Buffer => {
  const part = (oid: string, text: string) =>
    tagged(0x31, sequence(tagged(0x06, Buffer.from(oid, 'hex')), tagged(0x0c, Buffer.from(text))))
  return sequence(
    part('550406', 'SE'),
    part('55040a', 'Test Maker'),
    part('55040b', unit),
    part('550403', name),
  )
}

const time = (at: number): Buffer =>
  tagged(0x18, Buffer.from(new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '')))

const tagged = (tag: number, content: Buffer): Buffer => {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes)
/** OID 1.2.840.10045.4.3.2 (RFC 5758 3.2). */
const ecdsaWithSha256 = sequence(tagged(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
