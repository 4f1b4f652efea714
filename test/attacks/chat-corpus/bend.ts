import { request } from 'node:http'
import { raw } from '../../support/web-client.ts'

/** One request, byte by byte; `bytes` instead of all else is what no HTTP client would send. */
export interface Shot {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Buffer | string
  readonly bytes?: string
}

/** One way to bend a request that was recorded. */
export interface Bend<T> {
  readonly name: string
  /** The statuses it may be answered with, and nothing more: no body, or one of our own words for a page. */
  readonly answers: readonly number[]
  /** Undefined where this request cannot be bent so. */
  readonly shot: (recorded: T) => Shot | Promise<Shot | undefined> | undefined
  /** Somebody may be answered in their own name; what belongs to others stays as it is. */
  readonly heard?: true
}

export interface Back {
  readonly status: number
  readonly body: string
}

export const fire = async (port: number, shot: Shot): Promise<Back> =>
  shot.bytes === undefined ? await sent(port, shot) : await onTheWire(port, shot.bytes)

const onTheWire = async (port: number, bytes: string): Promise<Back> => {
  const back = await raw(port, bytes)
  const [head = '', body = ''] = back.split('\r\n\r\n')
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), body }
}

const sent = (port: number, { method = 'POST', path = '/', headers = {}, body }: Shot): Promise<Back> =>
  new Promise((resolve, reject) => {
    const all = { host: `localhost:${port}`, ...headers }
    const given = Object.fromEntries(
      Object.entries(all).map(([k, v]) => [k, typeof v === 'string' ? v : [...v]]),
    )
    const out = request(
      { port, host: '127.0.0.1', method, path, headers: given, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    out.on('error', reject)
    out.end(body)
  })

/** The same request as a person with a socket writes it, with these lines among its headers. */
export const byHand = (port: number, path: string, lines: readonly string[], body: string): string =>
  [`POST ${path} HTTP/1.1`, `host: localhost:${port}`, ...lines, 'connection: close', '', body].join('\r\n')

/** JSON text of so many arrays within one another. */
export const nested = (deep: number): string => `${'['.repeat(deep)}${']'.repeat(deep)}`

/** The text of an object with more at its end: where a key comes twice, the last one counts. */
export const andThen = (json: string, more: string): string => `${json.slice(0, -1)},${more}}`
