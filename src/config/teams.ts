import { z } from 'zod'
import { isLoopback } from '../lib/loopback.ts'
import { Secret } from '../lib/secret.ts'
import type { Env } from './environment.ts'
import type { TeamsConfig, TeamsCredential } from './port.ts'
import type { TeamsFiles } from './teams-files.ts'
import { path, text } from './text.ts'

const guid = (what: string) =>
  text(
    (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) && /[1-9a-f]/i.test(value),
    `is not ${what}`,
    'copy it from Entra, as in `11111111-2222-4333-8444-555555555555`',
  ).toLowerCase()

/** Where keys and tokens cross the network: TLS, or this machine. */
const isGuarded = (value: string): boolean => {
  const url = URL.parse(value)
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '' || url.search !== '')
    return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}
const address = text(
  isGuarded,
  'is not an https address',
  'use https:// (http:// is for this machine only), without user, query and fragment',
)

/** The instance metadata service speaks plain HTTP, at an address that no router passes on (RFC 3927). */
const imds = text(
  (value) => isGuarded(value) || /^http:\/\/169\.254\.\d+\.\d+(:\d+)?$/.test(value),
  'is neither https nor an address of this machine or its host',
  'leave it out, or write `http://169.254.169.254`',
)

const channel = text(
  (value) => /^19:[\w.=-]+@thread\.(tacv2|skype)$/.test(value),
  'is not the id of a channel',
  'copy the link to the channel: it is the part from `19%3A` to `thread.tacv2`, with %3A as : and %40 as @',
)

/** The section `teams`. */
export const teamsSchema = z.strictObject({
  /** True stands in a section of its own: `teams-emulator.ts`. */
  emulator: z.literal(false).optional(),
  appId: guid('an app id'),
  tenants: z.array(guid('a tenant id')).min(1),
  cloud: z.enum(['public', 'usGovernment', 'china']).default('public'),
  credential: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('secret'), file: path }),
    z.strictObject({ kind: z.literal('certificate'), certFile: path, keyFile: path }),
    z.strictObject({ kind: z.literal('managed-identity'), imds: imds.optional() }),
  ]),
  endpoints: z
    .strictObject({
      metadata: address.optional(),
      login: address.optional(),
      service: address.optional(),
    })
    .prefault({}),
  alertChannel: channel.optional(),
  onCallChannel: channel.optional(),
})

export type TeamsWritten = z.output<typeof teamsSchema>

/** The checked section and its files; App Service names the machine's identity in `env`. */
export const settleTeams = (written: TeamsWritten, files: TeamsFiles, env: Env): TeamsConfig => {
  const { appId, tenants, cloud, credential, endpoints, alertChannel, onCallChannel } = written
  const [home, ...others] = tenants
  if (home === undefined) throw new TypeError('a checked configuration has a tenant')
  const { metadata, login, service } = endpoints
  return {
    appId,
    tenants: [home, ...others],
    cloud,
    credential: credentialOf(credential, files, env),
    endpoints: {
      ...(metadata !== undefined && { metadata }),
      ...(login !== undefined && { login }),
      ...(service !== undefined && { service }),
    },
    ...(alertChannel !== undefined && { alertChannel }),
    ...(onCallChannel !== undefined && { onCallChannel }),
  }
}

const credentialOf = (
  written: TeamsWritten['credential'],
  { secret, pem, key }: TeamsFiles,
  { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header }: Env,
): TeamsCredential => {
  if (written.kind === 'managed-identity') {
    if (endpoint !== undefined && header !== undefined)
      return { kind: written.kind, service: { endpoint, header: new Secret(header) } }
    return { kind: written.kind, ...(written.imds !== undefined && { imds: written.imds }) }
  }
  if (written.kind === 'secret' && secret !== undefined) return { kind: 'secret', secret }
  if (pem !== undefined && key !== undefined) return { kind: 'certificate', certificate: { pem, key } }
  throw new TypeError('a checked configuration has the files of its credential')
}
