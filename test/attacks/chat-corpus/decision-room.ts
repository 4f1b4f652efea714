import { keepRoster, roster } from '../../../src/approval/roster.ts'
import { day, hour } from '../../../src/lib/clock.ts'
import { en } from '../../../src/words/en.ts'
import { elementsOf } from '../../support/slack/block-limits.ts'
import { SlackPerson } from '../../support/slack/person.ts'
import { latest, type Room } from '../../support/slack/rooms.ts'
import { buttonsOn, isObject } from '../../support/teams/card-reading.ts'
import type { Json } from '../../support/slack/json.ts'
import { cardOf, type Posted } from '../../support/teams/rooms.ts'
import { enrol, openOffice, alertChannel, onCallChannel, type Office } from './office.ts'
import { quiet } from './state.ts'

/** What the person whose request it is never reads. */
export const reason = en['risk.recent-reset']
export const security = { id: '19:security@thread.tacv2', name: 'Security', channel: alertChannel }
export const duty = { id: '19:duty@thread.tacv2', name: 'Duty', channel: onCallChannel }

/** Alice, reset an hour ago, waits for a human: cards stand in Slack and in Teams. Grace (Slack) and Ada (Teams) may decide. */
export interface DecisionRoom {
  readonly office: Office
  readonly flow: string
  readonly grace: SlackPerson
  /** A colleague whom nobody in the directory is known for. */
  readonly bob: SlackPerson
  readonly guest: SlackPerson
}

export const openDecisionRoom = async (): Promise<DecisionRoom> => {
  const office = await openOffice()
  const { app, keys, corp, slack, teams, alice, ada } = office
  const person = (name: string, standing?: 'guest') =>
    new SlackPerson(slack, slack.platform.account(corp, name, standing))
  const [grace, bob, guest] = [person('grace'), person('bob'), person('gus', 'guest')]
  const graces = { platform: 'slack', tenant: corp.id, user: grace.account.id }
  await enrol(app, keys, 'id-grace', graces)
  await holdsPasskey(office, 'id-grace')
  await holdsPasskey(office, 'id-ada')
  const list = await roster(app.store)
  await app.store.write([keepRoster(list, { appointed: ['id-grace', 'id-ada'] })])
  const kept = await app.world.enrolments.of('id-alice')
  const lastResetAt = office.clock.now() - hour
  await app.store.write([app.world.enrolments.keep(kept, { ...kept.value, lastResetAt })])
  for (const { account } of [alice, grace, bob, guest])
    for (const { members } of [office.alerts, office.onCall]) members.add(account.id)
  for (const team of [security, duty]) await teams.joins(team, ada.member)
  const flow = await asks(office)
  return { office, flow, grace, bob, guest }
}

/** One that nobody here can sign with: it opens doors, and no more. */
const holdsPasskey = async ({ app, clock }: Office, person: string): Promise<void> => {
  const { enrolments } = app.world
  const kept = await enrolments.of(person)
  const key = {
    id: 'key',
    type: 'webauthn',
    addedAt: clock.now() - 30 * day,
    label: 'key',
    data: {},
  } as const
  await app.store.write([enrolments.keep(kept, { ...kept.value, factors: [...kept.value.factors, key] })])
}

/** From "I forgot it" to the page that waits. */
const asks = async (office: Office): Promise<string> => {
  const { alice } = office
  await alice.says('I forgot my password')
  await quiet(office)
  const browser = await office.browser()
  const link = alice.link(en['hand-off.open'])
  await browser.opens(link)
  await browser.page()
  const code = String((await browser.says('pairing-code', {})).reveal['code'])
  await quiet(office)
  await alice.says(code)
  await quiet(office)
  await browser.page()
  await browser.says('totp', await office.code())
  await browser.page()
  await browser.says('recovery-codes', office.recoveryCode)
  const page = await browser.page()
  if (page?.step !== 'await-approval') throw new Error(`nobody is asked: ${String(page?.step)}`)
  await quiet(office)
  return /#v1\.([\w-]+)/.exec(link)?.[1] ?? ''
}

/** The card as it stands in a channel of Slack: its message, and what its buttons carry. */
export const slackCard = (room: Room): { readonly ts: string; readonly value: (label: string) => string } => {
  const post = room.posts.findLast(({ ephemeralTo, drawings }) => {
    const text = JSON.stringify(drawings.at(-1)?.blocks ?? [])
    return ephemeralTo === undefined && text.includes('(alice) wants')
  })
  if (post === undefined) throw new Error('no card stands there')
  const message = latest(post)
  return {
    ts: message.ts,
    value: (label) => {
      const found = elementsOf(message.blocks).find(({ element }) => JSON.stringify(element).includes(label))
      return String(found?.element['value'])
    },
  }
}

/** The same of a channel of Teams. */
export const teamsCard = (
  { teams }: Office,
  { channel }: { readonly channel: string },
): { readonly id: string; readonly data: (label: string) => Json } => {
  const text = (posted: Posted): string => JSON.stringify(posted.states.at(-1))
  const posted = teams.rooms.of(channel).findLast((one) => text(one).includes('(alice) wants'))
  if (posted === undefined) throw new Error('no card stands there')
  return {
    id: posted.id,
    data: (label) => {
      const found = buttonsOn(cardOf(posted)).find(({ title }) => title === label)?.action['data']
      if (!isObject(found)) throw new Error(`no button ${label}`)
      return found
    },
  }
}
