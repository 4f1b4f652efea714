import { adapterHost } from '../../support/teams/adapter-host.ts'
import { buttonsOn, fieldsOn, isObject } from '../../support/teams/card-reading.ts'
import { ada, anonymous, ben, guest, stranger, tenant, type Member } from '../../support/teams/company.ts'
import { Teams } from '../../support/teams/teams.ts'
import { TeamsPerson } from '../../support/teams/teams-person.ts'
import { textsIn } from '../../support/teams/rooms.ts'
import { en } from '../../../src/words/en.ts'
import type { Town } from '../../support/world.ts'
import { houseOf, settleIn, type Kind, type Somebody, type Stage } from './stage.ts'

const another = (n: number, name: string, upn = `${name}@corp.example`): Member => ({
  ...ada,
  name,
  upn,
  oid: `00000000-0000-4000-8000-000000000${n}`,
})

/** Teams as it is configured in earnest, by botbuilder, over HTTP. */
export const teamsStage = async (town: Town): Promise<Stage> => {
  const teams = await Teams.start(() => town.clock.now())
  const members: Readonly<Record<Kind, Member>> = {
    employee: ada,
    colleague: ben,
    newcomer: another(301, 'grace'),
    unconfirmed: another(302, 'grace', ''),
    guest,
    stranger,
    bot: anonymous,
    deleted: another(303, 'dora'),
  }
  for (const one of Object.values(members)) {
    if (!teams.roster.members.includes(one)) teams.roster.members.push(one)
    teams.roster.installed.add(one.oid)
  }
  teams.roster.deleted.add(members.deleted.oid)
  const { house, rest } = houseOf(town)
  const host = await adapterHost(teams, () => house, { clock: town.clock, store: town.raw })
  town.platform = host.adapter
  town.at = town.machine()
  const made = (kind: Kind): Somebody => somebody(teams, members[kind], rest)
  const who = {
    employee: made('employee'),
    colleague: made('colleague'),
    newcomer: made('newcomer'),
    unconfirmed: made('unconfirmed'),
    guest: made('guest'),
    stranger: made('stranger'),
    bot: made('bot'),
    deleted: made('deleted'),
  }
  await settleIn(town, who)
  return {
    who,
    stop: async () => {
      await host.stop()
      await teams.stop()
      if (teams.rooms.faults.length > 0) throw new Error(teams.rooms.faults.join('; '))
    },
  }
}

const somebody = (teams: Teams, member: Member, rest: () => Promise<void>): Somebody => {
  const person = new TeamsPerson(teams, member)
  const then = async (act: Promise<unknown>): Promise<void> => {
    await act
    await rest()
  }
  return {
    actor: { platform: 'teams', tenant, user: member.oid },
    says: (text) => then(person.says(text)),
    types: async (text) => {
      const [label] = fieldsOn(person.card).keys()
      if (label === undefined) throw new Error('nothing to type into')
      person.fills(label, text)
      await then(person.presses(en['teams.send']))
    },
    presses: (button) => then(person.presses(button)),
    card: () => person.card,
    pressesOn: async (card, button) => {
      if (!isObject(card)) throw new Error('no card')
      await then(person.presses(button, { on: card }))
    },
    sees: () => (person.messages.length === 0 ? '' : textsIn(person.newest).join('\n')),
    link: () => {
      if (person.messages.length === 0) return undefined
      const found = buttonsOn(person.card).find(({ action }) => action['type'] === 'Action.OpenUrl')
      return found === undefined ? undefined : String(found.action['url'])
    },
  }
}
