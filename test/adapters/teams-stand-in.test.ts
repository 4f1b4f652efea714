import { inspect } from 'node:util'
import { CardFactory, MessageFactory, TeamsInfo, type Activity, type TurnContext } from 'botbuilder'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { certificate } from '../support/certificates.ts'
import type { Json } from '../support/teams/activities.ts'
import { bareBot, type BareBot } from '../support/teams/bare-bot.ts'
import { cardFaults, mostBytes } from '../support/teams/card-check.ts'
import {
  ada,
  anonymous,
  appId,
  ben,
  bot,
  foreignTenant,
  guest,
  stranger,
  tenant,
} from '../support/teams/company.ts'
import { chatOf } from '../support/teams/roster.ts'
import { Teams } from '../support/teams/teams.ts'
import { TeamsPerson } from '../support/teams/teams-person.ts'
import type { Trouble } from '../support/teams/trouble.ts'

const cardType = 'application/vnd.microsoft.card.adaptive'
const button = (title: string) => ({
  type: 'Action.Execute',
  title,
  verb: 'answer',
  data: { prompt: title },
  fallback: { type: 'Action.Submit', title, data: { prompt: title } },
})
const cardOf = (title: string, ...rest: readonly Json[]): Json => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text: title }, ...rest],
  actions: [
    button('Go on'),
    { type: 'Action.OpenUrl', title: 'Open', url: 'https://reset.corp.example/h#x' },
  ],
})
const code = { type: 'Input.Text', id: 'code', label: 'Code' }
const posted = (title: string, ...rest: readonly Json[]) =>
  MessageFactory.attachment(CardFactory.adaptiveCard(cardOf(title, ...rest)))

/** Answers a message with a card, and a press with the next card in its place. */
const answers = async (turn: TurnContext): Promise<void> => {
  const { type, value } = turn.activity
  if (type === 'message') await turn.sendActivity(posted(value === undefined ? 'Hello' : 'Pressed', code))
  if (type !== 'invoke') return
  const body = {
    statusCode: 200,
    type: cardType,
    value: cardOf(`Got ${String(value.action.data.code ?? 'it')}`),
  }
  await turn.sendActivity({ type: 'invokeResponse', value: { status: 200, body } })
}

let teams: Teams
let running: BareBot
let person: TeamsPerson
beforeEach(async () => {
  teams = await Teams.start()
  running = await bareBot(teams, answers)
  person = new TeamsPerson(teams, ada)
})
afterEach(async () => {
  await running.stop()
  await teams.stop()
})

describe('a chat with the real CloudAdapter', () => {
  test('is said, seen, filled in, pressed and redrawn in place', async () => {
    expect((await person.says('help')).status).toBe(200)
    person.sees('Hello', 'Code', 'Go on')
    person.fills('Code', '123456')
    await person.presses('Go on')
    person.sees('Got 123456')
    person.seesNot('Hello')
    expect(person.messages).toHaveLength(1)
    expect(person.link('Open')).toBe('https://reset.corp.example/h#x')
    expect(teams.rooms.faults).toEqual([])
    expect(teams.entra.asked).toBe(1)
  })

  test('of an old client, whose press is a message', async () => {
    await person.says('help')
    person.fills('Code', '1')
    await person.presses('Go on', { as: 'submit' })
    person.sees('Pressed')
    expect(running.turns.at(-1)?.activity).toMatchObject({
      type: 'message',
      value: { prompt: 'Go on', code: '1' },
    })
  })

  test('a button that takes no fields along sends none', async () => {
    await person.says('help')
    person.fills('Code', '1')
    const on = { ...person.card, actions: [{ ...button('Stop'), associatedInputs: 'none' }] }
    await person.presses('Stop', { on })
    expect(running.turns.at(-1)?.activity.value.action.data).toEqual({ prompt: 'Stop' })
  })

  test('an old card can be pressed only when it is asked for', async () => {
    await person.says('help')
    const old = person.card
    await person.presses('Go on')
    await person.presses('Go on', { on: old })
    expect(running.turns).toHaveLength(3)
    await expect(person.presses('Not there')).rejects.toThrow('0 buttons')
  })

  test('an edited message comes under its own id', async () => {
    const said = await person.says('help')
    await person.edits(said, 'help me')
    const [first, second] = running.turns.map((t) => t.activity)
    expect(second).toMatchObject({
      type: 'messageUpdate',
      id: first?.id,
      text: 'help me',
      channelData: { eventType: 'editMessage' },
    })
  })

  test('the bot updates and deletes its messages', async () => {
    await person.says('help')
    const id = person.newest.id
    await proactively(async (t) => {
      await t.updateActivity({ ...posted('Updated'), id })
      person.sees('Updated')
      await t.deleteActivity(id)
      await expect(t.updateActivity({ ...posted('Late'), id })).rejects.toMatchObject({ statusCode: 404 })
    })
    expect(person.messages).toHaveLength(0)
  })
})

/** A turn that nobody asked for, in the chat of ada. */
const proactively = async (
  act: (turn: TurnContext) => Promise<void>,
  channel = chatOf(ada),
): Promise<void> => {
  const ref = {
    serviceUrl: teams.serviceUrl,
    channelId: 'msteams',
    bot,
    conversation: { id: channel, isGroup: false, name: '', conversationType: 'personal' },
  }
  await running.adapter.continueConversationAsync(appId, ref, act)
}

const none = (): Activity => JSON.parse('null')

const opens = async (member: typeof ada): Promise<void> => {
  const scope = 'https://api.botframework.com'
  const wanted = {
    isGroup: false,
    bot,
    members: [{ id: member.oid, name: '' }],
    tenantId: tenant,
    channelData: { tenant: { id: tenant } },
  }
  // botbuilder's type asks for an activity; Teams does not.
  const parameters = { ...wanted, activity: none() }
  await running.adapter.createConversationAsync(
    appId,
    'msteams',
    teams.serviceUrl,
    scope,
    parameters,
    async (t) => {
      await t.sendActivity(posted('Unasked'))
    },
  )
}

describe('nobody asked', () => {
  test('a new chat is opened where the app is, and refused where it is not', async () => {
    await opens(ada)
    person.sees('Unasked')
    await teams.installs(ada, 'remove')
    await expect(opens(ada)).rejects.toMatchObject({ statusCode: 403 })
    await teams.installs(ada)
    await opens(ada)
    await expect(opens(stranger)).rejects.toMatchObject({ statusCode: 403 })
    expect(
      running.turns.filter((t) => t.activity.type === 'installationUpdate').map((t) => t.activity.action),
    ).toEqual(['remove', 'add'])
  })

  test('whoever blocked the bot gets nothing', async () => {
    teams.roster.blocked.add(ada.oid)
    await expect(proactively(async (t) => void (await t.sendActivity('x')))).rejects.toMatchObject({
      statusCode: 403,
    })
  })

  test('the alert channel of a team', async () => {
    const team = { id: '19:team@thread.tacv2', name: 'Security', channel: '19:alerts@thread.tacv2' }
    const sent = await teams.joins(team, ben)
    expect(sent.map((d) => d.status)).toEqual([200, 200])
    await proactively(async (t) => void (await t.sendActivity(posted('Alarm'))), team.channel)
    expect(teams.rooms.of(team.channel)).toHaveLength(1)
    await teams.leaves(team, ben)
    await expect(
      proactively(async (t) => void (await t.sendActivity('x')), team.channel),
    ).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('who is who', () => {
  const facts = async (who: typeof ada) => {
    let found: Json = {}
    await proactively(async (t) => {
      found = { ...(await TeamsInfo.getMember(t, who.oid)) }
    }, chatOf(who))
    return found
  }
  test('by the one name of the object id or the other, guests and strangers as such', async () => {
    expect(await facts(ada)).toMatchObject({ aadObjectId: ada.oid, tenantId: tenant, userRole: 'user' })
    expect(await facts(ben)).toMatchObject({ objectId: ben.oid })
    expect(await facts(guest)).toMatchObject({
      userRole: 'guest',
      userPrincipalName: expect.stringContaining('#EXT#'),
    })
    expect(await facts(stranger)).toMatchObject({ tenantId: foreignTenant })
    expect(await facts(anonymous)).toMatchObject({ userRole: 'anonymous' })
    teams.roster.deleted.add(ada.oid)
    await expect(facts(ada)).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('trouble with one post', () => {
  test.each<[string, Trouble, number | undefined, number]>([
    ['throttled', { kind: 'throttled' }, 429, 0],
    ['throttled, with a time', { kind: 'throttled', retryAfter: 30 }, 429, 0],
    ['a precondition', { kind: 'precondition' }, 412, 0],
    ['broken before', { kind: 'broken', status: 502 }, 502, 0],
    ['broken after', { kind: 'broken', status: 502, after: true }, 502, 1],
    ['sent elsewhere', { kind: 'moved', to: '/login/here' }, 307, 0],
    ['cut', { kind: 'cut' }, undefined, 0],
    ['cut after', { kind: 'cut', after: true }, undefined, 1],
  ])('%s: told at once, repeated by nobody, and only there', async (_what, trouble, told, there) => {
    teams.troubles.next(chatOf(ada), trouble)
    const say = proactively(async (t) => void (await t.sendActivity('x')))
    await expect(say).rejects.toMatchObject({ name: 'ConnectorRefused', statusCode: told })
    expect(teams.rooms.of(chatOf(ada))).toHaveLength(there)
    expect(teams.connector.calls.filter((c) => c.startsWith('POST'))).toHaveLength(1)
    await new TeamsPerson(teams, ben).says('help')
    await person.says('help')
    person.sees('Hello')
  })

  test('an error of botbuilder, printed whole, shows no token of ours', async () => {
    teams.troubles.next(chatOf(ada), { kind: 'broken', status: 500 }, { kind: 'cut' })
    for (const _each of ['broken', 'cut']) {
      const say = proactively(async (t) => void (await t.sendActivity('x')))
      const fault: unknown = await say.catch((error: unknown) => error)
      expect(fault).toBeInstanceOf(Error)
      const printed = inspect(fault, { depth: Infinity, showHidden: true }) + JSON.stringify(fault)
      expect(printed).toContain('Connector')
      expect(printed).not.toMatch(/eyJ[\w-]{20}/)
    }
  })

  test('hanging: nobody waits for ever', async () => {
    await running.stop()
    running = await bareBot(teams, answers, { patience: 300 })
    teams.troubles.next(chatOf(ada), { kind: 'hang', after: true })
    await expect(proactively(async (t) => void (await t.sendActivity('x')))).rejects.toThrow('did not answer')
    await expect.poll(() => teams.rooms.of(chatOf(ada))).toHaveLength(1)
  })
})

describe('what reaches the bot', () => {
  test('is sent again, replayed and redelivered under the same id', async () => {
    const said = await person.says('help', { claims: { jti: 'one' } })
    expect((await teams.deliveries.replay(said)).authorization).toBe(said.authorization)
    expect((await teams.deliveries.redeliver(said)).status).toBe(200)
    expect(new Set(running.turns.map((t) => t.activity.id)).size).toBe(1)
    expect(running.turns).toHaveLength(3)
  })

  test('is turned away when it is forged', async () => {
    const to = (change: Json) => ({ change: (a: Json) => ({ ...a, ...change }) })
    await person.says('x', { keys: teams.entraKeys })
    await person.says('x', { keys: teams.entraKeys, kid: teams.entraKeys.kid })
    await person.says('x', { claims: { aud: tenant } })
    await person.says('x', to({ channelId: 'directline' }))
    await person.says('x', to({ serviceUrl: 'https://evil.example/' }))
    await new TeamsPerson(teams, stranger).says('x')
    expect(running.refused).toEqual([
      'signature',
      'key-unknown',
      'token-audience',
      'channel',
      'service-differs',
      'tenant-foreign',
    ])
    expect(running.turns).toEqual([])
  })

  test('and would be taken for somebody else without our gate', async () => {
    await running.stop()
    running = await bareBot(teams, answers, { gated: false })
    const forged = {
      from: { id: '29:x', aadObjectId: ben.oid },
      channelData: { tenant: { id: foreignTenant } },
    }
    const said = await person.says('x', { change: (a) => ({ ...a, ...forged }) })
    expect(said.status).toBe(200)
    expect(running.turns[0]?.activity.from.aadObjectId).toBe(ben.oid)
  })
})

describe('what the bot posts is looked at', () => {
  const refused = async (activity: Parameters<TurnContext['sendActivity']>[0], fault: string) => {
    const say = proactively(async (t) => void (await t.sendActivity(activity)))
    await expect(say).rejects.toMatchObject({ statusCode: 400 })
    expect(teams.rooms.faults.join()).toContain(fault)
    expect(teams.rooms.of(chatOf(ada))).toEqual([])
  }
  test('an element that does not exist', () =>
    refused(posted('x', { type: 'Input.Password', id: 'p' }), 'Input.Password'))
  test('a field without a name', () =>
    refused(posted('x', { type: 'Input.Text', label: 'Code' }), 'unique Id'))
  test('words of nothing', () => refused({ type: 'message', text: '' }, 'nothing'))
  test('more than 28 KB', () => refused({ type: 'message', text: 'x'.repeat(mostBytes) }, 'is the most'))
  test('a newer version', () =>
    expect(cardFaults({ ...cardOf('x'), version: '1.6' })).toEqual(['the version is not 1.5']))
})

describe('the bot shows for itself', () => {
  const issuer = certificate({ name: 'Corp CA', isAuthority: true })
  const own = certificate({ name: 'bot', issuer, rsa: true })
  const other = certificate({ name: 'other', issuer, rsa: true })
  const pairOf = ({ pem, key }: typeof own) => ({
    kind: 'certificate' as const,
    certificate: { pem, key: new Secret(String(key.export({ type: 'pkcs8', format: 'pem' }))) },
  })
  const says = async (credential: Parameters<typeof bareBot>[2] & {}): Promise<number> => {
    await running.stop()
    running = await bareBot(teams, answers, credential)
    teams.entra.registration.certificate = own.pem
    await proactively(async (t) => void (await t.sendActivity('x'))).catch(() => undefined)
    return teams.rooms.of(chatOf(ada)).length
  }
  test('its certificate', async () => expect(await says({ credential: pairOf(own) })).toBe(1))
  test('no other certificate', async () => expect(await says({ credential: pairOf(other) })).toBe(0))
  test('no other secret', async () =>
    expect(await says({ credential: { kind: 'secret', secret: new Secret('guessed') } })).toBe(0))
  test('the machine’s identity', async () =>
    expect(await says({ credential: { kind: 'managed-identity', imds: teams.url } })).toBe(1))
  test('nothing to a host that is not Microsoft’s', async () => {
    const ref = {
      serviceUrl: 'http://localhost:1/',
      channelId: 'msteams',
      bot,
      conversation: { id: 'x', isGroup: false, name: '', conversationType: 'personal' },
    }
    const say = running.adapter.continueConversationAsync(
      appId,
      ref,
      async (t) => void (await t.sendActivity('x')),
    )
    await expect(say).rejects.toMatchObject({ code: 'ERR_CHAT' })
    expect(teams.entra.asked).toBe(0)
  })
  test('and without a token nothing is answered', async () => {
    expect((await fetch(`${teams.serviceUrl}v3/conversations/x/members/y`)).status).toBe(401)
  })
})
