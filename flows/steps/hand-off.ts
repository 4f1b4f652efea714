import { noteStart } from '../../src/enrolment/port.ts'
import { fromAttached, unbound } from '../../src/handoff/port.ts'
import { asking, say, type Card, type WebAsk } from '../../src/story/card.ts'
import {
  again,
  end,
  learn,
  show,
  type Answer,
  type AskStep,
  type Here,
  type Turn,
} from '../../src/story/story.ts'
import { alert } from '../alerts.ts'
import { wrongTries } from '../tries.ts'
import type { Facts } from '../facts.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/** From chat to one browser: a link to open, a code that the page shows, typed back into the chat it came from. */
export const handOff: AskStep<Facts, World> = {
  name: 'hand-off',
  settled: (facts) => facts.binding.paired !== undefined,
  screens: {
    person: (facts, here): Card =>
      facts.binding.attachments.length === 0 ? openTheLink : typeTheCode(facts, here),
    browser: (): Card<WebAsk> =>
      asking(
        say('pair.title'),
        [say('pair.line')],
        [{ kind: 'reveal', name: 'pairing-code', label: say('pair.code') }],
      ),
  },
  hearsFrom: () => ['person', 'browser'],
  async hear(facts, answer, world, here) {
    if (answer.from === 'browser') return shown(facts, answer, world, here)
    switch (answer.name) {
      case 'pairing-code':
        return await typed(facts, answer, world, here)
      case 'new-link':
        return learn({ binding: { ...unbound, second: facts.binding.second } })
      case 'not-me':
        return end<Facts>('disowned', {
          events: [{ event: 'pairing.disowned' }],
          tells: [alert(here, facts, 'alert.disowned', {}, browsers(facts))],
        })
      default:
        return again<Facts>([say('hand-off.pardon')])
    }
  },
}

const browsers = ({ binding }: Facts) =>
  binding.attachments.map((a) => say('hand-off.opened-in', { browser: a.context.browser }))

const stop = {
  kind: 'choice',
  name: 'cancel',
  options: [{ value: 'cancel', label: say('ask.cancel') }],
} as const

const newLink = {
  kind: 'choice',
  name: 'new-link',
  options: [{ value: 'new-link', label: say('hand-off.new-link') }],
} as const

const openTheLink: Card = asking(
  say('hand-off.title'),
  [say('hand-off.line'), say('hand-off.never-forward')],
  [{ kind: 'link', label: say('hand-off.open'), purpose: 'start' }, newLink, stop],
)

/** A scanner may have come first: until a browser is chosen, the owner must still find the link. */
const typeTheCode = (facts: Facts, here: Here): Card => {
  const good = (facts.binding.link?.expiresAt ?? 0) > here.now
  const card: Card = asking(
    say('hand-off.type-title'),
    [
      ...browsers(facts),
      ...(facts.binding.second ? [say('hand-off.second')] : []),
      say('hand-off.type-line'),
      ...(good ? [say('hand-off.still-good')] : []),
    ],
    [
      { kind: 'code', name: 'pairing-code', label: say('hand-off.type-code'), digits: 6 },
      {
        kind: 'choice',
        name: 'not-me',
        options: [{ value: 'not-me', label: say('hand-off.not-me'), style: 'danger' }],
      },
      newLink,
      stop,
    ],
  )
  return good ? { ...card, besideLink: true } : card
}

/** The code is shown to its own browser only, as often as it asks; an expired one is replaced. */
const shown = (facts: Facts, { name, browser }: Answer, world: World, here: Here): Turn<Facts> => {
  if (name !== 'pairing-code' || browser === undefined) return again([say('hand-off.pardon')])
  const { binding } = facts
  if (!fromAttached(binding, browser.jkt, browser.cookieHash)) return again([say('hand-off.pardon')])
  const now = world.binding.code(here.id, binding, browser.jkt, here.now)
  if (now !== undefined) return show({ ...now })
  const renewed = world.binding.renew(here.id, binding, browser.jkt, here.now)
  return learn(
    { binding: renewed },
    { reveal: { ...world.binding.code(here.id, renewed, browser.jkt, here.now) } },
  )
}

const typed = async (facts: Facts, { value }: Answer, world: World, here: Here): Promise<Turn<Facts>> => {
  const code = typeof value === 'string' ? value.replaceAll(/[\s-]/g, '') : ''
  const binding = world.binding.pair(here.id, facts.binding, code, here.now)
  if (binding === undefined) return refused(facts, here)
  const enrolment = await world.enrolments.of(personOf(facts).id)
  return learn(
    { binding },
    {
      events: [{ event: 'pairing.accepted', detail: { browser: binding.paired?.context.browser ?? '' } }],
      writes: [world.enrolments.keep(enrolment, noteStart(enrolment.value, here.now))],
    },
  )
}

/** Three wrong codes end it: a guess then has three chances in a million for each live code. */
const refused = (facts: Facts, here: Here): Turn<Facts> => {
  const left = wrongTries.pairing - (here.tries['pairing'] ?? 0) - 1
  const events = [{ event: 'pairing.refused' as const, detail: { left } }]
  if (left <= 0) return end('killed', { events, tells: [alert(here, facts, 'alert.pairing-guessed')] })
  return again([say('hand-off.wrong-code', { left: String(left) })], { counts: 'pairing', events })
}
