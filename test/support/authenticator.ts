import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { z } from 'zod'

/** What a page would get from `navigator.credentials`, as JSON; and how a hostile one would bend it. */
export interface Switches {
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly challenge?: string
  readonly crossOrigin?: unknown
  readonly topOrigin?: string
  /** User present, user verified, backup eligible, backup state. */
  readonly up?: boolean
  readonly uv?: boolean
  readonly be?: boolean
  readonly bs?: boolean
  readonly counter?: number
  /** Null = none, as of a key that is not discoverable. */
  readonly userHandle?: string | null
  readonly transports?: readonly string[]
  /** Of the attestation; `packed` without a statement is signed by the new key itself. */
  readonly format?: string
  readonly statement?: ReadonlyMap<Cbor, Cbor>
  /** The make it says it is of, 8-4-4-4-12. */
  readonly aaguid?: string
  /** Who vouches for the make, and the certificates sent along, its own first. */
  readonly maker?: { readonly key: KeyObject; readonly chain: readonly Buffer[] }
  /** The algorithm a new key says it is for (COSE). */
  readonly algorithm?: number
  /** Appended to authenticator data before it is signed. */
  readonly trailing?: Buffer
}

/** Options as our factor gives them, as far as an authenticator reads them. */
const listed = z.array(z.object({ id: z.string() })).default([])
const optionsJson = z.object({
  challenge: z.string(),
  user: z.object({ id: z.string() }).optional(),
  allowCredentials: listed,
  excludeCredentials: listed,
})
const optionsOf = (given: unknown): z.infer<typeof optionsJson> => {
  const wrapped = z.object({ options: optionsJson }).safeParse(given)
  return wrapped.success ? wrapped.data.options : optionsJson.parse(given)
}

interface Credential {
  readonly id: string
  readonly key: KeyObject
  readonly userHandle: string
  counter: number
}

type Cbor = string | number | Buffer | readonly Cbor[] | ReadonlyMap<Cbor, Cbor>
export type SoftwareAuthenticator = ReturnType<typeof softwareAuthenticator>

/** An authenticator with P-256 keys, no attestation and a counter; `defaults` hold for every ceremony. */
export const softwareAuthenticator = (
  defaults: Switches & { readonly origin: string; readonly rpId: string },
) => {
  const credentials: Credential[] = []

  /** `navigator.credentials.create`: takes the factor's options, or its whole `{options, nonce}`. */
  const create = (given: unknown, switches: Switches = {}) => {
    const options = optionsOf(given)
    const s = { format: 'none', algorithm: -7, ...defaults, ...switches }
    if (options.excludeCredentials.some((ex) => credentials.some((c) => c.id === ex.id))) {
      throw new Error('InvalidStateError: already registered')
    }
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const id = randomBytes(32)
    const credential = {
      id: id.toString('base64url'),
      key: privateKey,
      userHandle: options.user?.id ?? '',
      counter: 0,
    }
    credentials.push(credential)
    const cose = new Map<Cbor, Cbor>([
      [1, 2],
      [3, s.algorithm],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ])
    const aaguid = Buffer.from((s.aaguid ?? '').replaceAll('-', '').padStart(32, '0'), 'hex')
    const attested = Buffer.concat([aaguid, Buffer.from([0, id.length]), id, cbor(cose)])
    const authData = authenticatorData(s, s.counter ?? 0, attested)
    const clientDataJSON = clientData('webauthn.create', options.challenge, s)
    const own = new Map<Cbor, Cbor>([
      ['alg', -7],
      ['sig', signature(s.maker?.key ?? privateKey, authData, clientDataJSON)],
      ...(s.maker === undefined ? [] : [['x5c', s.maker.chain] as const]),
    ])
    const statement = s.statement ?? (s.format === 'packed' ? own : new Map<Cbor, Cbor>())
    const object = new Map<Cbor, Cbor>([
      ['fmt', s.format],
      ['attStmt', statement],
      ['authData', authData],
    ])
    return envelope(credential.id, {
      clientDataJSON,
      attestationObject: cbor(object).toString('base64url'),
      transports: s.transports ?? ['internal'],
    })
  }

  /** `navigator.credentials.get`: signs with a credential of the list; without a list, with the newest. */
  const get = (given: unknown, switches: Switches = {}) => {
    const options = optionsOf(given)
    const s = { ...defaults, ...switches }
    const allowed = credentials.filter((c) => options.allowCredentials.some((one) => one.id === c.id))
    const credential = (options.allowCredentials.length > 0 ? allowed : credentials).at(-1)
    if (credential === undefined) throw new Error('NotAllowedError: no credential')
    credential.counter += 1
    const authData = authenticatorData(s, s.counter ?? credential.counter)
    const clientDataJSON = clientData('webauthn.get', options.challenge, s)
    const userHandle = s.userHandle === undefined ? credential.userHandle : s.userHandle
    return envelope(credential.id, {
      clientDataJSON,
      authenticatorData: authData.toString('base64url'),
      signature: signature(credential.key, authData, clientDataJSON).toString('base64url'),
      ...(userHandle !== null && { userHandle }),
    })
  }

  return { create, get, credentials: credentials as readonly Credential[] }
}

const envelope = <R>(id: string, response: R) =>
  ({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }) as const

const clientData = (type: string, challenge: string, s: Switches): string =>
  Buffer.from(
    JSON.stringify({
      type: s.type ?? type,
      challenge: s.challenge ?? challenge,
      origin: s.origin,
      crossOrigin: 'crossOrigin' in s ? s.crossOrigin : false,
      topOrigin: s.topOrigin,
    }),
  ).toString('base64url')

const signature = (key: KeyObject, authData: Buffer, clientDataJSON: string): Buffer =>
  sign('sha256', Buffer.concat([authData, sha256(bytes(clientDataJSON))]), key)

const authenticatorData = (s: Switches, counter: number, attested = Buffer.alloc(0)): Buffer => {
  const { up = true, uv = true, be = false, bs = false, trailing = Buffer.alloc(0) } = s
  const flags = [up, false, uv, be, bs, false, attested.length > 0]
  const bits = flags.reduce((all, flag, bit) => all + (flag ? 1 << bit : 0), 0)
  const head = Buffer.alloc(5)
  head.writeUInt8(bits)
  head.writeUInt32BE(counter, 1)
  return Buffer.concat([sha256(s.rpId ?? ''), head, attested, trailing])
}

const bytes = (base64url: string): Buffer => Buffer.from(base64url, 'base64url')
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()

/** As much of CBOR (RFC 8949) as an attestation needs. */
const cbor = (value: Cbor): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (isList(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([k, v]) => [cbor(k), cbor(v)])])
}

const isList = (value: readonly Cbor[] | ReadonlyMap<Cbor, Cbor>): value is readonly Cbor[] =>
  Array.isArray(value)

const head = (major: number, count: number): Buffer => {
  const first = major << 5
  if (count < 24) return Buffer.from([first | count])
  return count < 256 ? Buffer.from([first | 24, count]) : Buffer.from([first | 25, count >> 8, count & 255])
}
