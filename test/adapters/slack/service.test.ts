import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assemble, type App } from '../../../src/assemble.ts'
import { openPlatforms } from '../../../src/assemble-platforms.ts'
import { demoConfig } from '../../../src/config/demo.ts'
import type { Config } from '../../../src/config/port.ts'
import { demoAccounts } from '../../../src/demo/people.ts'
import { memoryDirectory } from '../../../src/directory/memory.ts'
import { machineStopwatch, minute, ShiftedClock, systemClock } from '../../../src/lib/clock.ts'
import { logger } from '../../../src/lib/log.ts'
import { Timekeeper } from '../../../src/lib/timekeeper.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { logMail } from '../../../src/notify/log-mail.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import { scopes } from '../../../adapters/slack/scopes.ts'
import { freePort } from '../../services/free-port.ts'
import type { Standing } from '../../support/slack/org.ts'
import { SlackPerson } from '../../support/slack/person.ts'
import { SlackStandIn } from '../../support/slack/stand-in.ts'

/** The whole service with Slack, its pages and its own server; only store, directory and mail are played. */
let slack: SlackStandIn
let app: App
let clock: ShiftedClock
let config: Config

beforeEach(async () => {
  clock = new ShiftedClock(systemClock, machineStopwatch)
  slack = await SlackStandIn.start({ now: () => clock.now() })
  const { platform } = slack
  const corp = platform.workspace('Corp')
  const install = platform.install(corp, platform.account(corp, 'admin'), scopes)
  const port = await freePort()
  const { access } = platform.tokens.grant(install)
  config = {
    ...demoConfig(port),
    slack: {
      appId: platform.appId,
      arrives: { mode: 'http', signingSecret: new Secret(platform.signingSecret) },
      speaks: { by: 'token', botToken: new Secret(access) },
      workspaces: [corp.id],
      enterprises: [],
      apiUrl: slack.apiUrl,
    },
  }
  slack.courier.pointAt(`http://localhost:${port}/slack/events`)
  const store = memoryStore(clock)
  const log = logger({ write: () => undefined })
  app = await assemble({
    config,
    clock: new Timekeeper({ clock, stopwatch: () => clock.elapsed(), shared: () => store.ping() }),
    log,
    store,
    directory: memoryDirectory(demoAccounts, clock),
    mail: logMail(clock),
    adapters: await openPlatforms(config, clock, log),
  })
  await app.start()
})
afterEach(async () => {
  await app.stop()
  await slack.stop()
  await rm(dirname(config.audit.file), { recursive: true })
  expect(slack.faults).toEqual([])
})

const person = (name: string, standing: Standing = 'member'): SlackPerson => {
  const [corp] = slack.platform.workspaces
  if (corp === undefined) throw new Error('no workspace')
  return new SlackPerson(slack, slack.platform.account(corp, name, standing, `${name}@latchkey.example`))
}
const fromBot = (who: SlackPerson) => who.sees().messages.filter((m) => m.fromApp)

test('somebody is greeted, gets a link, then another in its place, and stops', async () => {
  const ada = person('ada')
  await ada.says('hello')
  await ada.willSee('Hello. I help you get back into your account.', 'Set up recovery')
  await ada.presses('Set up recovery')
  await ada.willSee('Open the page', 'That wasn’t me')
  const link = ada.link('Open the page')
  expect(link).toMatch(new RegExp(`^${config.baseUrl}/h#v1\\.`))
  await ada.presses('Send a new link')
  await slack.platform.until(() => ada.link('Open the page') !== link)
  await ada.presses('Cancel')
  await slack.platform.until(() => !fromBot(ada).some((m) => m.buttons.includes('Open the page')))
})

test('the App Home tells what can be done, and a command is answered in private', async () => {
  const ada = person('ada')
  await ada.opensHome()
  await ada.willSee('I help you back into your own account when you are locked out.')
  await ada.slash('help')
  await ada.opensHome('messages')
  await ada.willSee('What I can do')
})

test.each<readonly [Standing]>([['guest'], ['single-channel-guest'], ['unconfirmed'], ['invited']])(
  'a %s is told no, in words',
  async (standing) => {
    const gina = person('ada', standing)
    await gina.says('set up recovery')
    await slack.platform.until(() => fromBot(gina).some((m) => !m.lines.join().includes('One moment')))
    const text = JSON.stringify(fromBot(gina))
    expect(text).not.toContain('Open the page')
    expect(text).toMatch(/helpdesk|members of this organisation|\+1 555 0100/i)
  },
)

test('what comes twice under other ids begins one conversation', async () => {
  const ada = person('ada')
  const sent = await ada.says('set up recovery')
  await slack.events.underNewId(sent)
  await slack.courier.replay(sent)
  await ada.willSee('Open the page')
  const store = config.audit.file
  expect(readFileSync(store, 'utf8').match(/"flow.started"/g)).toHaveLength(1)
  expect(fromBot(ada)).toHaveLength(1)
})

test('a card whose answer was lost stands once, and is the one that is redrawn', async () => {
  const ada = person('ada')
  slack.platform.trouble.order({ kind: 'cut', after: true }, { method: 'chat.postMessage', times: 1 })
  await ada.says('set up recovery')
  await slack.platform.until(() => fromBot(ada).length > 0)
  clock.forward(minute)
  await slack.platform.until(() => slack.calls('conversations.history').length > 0)
  await slack.platform.until(() => fromBot(ada).some((m) => m.edited))
  expect(fromBot(ada).filter((m) => m.buttons.includes('Open the page'))).toHaveLength(1)
})

test('an old card opens nothing once the next one is there', async () => {
  const ada = person('ada')
  await ada.says('set up recovery')
  await ada.willSee('Open the page')
  await ada.says('set up recovery')
  await slack.platform.until(() => fromBot(ada)[1]?.buttons.includes('Open the page') === true)
  expect(fromBot(ada)[0]?.buttons).not.toContain('Open the page')
})
