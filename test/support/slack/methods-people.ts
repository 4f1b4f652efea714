import type { Json } from './json.ts'
import {
  accountOf,
  type Call,
  homeOf,
  installOf,
  type Method,
  Refusal,
  roomOf,
  tokenOf,
  word,
  yes,
} from './method.ts'
import { reachable, scoped } from './methods-chat.ts'
import { userObject } from './org.ts'

const authTest = (call: Call): Json => {
  const { workspace, org, botId, botUserId } = installOf(call)
  const enterprise = org ?? workspace?.org
  return {
    url: `https://${workspace?.domain ?? 'org'}.slack.test/`,
    team: (workspace ?? org)?.name,
    user: 'latchkey',
    team_id: (workspace ?? org)?.id,
    user_id: botUserId,
    bot_id: botId,
    is_enterprise_install: org !== undefined,
    ...(enterprise !== undefined && { enterprise_id: enterprise.id }),
  }
}

const usersInfo = (call: Call): Json => {
  const email = tokenOf(call).scopes.includes('users:read.email')
  return {
    user: userObject(accountOf(call, word(call, 'user')), { email, locale: yes(call, 'include_locale') }),
  }
}

const open = (call: Call): Json => {
  const [user = '', ...others] = word(call, 'users')
    .split(',')
    .filter((u) => u !== '')
  if (user === '') throw new Refusal('users_list_not_supplied')
  if (others.length > 0) throw new Refusal('not_enough_users')
  const person = reachable(call, user)
  const team = homeOf(call, person)
  const known = call.slack.rooms.im(team, person) !== undefined
  const room = call.slack.im(team, person)
  return { channel: { id: room.id }, ...(known && { no_op: true, already_open: true }) }
}

const info = (call: Call): Json => {
  scoped(call, 'read')
  const room = roomOf(call)
  const shared = room.with?.standing === 'partner'
  const both = {
    id: room.id,
    is_archived: room.archived,
    is_ext_shared: shared,
    context_team_id: room.team.id,
  }
  if (room.kind === 'im')
    return { channel: { ...both, is_im: true, user: room.with?.id, is_user_deleted: false } }
  const member = room.members.has(installOf(call).botUserId)
  return {
    channel: {
      ...both,
      name: room.name,
      is_channel: true,
      is_member: member,
      num_members: room.members.size,
    },
  }
}

const bot = { token: 'bot', scopes: [] } as const

export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': { ...bot, run: authTest },
  'users.info': { token: 'bot', scopes: ['users:read'], run: usersInfo },
  'conversations.open': { token: 'bot', scopes: ['im:write'], run: open },
  'conversations.info': { ...bot, run: info },
}
