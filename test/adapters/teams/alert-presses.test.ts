import { beforeAll, describe, expect, test } from 'vitest'
import { connectorGate, type Gate } from '../../../adapters/teams/verify.ts'
import { inChannel, type Json } from '../../support/teams/activities.ts'
import { ada, appId, guest, stranger, tenant } from '../../support/teams/company.ts'
import { ConnectorDesk, issuer, serviceUrl } from './connector-desk.ts'

const alerts = '19:alerts@thread.tacv2'
const settings = { appId, issuer, serviceHosts: ['smba.trafficmanager.net'], tenants: [tenant] }

let desk: ConnectorDesk
beforeAll(async () => {
  desk = await ConnectorDesk.make()
})

const told = async (gate: Gate, body: Json): Promise<string> => {
  const verdict = await gate(`Bearer ${await desk.token()}`, Buffer.from(JSON.stringify(body)))
  return verdict.kind === 'refused' ? verdict.why : `accepted ${verdict.user} ${verdict.personal}`
}
const gateOf = (alertChannel?: string, onCallChannel?: string): Gate =>
  connectorGate({ ...settings, alertChannel, onCallChannel }, desk.keys, desk.clock)

const pressed = { type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: {} } } }
const thread = `${alerts};messageid=1700000000001`
const at = (conversation: string, rest: Json, from = ada): Json =>
  inChannel(from, { serviceUrl, at: '2026-11-23T09:00:00Z', id: 'a1', conversation }, 't', alerts, rest)

describe('the gate, of a channel', () => {
  test.each<[string, Json]>([
    ['a press in a thread of the alert channel', at(thread, pressed)],
    ['the same by an old client', at(thread, { type: 'message', value: { latchkey: 'press' } })],
  ])('lets in %s, as whose it is', async (_what, body) => {
    expect(await told(gateOf(alerts), body)).toBe(`accepted ${ada.oid} false`)
  })

  const chat = { conversationType: 'groupChat', tenantId: tenant, id: thread }
  test.each<[string, Json]>([
    ['a press elsewhere', at('19:other@thread.tacv2;messageid=1', pressed)],
    ['one in a channel whose name only begins alike', at(`${alerts}x`, pressed)],
    ['one in a group chat of that name', { ...at(thread, pressed), conversation: chat }],
    ['what is typed there', at(thread, { type: 'message', text: 'reset my password' })],
    ['what is typed there with a value of nothing', at(thread, { type: 'message', text: 'x', value: null })],
    ['a reaction there', at(thread, { type: 'messageReaction', value: {} })],
  ])('refuses %s', async (_what, body) => {
    expect(await told(gateOf(alerts), body)).toBe('conversation')
  })

  test('lets a press before whoever is on call in, where that channel is configured', async () => {
    const press = at('19:oncall@thread.tacv2;messageid=1', pressed)
    expect(await told(gateOf(alerts), press)).toBe('conversation')
    expect(await told(gateOf(alerts, '19:oncall@thread.tacv2'), press)).toBe(`accepted ${ada.oid} false`)
    const typed = at('19:oncall@thread.tacv2;messageid=1', { type: 'message', text: 'reset my password' })
    expect(await told(gateOf(alerts, '19:oncall@thread.tacv2'), typed)).toBe('conversation')
  })

  test('refuses a press by somebody of another tenant', async () => {
    expect(await told(gateOf(alerts), at(thread, pressed, stranger))).toBe('tenant-foreign')
  })

  test('lets a guest’s press in: who may decide is asked by what is decided', async () => {
    expect(await told(gateOf(alerts), at(thread, pressed, guest))).toContain('accepted')
  })

  test('lets no press in where no alert channel is configured', async () => {
    expect(await told(gateOf(), at(thread, pressed))).toBe('conversation')
  })
})
