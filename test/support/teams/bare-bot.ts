import { CloudAdapter, type Activity, type TurnContext } from 'botbuilder'
import { botAuthentication } from '../../../adapters/teams/bot-authentication.ts'
import { BotCredentials } from '../../../adapters/teams/credentials.ts'
import { refusals } from '../../../adapters/teams/refusals.ts'
import { SigningKeys } from '../../../adapters/teams/signing-keys.ts'
import type { Credential } from '../../../adapters/teams/token-request.ts'
import { connectorGate } from '../../../adapters/teams/verify.ts'
import { Secret } from '../../../src/lib/secret.ts'
import type { Json } from './activities.ts'
import { appId, tenant } from './company.ts'
import { serve, type Asked, type Reply } from './http.ts'
import { isObject } from './card-reading.ts'
import type { Teams } from './teams.ts'

export interface BareBot {
  readonly adapter: CloudAdapter
  /** What was heard, as botbuilder had it. */
  readonly turns: { readonly activity: Activity }[]
  /** Why requests were turned away at our gate. */
  readonly refused: string[]
  stop(): Promise<void>
}

/** A bot of nothing but our gate, our tokens and the real CloudAdapter; without `gated` only the latter two. */
export const bareBot = async (
  teams: Teams,
  hears: (turn: TurnContext) => Promise<void>,
  {
    gated = true,
    patience,
    credential = { kind: 'secret', secret: new Secret(teams.entra.registration.secret) },
  }: {
    gated?: boolean
    /** Milliseconds that the Connector has for an answer. */
    patience?: number
    credential?: Credential
  } = {},
): Promise<BareBot> => {
  const { cloud } = teams
  const clock = { now: () => Date.now() }
  const credentials = new BotCredentials(
    { appId, tenant, credential, login: cloud.login, scope: cloud.scope },
    clock,
  )
  const adapter = new CloudAdapter(botAuthentication({ appId, tenant, cloud }, credentials, patience))
  const gate = connectorGate(
    { appId, issuer: cloud.issuer, serviceHosts: cloud.serviceHosts, tenants: [tenant] },
    new SigningKeys(cloud.metadata, clock),
    clock,
  )
  const turns: { readonly activity: Activity }[] = []
  const refused: string[] = []
  const server = await serve(async ({ headers, body }: Asked): Promise<Reply> => {
    const verdict = gated ? await gate(headers.authorization, Buffer.from(body)) : undefined
    if (verdict?.kind === 'refused') {
      refused.push(verdict.why)
      return { status: refusals[verdict.why] }
    }
    const captured = new Captured()
    const request = {
      method: 'POST',
      headers: { authorization: headers.authorization ?? '' },
      body: JSON.parse(body),
    }
    await adapter.process(request, captured, async (turn) => {
      turns.push({ activity: structuredClone({ ...turn.activity }) })
      await hears(turn)
    })
    return captured.reply
  })
  teams.deliveries.target = `${server.url}/api/messages`
  return { adapter, turns, refused, stop: () => server.stop() }
}

/** The least that botbuilder answers into. */
class Captured {
  readonly socket = {}
  #status = 200
  #body: Json | undefined
  status(code: number): void {
    this.#status = code
  }
  header(): void {
    // Only the status and the body are looked at.
  }
  send(body: unknown): void {
    this.#body = isObject(body) ? body : { text: body }
  }
  end(): void {
    // It is read once `process` is done.
  }
  get reply(): Reply {
    return this.#body === undefined ? { status: this.#status } : { status: this.#status, body: this.#body }
  }
}
