import { isObject, type Json } from './json.ts'
import type { Account, Workspace } from './org.ts'
import type { Platform } from './platform.ts'
import type { Room } from './rooms.ts'
import { covers, type Install, type Token } from './tokens.ts'

/** An answer of `ok: false`. */
export class Refusal extends Error {
  readonly more: Json
  constructor(code: string, more: Json = {}) {
    super(code)
    this.more = more
  }
}

export interface Call {
  readonly slack: Platform
  readonly args: Json
  /** Checked: alive, of the right kind, with the scopes of the method. */
  readonly token: Token | undefined
  /** HTTP basic credentials, which oauth.v2.access takes instead of arguments. */
  readonly basic?: { readonly id: string; readonly secret: string }
}

export interface Method {
  readonly token: 'bot' | 'app' | 'any' | 'none'
  readonly scopes: readonly string[]
  readonly run: (call: Call) => Json
}

export const word = (call: Call, name: string): string => {
  const value = call.args[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export const yes = (call: Call, name: string): boolean => ['true', '1'].includes(String(call.args[name]))

/** Refuses with the scope that is missing, as Slack names it. */
export const need = (token: Token, ...scopes: readonly string[]): void => {
  const missing = scopes.filter((s) => !token.scopes.includes(s))
  if (missing.length > 0)
    throw new Refusal('missing_scope', { needed: missing.join(','), provided: token.scopes.join(',') })
}

export const tokenOf = (call: Call): Token => {
  if (call.token === undefined) throw new Refusal('not_authed')
  return call.token
}

export const installOf = (call: Call): Install => {
  const { install } = tokenOf(call)
  if (install === undefined) throw new Refusal('not_allowed_token_type')
  return install
}

/** The conversation, when the token reaches its workspace and the bot may look into it. */
export const roomOf = (call: Call, id = word(call, 'channel')): Room => {
  const room = call.slack.rooms.find(id)
  if (room === undefined || !covers(installOf(call), room.team)) throw new Refusal('channel_not_found')
  return room
}

/** Somebody the token can see: of its own workspaces, or met over Slack Connect. */
export const accountOf = (call: Call, id: string): Account => {
  const found = call.slack.accounts.find((a) => a.id === id)
  if (found === undefined) throw new Refusal('user_not_found')
  const foreign = found.standing === 'stranger' || found.standing === 'partner'
  if (!foreign && !covers(installOf(call), found.team)) throw new Refusal('user_not_visible')
  return found
}

/** Where a conversation with this person takes place: the app's workspace, or in an organisation theirs. */
export const homeOf = (call: Call, person: Account): Workspace => {
  const { workspace, org } = installOf(call)
  if (workspace !== undefined) return workspace
  return person.team.org?.id === org?.id
    ? person.team
    : call.slack.workspaces.find((w) => w.org?.id === org?.id)!
}

/** JSON arguments arrive as text in a form, and as themselves in a JSON body. */
export const json = (call: Call, name: string): unknown => {
  const value = call.args[name]
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

export const object = (call: Call, name: string): Json | undefined => {
  const value = json(call, name)
  return isObject(value) ? value : undefined
}
