import type { Origin } from '../../src/activity/port.ts'
import type { BrowserContext } from '../../src/handoff/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { end, learn, show, type Answer, type Interrupt, type Turn } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import { alert } from '../alerts.ts'
import { chatUser } from '../chat-user.ts'
import { personOf } from '../steps/identify.ts'
import type { World } from '../world.ts'

const refused = show({ letIn: false })
const letIn = { reveal: { letIn: true } }

/** A browser presents the link. It is let in tentatively; only the code typed in chat chooses it. */
export const attach: Interrupt<Facts, World> = {
  name: 'attach',
  hearsFrom: ['browser'],
  async hear(facts, answer, world, here): Promise<Turn<Facts>> {
    const call = presented(answer)
    if (call === undefined) return refused
    const { verdict, binding } = world.binding.attach(here.id, facts.binding, call, here.now)
    const browser = call.context.browser
    if (verdict === 'refused') return refused
    if (verdict === 'intruder')
      return end('killed', {
        events: [{ event: 'browser.refused', detail: { browser } }],
        tells: [alert(here, facts, 'alert.intruder', { browser })],
      })
    if (verdict === 'again')
      return learn({ binding }, { ...letIn, events: [{ event: 'browser.resumed', detail: { browser } }] })
    if (verdict === 'attached')
      return learn({ binding }, { ...letIn, events: [{ event: 'browser.attached', detail: { browser } }] })
    return learn(
      { binding },
      {
        ...letIn,
        events: [{ event: 'browser.second', detail: { browser } }],
        tells: [alert(here, facts, 'alert.second-browser', { browser })],
      },
    )
  },
}

/** The paired browser comes back, by proof of its key alone. */
export const resume: Interrupt<Facts, World> = {
  name: 'resume',
  hearsFrom: ['browser'],
  async hear(facts, { browser, value }, world): Promise<Turn<Facts>> {
    if (browser?.cookieHash === undefined) return refused
    const context = typeof value === 'object' && !(value instanceof Secret) ? contextIn(value) : undefined
    const binding = world.binding.resume(facts.binding, browser.jkt, browser.cookieHash, context)
    if (binding === undefined) return refused
    return learn({ binding }, { ...letIn, events: [{ event: 'browser.resumed' }] })
  },
}

/** The house mints a link for the card it is about to draw; only the hash is kept. Not once a browser has come by an earlier one. */
export const issueLink: Interrupt<Facts, World> = {
  name: 'issue-link',
  hearsFrom: ['house'],
  async hear(facts, { value }, world, here): Promise<Turn<Facts>> {
    const { paired, attachments } = facts.binding
    if (typeof value !== 'string' || paired !== undefined || attachments.length > 0) return show({})
    const binding = world.binding.issue(facts.binding, value, here.now)
    return learn({ binding }, { events: [{ event: 'link.issued', detail: toWhom(facts) }] })
  },
}

/** Every flow that gets anywhere has a link: here the trail names the account and the chat user that the rest of it is about. */
const toWhom = (facts: Facts) => ({ person: personOf(facts).id, ...chatUser(facts.actor) })

const presented = ({ value, browser }: Answer) => {
  if (typeof value !== 'object' || value instanceof Secret || browser?.cookieHash === undefined)
    return undefined
  const { jkt, cookieHash } = browser
  return {
    linkHash: String(value['linkHash']),
    context: contextIn(value) ?? { browser: '' },
    salt: String(value['salt']),
    jkt,
    cookieHash,
  }
}

/** What our own door says of the browser; it has checked all of it. */
const contextIn = (value: Readonly<Record<string, unknown>>): BrowserContext | undefined => {
  const { browser, origin } = value
  if (typeof browser !== 'string') return undefined
  return isOrigin(origin) ? { browser, origin } : { browser }
}

const isOrigin = (value: unknown): value is Origin => typeof value === 'object' && value !== null
