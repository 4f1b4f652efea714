import { isObject, type Json, parsedJson } from './json.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Call, type Method, need, Refusal } from './method.ts'
import type { CallRecord, Platform } from './platform.ts'
import type { Token } from './tokens.ts'
import type { Trouble } from './trouble.ts'

export const bodyOf = async (req: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

export const send = (
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  res.end(typeof body === 'string' ? body : JSON.stringify(body))
}

const parsed = (req: IncomingMessage, raw: Buffer): Json => {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim()
  const text = raw.toString('utf8')
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text))
  if (type !== 'application/json') throw new Refusal('invalid_post_type')
  const value = parsedJson(text)
  if (!isObject(value)) throw new Refusal('json_not_object')
  return value
}

/** A token in a form may be an argument; beside JSON it must be a header. */
const tokenIn = (req: IncomingMessage, args: Json): string | undefined => {
  const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
  const isJson = req.headers['content-type']?.startsWith('application/json') === true
  return bearer ?? (isJson || typeof args['token'] !== 'string' ? undefined : args['token'])
}

const basicIn = (req: IncomingMessage): Call['basic'] => {
  const packed = /^Basic (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (packed === undefined) return undefined
  const [id = '', secret = ''] = Buffer.from(packed, 'base64').toString('utf8').split(':')
  return { id, secret }
}

/** POST /api/METHOD as Slack answers it: 200 and `ok: false` for every refusal; other codes only in trouble. */
export class WebApi {
  readonly #slack: Platform
  readonly #methods: Readonly<Record<string, Method>>

  constructor(slack: Platform, methods: Readonly<Record<string, Method>>) {
    this.#slack = slack
    this.#methods = methods
  }

  async handle(req: IncomingMessage, res: ServerResponse, name: string): Promise<void> {
    const raw = await bodyOf(req)
    const args = this.#argsOf(req, raw)
    const value = tokenIn(req, args)
    const record: CallRecord = { method: name, args, token: value }
    this.#slack.calls.push(record)
    const trouble = this.#slack.trouble.meet(name, args['channel'])
    if (trouble?.kind === 'slow') await trouble.until
    if (trouble !== undefined && strikes(trouble, 'before', res)) return this.#slack.changed()
    const ordered = trouble?.kind === 'error' ? { ok: false, error: trouble.error } : undefined
    record.answer = ordered ?? this.#answer(req, name, args, value)
    this.#slack.changed()
    if (trouble !== undefined && strikes(trouble, 'after', res)) return
    const token = this.#slack.tokens.look(value)
    const scopes = typeof token === 'string' ? {} : { 'x-oauth-scopes': token.scopes.join(',') }
    send(res, 200, record.answer, { ...scopes, 'x-slack-req-id': this.#slack.id('r') })
  }

  #argsOf(req: IncomingMessage, raw: Buffer): Json {
    try {
      return parsed(req, raw)
    } catch (error) {
      return { unreadable: error instanceof Refusal ? error.message : 'invalid_json' }
    }
  }

  #answer(req: IncomingMessage, name: string, args: Json, value: string | undefined): Json {
    try {
      const method = this.#methods[name]
      if (method === undefined) throw new Refusal('unknown_method', { req_method: name })
      if (typeof args['unreadable'] === 'string') throw new Refusal(args['unreadable'])
      const token = this.#admitted(method, value)
      const basic = basicIn(req)
      const call: Call = { slack: this.#slack, args, token, ...(basic !== undefined && { basic }) }
      return { ok: true, ...method.run(call) }
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.message, ...error.more }
      throw error
    }
  }

  #admitted(method: Method, value: string | undefined): Token | undefined {
    if (method.token === 'none') return undefined
    const token = this.#slack.tokens.look(value)
    if (typeof token === 'string') throw new Refusal(token)
    if (method.token !== 'any' && method.token !== token.kind) throw new Refusal('not_allowed_token_type')
    need(token, ...method.scopes)
    return token
  }
}

/** True when the caller gets no ordinary answer any more. */
const strikes = (trouble: Trouble, when: 'before' | 'after', res: ServerResponse): boolean => {
  const later = 'after' in trouble && trouble.after
  if (later !== (when === 'after')) return false
  switch (trouble.kind) {
    case 'rate-limited': {
      const wait = trouble.retryAfter
      send(
        res,
        429,
        { ok: false, error: 'ratelimited' },
        wait === undefined ? {} : { 'retry-after': String(wait) },
      )
      return true
    }
    case 'rate-limited-in-body':
      send(res, 200, { ok: false, error: 'ratelimited' })
      return true
    case 'status':
      send(res, trouble.status, 'upstream error', { 'content-type': 'text/plain' })
      return true
    case 'cut':
      res.destroy()
      return true
    case 'hang':
      return true
    case 'slow':
    case 'error':
      return false
    default:
      return trouble satisfies never
  }
}
