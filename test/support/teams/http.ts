import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Json } from './activities.ts'

export interface Asked {
  readonly method: string
  /** Of the path, decoded. */
  readonly parts: readonly string[]
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** `cut` ends the connection, `hang` leaves it open until the server stops. */
export type Reply =
  | { readonly status: number; readonly body?: Json; readonly headers?: Record<string, string> }
  | 'cut'
  | 'hang'

export type Answering = (asked: Asked) => Promise<Reply>

/** A server on a port of loopback. */
export interface Server {
  readonly url: string
  stop(): Promise<void>
}

export const serve = async (answering: Answering): Promise<Server> => {
  const server = createServer((request, response) => {
    void answer(answering, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('no port to listen on')
  return {
    url: `http://127.0.0.1:${at.port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const answer = async (
  answering: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(Buffer.from(piece))
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const parts = url.pathname.split('/').slice(1).map(decodeURIComponent)
    const { method = 'GET', headers } = request
    const body = Buffer.concat(pieces).toString('utf8')
    const reply = await answering({ method, parts, query: url.searchParams, headers, body })
    if (reply === 'hang') return
    if (reply === 'cut') return void request.socket.destroy()
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body))
  } catch (error) {
    response.destroy(error instanceof Error ? error : undefined)
  }
}
