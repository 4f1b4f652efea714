import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** Runs a handler that knows only node's own request and response, and gives what it said as a `Response`. */
export const answered = async (
  request: Request,
  handler: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  const req = new IncomingMessage(new Socket())
  req.method = request.method
  req.url = `${pathname}${search}`
  for (const [name, value] of request.headers) req.headers[name] = value
  const res = new Captured(req)
  await handler(req, res)
  const headers = new Headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  for (const [name, value] of Object.entries(res.getHeaders()))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, String(one))
  return new Response(res.said, { status: res.statusCode, headers })
}

class Captured extends ServerResponse {
  said = ''

  override writeHead(status: number): this {
    this.statusCode = status
    return this
  }

  override end(chunk?: unknown): this {
    if (typeof chunk === 'string') this.said += chunk
    return this
  }
}
