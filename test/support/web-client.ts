import { request } from 'node:http'
import { connect } from 'node:net'

export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

export interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** What a page of ours sends along with a call. */
export const fromOurPage = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

/** One request as it stands, with no help and no manners of a browser. */
export const ask = (port: number, { method = 'GET', path = '/h', headers = {}, body }: Sent): Promise<Got> =>
  new Promise((resolve, reject) => {
    const all = { host: 'reset.example.com', ...headers }
    const sent = request(
      { port, host: '127.0.0.1', method, path, headers: all, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

/** A call as a page of ours makes it. */
export const post = (
  port: number,
  path: string,
  said: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Got> =>
  ask(port, {
    method: 'POST',
    path,
    headers: { ...fromOurPage, ...headers },
    body: typeof said === 'string' ? said : JSON.stringify(said),
  })

/** Bytes on the wire and everything that comes back, for what is no request at all. */
export const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let got = ''
    socket.on('data', (chunk) => (got += chunk.toString('utf8')))
    socket.on('close', () => resolve(got))
    socket.on('error', reject)
  })
