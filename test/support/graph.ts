import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A sign-in as Microsoft Graph tells it, with fields nobody reads. */
export const graphSignIn = (id: string, at: number, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  createdDateTime: new Date(at).toISOString(),
  userDisplayName: 'Ada Byron',
  userPrincipalName: 'ada@corp.example',
  userId: '22222222-3333-4444-8555-666666666666',
  appDisplayName: 'Office 365',
  ipAddress: '192.0.2.77',
  isInteractive: true,
  status: { errorCode: 0, failureReason: 'Other.', additionalDetails: null },
  location: { city: 'Berlin', countryOrRegion: 'DE', geoCoordinates: { latitude: 52.5, longitude: 13.4 } },
  deviceDetail: { deviceId: '', displayName: '', operatingSystem: 'Windows10', browser: 'Edge 140.0.0' },
  riskDetail: 'none',
  riskState: 'none',
  riskLevelAggregated: 'none',
  riskLevelDuringSignIn: 'none',
  ...more,
})

export type GraphSignIn = ReturnType<typeof graphSignIn>

/**
 * A pretended Microsoft Graph and Entra on loopback: mints tokens, filters and pages the sign-in log as they do, newest first.
 * `bend` may answer a request otherwise.
 */
export class StandInGraph {
  readonly log: unknown[] = []
  readonly asked: string[] = []
  /** The client secret that is right. */
  readonly secret = 'a-client-secret-of-the-tests'
  pageSize = 3
  tokens = 0
  bend: (request: IncomingMessage, response: ServerResponse) => boolean = () => false
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this.origin
  }

  get origin(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.origin)
    const parts: Buffer[] = []
    for await (const part of request) parts.push(Buffer.from(part))
    this.asked.push(`${request.method} ${url.pathname}`)
    if (this.bend(request, response)) return
    if (url.pathname.endsWith('/token'))
      return this.#token(new URLSearchParams(Buffer.concat(parts).toString()), response)
    if (request.headers.authorization !== `Bearer token-${this.tokens}`) return send(response, 401, {})
    send(response, 200, this.#page(url))
  }

  #token(form: URLSearchParams, response: ServerResponse): void {
    const right =
      form.get('client_secret') === this.secret &&
      form.get('grant_type') === 'client_credentials' &&
      form.get('scope') === `${this.origin}/.default`
    if (!right) return send(response, 401, { error: 'invalid_client' })
    this.tokens += 1
    send(response, 200, { token_type: 'Bearer', expires_in: 3599, access_token: `token-${this.tokens}` })
  }

  #page(url: URL): unknown {
    const filter = /^createdDateTime ge (\S+) and createdDateTime lt (\S+)$/.exec(
      url.searchParams.get('$filter') ?? '',
    )
    const [from, to] = [Date.parse(filter?.[1] ?? ''), Date.parse(filter?.[2] ?? '')]
    const skip = Number(url.searchParams.get('$skiptoken') ?? 0)
    const within = this.log.filter((one) => {
      const at = timeIn(one)
      return Number.isNaN(at) || (at >= from && at < to)
    })
    const value = within.toSorted((a, b) => timeIn(b) - timeIn(a)).slice(skip, skip + this.pageSize)
    url.searchParams.set('$skiptoken', `${skip + this.pageSize}`)
    const more = skip + this.pageSize < within.length
    return {
      '@odata.context': `${this.origin}/$metadata`,
      value,
      ...(more && { '@odata.nextLink': url.href }),
    }
  }
}

const timeIn = (one: unknown): number =>
  typeof one === 'object' && one !== null && 'createdDateTime' in one
    ? Date.parse(String(one.createdDateTime))
    : Number.NaN

export const send = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
