import { expect } from 'vitest'
import { en } from '../../../src/words/en.ts'
import { fieldsOn } from '../../support/teams/card-reading.ts'
import { textsIn } from '../../support/teams/rooms.ts'
import { newPassword, oldPassword, type Office } from './office.ts'
import { quiet } from './state.ts'

const wrongFor = (code: string): string => (code === '000000' ? '111111' : '000000')

/** Once everything has come to rest: what stands anywhere in Alice's conversation, on her form, on her App Home. */
export const standsInSlack = async (office: Office, words: string): Promise<void> => {
  await quiet(office)
  expect(JSON.stringify(office.alice.sees())).toContain(words)
}

/** The same of Ada's chat in Teams. */
export const standsInTeams = async (office: Office, words: string): Promise<void> => {
  await quiet(office)
  expect(office.ada.messages.flatMap((message) => textsIn(message)).join('\n')).toContain(words)
}

/** Alice, from the first word to the new password, by every kind of thing that somebody does in Slack. */
export const throughSlack = async (office: Office): Promise<void> => {
  const { slack, alice, directory } = office
  expect((await slack.events.urlVerification('are-you-there')).answer?.body).toContain('are-you-there')
  expect((await slack.events.sslCheck()).answer).toMatchObject({ status: 200, body: '' })
  await alice.opensHome()
  await standsInSlack(office, en['why.open'])
  await alice.says('hello 👋🏽 \u202Eoll\u202C')
  await alice.slash('I forgot my password')
  await standsInSlack(office, en['hand-off.title'])
  const browser = await office.browser()
  await browser.opens(alice.link(en['hand-off.open']))
  await browser.page()
  const shown = String((await browser.says('pairing-code', {})).reveal['code'])
  await quiet(office)
  await alice.presses(en['hand-off.type-code'])
  await standsInSlack(office, en['hand-off.type-title'])
  await alice.fills({ answer: wrongFor(shown) })
  await standsInSlack(office, 'Tries left: 2')
  await slack.courier.send('interactive', {
    type: 'view_closed',
    api_app_id: slack.platform.appId,
    team: { id: office.corp.id },
    user: { id: alice.account.id, team_id: office.corp.id },
    view: { id: 'V1' },
  })
  await slack.events.userChanged(office.corp, alice.account)
  await alice.edits('I meant something else')
  await alice.says(shown)
  await standsInSlack(office, en['prove.chat-title'])
  await browser.page()
  await browser.says('totp', await office.code())
  await browser.page()
  await browser.says('recovery-codes', office.recoveryCode)
  await browser.page()
  await browser.says('new-password', newPassword)
  await quiet(office)
  expect(directory.signIn('alice', newPassword)).toBe('ok')
  expect(directory.signIn('alice', oldPassword)).toBe('wrong')
}

/** Ada, the same in Teams. */
export const throughTeams = async (office: Office): Promise<void> => {
  const { teams, ada, directory } = office
  await teams.installs(ada.member)
  await standsInTeams(office, en['why.open'])
  const hello = await ada.says('hello 👋🏽 \u202Eoll\u202C \uD83D')
  await ada.edits(hello, 'I forgot my password')
  await ada.says('I forgot my password')
  await standsInTeams(office, en['hand-off.title'])
  const browser = await office.browser()
  await browser.opens(ada.link(en['hand-off.open']))
  await browser.page()
  const shown = String((await browser.says('pairing-code', {})).reveal['code'])
  await standsInTeams(office, en['hand-off.type-title'])
  await types(office, wrongFor(shown), 'execute')
  await standsInTeams(office, 'Tries left: 2')
  await types(office, wrongFor(shown), 'submit')
  await standsInTeams(office, 'Tries left: 1')
  await ada.says(shown)
  await standsInTeams(office, en['prove.chat-title'])
  await browser.page()
  await browser.says('totp', await office.code())
  await browser.page()
  await browser.says('recovery-codes', office.recoveryCode)
  await browser.page()
  await browser.says('new-password', newPassword)
  await quiet(office)
  expect(directory.signIn('ada', newPassword)).toBe('ok')
  expect(directory.signIn('ada', oldPassword)).toBe('wrong')
}

const types = async ({ ada }: Office, code: string, as: 'execute' | 'submit'): Promise<void> => {
  const [field] = fieldsOn(ada.card).keys()
  ada.fills(field ?? '', code)
  await ada.presses(en['teams.send'], { as })
}
