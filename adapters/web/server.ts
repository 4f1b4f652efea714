import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Route } from '../../src/house/port.ts'
import { randomToken } from '../../src/lib/ids.ts'
import { contentPolicy, securityHeaders } from './headers.ts'
import type { PeerIp } from './peer.ts'
import { boundedBody, isProbe, namesHost } from './verify.ts'

/** A client has this long to say what it wants, and this much room. */
const limits = {
  requestTimeout: 20_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
}
/** For other adapters' routes; a chat platform's largest event is well below. */
const mostBytes = 1024 * 1024

export interface ServerParts {
  readonly baseUrl: URL
  readonly peerIp: PeerIp
  readonly routes: readonly Route[]
  /** Paths of the portal: no route takes them away. */
  readonly isOwn: (path: string) => boolean
  readonly portal: (request: Request, peer: { readonly ip: string }) => Response | Promise<Response>
  readonly failed: (path: string, error: unknown) => void
}

/** The one server: checks the host, sets the headers of every response, and hands each request to its adapter or to the portal. */
export const server = (parts: ServerParts): Server => {
  const headers = { ...securityHeaders(parts.baseUrl) }
  const policy = (): string => contentPolicy(randomToken(16))

  const listener = getRequestListener(
    async (request, { incoming }) => await dispatch(parts, request, incoming.socket.remoteAddress),
    { overrideGlobalObjects: false },
  )
  /** Set on the bare response first, so that whatever answers, and however it fails, they are there. */
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    response.setHeaders(new Map(Object.entries({ ...headers, 'content-security-policy': policy() })))
    if (namesHost(request, parts.baseUrl.host) || isProbe(request)) void listener(request, response)
    else
      response
        .writeHead(421, { 'content-type': 'text/plain', connection: 'close' })
        .end('Misdirected request\n')
  }

  const made = createServer({ ...limits, requireHostHeader: false }, answer)
  // Node would answer these two by itself, without a header of ours.
  made.on('checkExpectation', answer)
  made.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    complain(socket, error.code, { ...headers, 'content-security-policy': policy() })
  })
  return made
}

const dispatch = async (
  parts: ServerParts,
  request: Request,
  remote: string | undefined,
): Promise<Response> => {
  const path = new URL(request.url).pathname
  const route = parts.isOwn(path) ? undefined : longest(parts.routes, path)
  const ip = parts.peerIp(remote, request.headers.get('x-forwarded-for') ?? undefined)
  if (route === undefined) return await parts.portal(request, { ip })
  try {
    const bounded = await withBody(request)
    return bounded === undefined
      ? Response.json({ why: 'size' }, { status: 413 })
      : onlyOwnPolicy(await route.handle(bounded, { ip }), parts.baseUrl)
  } catch (error) {
    parts.failed(route.prefix, error)
    return Response.json({ why: 'unavailable' }, { status: 503 })
  }
}

const longest = (routes: readonly Route[], path: string): Route | undefined =>
  routes.filter(({ prefix }) => path.startsWith(prefix)).sort((a, b) => b.prefix.length - a.prefix.length)[0]

/** The request with its body read and known to be small; a request without one stays as it is. */
const withBody = async (request: Request): Promise<Request | undefined> => {
  if (request.method === 'GET' || request.method === 'HEAD') return request
  const announced = request.headers.get('content-length')
  // No more arrives than was announced: Node's parser sees to it. Read where it is wanted, without a copy.
  if (announced !== null && Number(announced) <= mostBytes) return request
  const body = await boundedBody(request, mostBytes)
  return body && new Request(request.url, { method: request.method, headers: request.headers, body })
}

/** A route may bring its own content policy, but not loosen anything else. */
const onlyOwnPolicy = (response: Response, baseUrl: URL): Response => {
  const headers = new Headers(response.headers)
  for (const name of Object.keys(securityHeaders(baseUrl))) headers.delete(name)
  return new Response(response.body, { status: response.status, headers })
}

/** What cannot even be read as a request still gets an answer with every header. */
const complain = (
  socket: Duplex,
  code: string | undefined,
  headers: Readonly<Record<string, string>>,
): void => {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': '0' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n`)
}
