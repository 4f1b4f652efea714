import { alert } from '../../flows/alerts.ts'
import { desk } from '../../flows/desk.ts'
import { endCard, outcomes, type Tale } from '../../flows/ends.ts'
import { wasntMe } from '../../flows/every-story.ts'
import { beginning } from '../../flows/facts.ts'
import { helpdesk } from '../../flows/helpdesk.ts'
import { undecidedAlert } from '../../flows/ruling.ts'
import type { Explained } from '../../flows/steps/explain.ts'
import { changedAlert } from '../../flows/unlock-outcomes.ts'
import { whyCard } from '../../flows/why-card.ts'
import { unbound } from '../../src/handoff/port.ts'
import { closed } from '../../src/house/drawing.ts'
import { unavailableCard } from '../../src/house/front-desk.ts'
import type { Card, Phrase, WebAsk } from '../../src/story/card.ts'
import { asking, bad, good, say } from '../../src/story/card.ts'
import { en, type PhraseId } from '../../src/words/en.ts'
import { slotsOf } from '../support/phrases.ts'
import { profile } from '../flows/walking/beginnings.ts'
import { ada } from '../flows/walking/walk-answers.ts'
import { WalkStore } from '../flows/walking/walk-store.ts'
import { WalkWorld } from '../flows/walking/walk-world.ts'
import { appointedNotice, appointedScreen, approvalReplies, approvalScreens } from './approval-screens.ts'
import { approverReplies } from './approver-replies.ts'
import { tooOften } from '../../flows/too-often.ts'
import { boards, watched } from './boards.ts'
import { waveAlert } from '../../flows/wave-alert.ts'
import { homes } from './homes.ts'
import { lookedUp } from './looked-up.ts'
import { questionScreens } from './question-screens.ts'
import type { Room, Screen } from './screen.ts'

const { world } = new WalkWorld(new WalkStore(), 'none', () => 0, {
  mail: true,
  story: { name: 'reset-password' },
})
const facts = { ...beginning(ada, profile, unbound), reference: 'reference' }

/** Nothing here asks what only a page may. */
const inChat = (card: Card<WebAsk>): Card => ({
  ...card,
  asks: card.asks.filter((ask) => ask.kind === 'choice' || ask.kind === 'link'),
})
const at =
  (room: Room) =>
  (card: Card<WebAsk>): Screen => ({ room, card: inChat(card) })

const helps = (trouble: Explained['trouble'], ...all: readonly Explained['helps'][]): readonly Explained[] =>
  [[], ...all].map((one) => ({
    trouble,
    helps: one,
    ...(trouble.startsWith('locked') && { lock: { since: 1, until: 2 } }),
  }))

/** Whatever keeps somebody out, and what each can do about it. */
const explained: readonly Explained[] = [
  ...(['not-eligible', 'guest', 'stranger', 'bot', 'deleted', 'unlinked'] as const).flatMap((t) => helps(t)),
  ...(['suspended', 'gone', 'directory-down', 'disabled', 'account-expired'] as const).flatMap((t) =>
    helps(t),
  ),
  ...helps('locked-by-admin'),
  ...helps('locked', ['unlock', 'reset'], ['reset']),
  ...helps('locked-and-expired', ['unlock', 'reset'], ['reset']),
  ...helps('must-change', ['change', 'reset'], ['reset']),
  ...helps('password-expired', ['change', 'reset'], ['reset']),
  ...helps('open', ['reset']),
  { trouble: 'locked', helps: ['reset'], lock: { since: 1, until: 0 } },
  { trouble: 'locked', helps: ['unlock'] },
]

/** Every end, the walks end in few of them. */
const ends = (['reset', 'change', 'unlock', 'enrol'] as const satisfies readonly Tale[]).flatMap((tale) =>
  outcomes.map((outcome) => endCard(tale, facts, outcome, 'person', world)),
)

/** In the operator's own words. */
const inTheirWords = endCard('reset', { ...facts, ruled: { words: '' } }, 'by-policy', 'person', world)

/** What the house itself tells the helpdesk: composed where it is found out, in `src`. */
const isLoosening = (id: string): id is PhraseId => id in en && id.startsWith('loosening.')
const loosened = Object.keys(en)
  .filter(isLoosening)
  .map((id) => say(id))
const alarms: readonly Card[] = [
  ...(
    [
      ['alert.tampered', ['key'], [say('alert.tampered.next')]],
      ['alert.unknown-key', ['key', 'unknownKey'], []],
      ['alert.policy', ['policy'], [say('alert.policy.next')]],
      ['alert.loosened', [], loosened],
      ['alert.clock', ['replica', 'apart', 'most'], [say('alert.clock-fix')]],
      ['alert.suspended', ['user', 'platform'], [say('alert.suspended.why')]],
      ['alert.unresolved.commit', ['account', 'at'], [say('alert.unresolved.look'), reference()]],
      ['alert.unresolved.unlock', ['account', 'at'], [say('alert.unresolved.look'), reference()]],
    ] as const
  ).map(([id, slots, lines]) => bad(say(id, blank(slots)), lines)),
  good(say('alert.unfrozen-by-helpdesk', blank(['name', 'account'])), [
    say('alert.unfrozen-by-helpdesk.next'),
    reference(),
  ]),
]

function blank(slots: readonly string[]): Record<string, string> {
  return Object.fromEntries(slots.map((slot) => [slot, '']))
}
function reference(): Phrase {
  return say('alert.reference', { reference: '' })
}

const here = { id: '', ver: 1, now: 0, tries: {} }
const isReason = (id: string): id is PhraseId =>
  id in en && id.startsWith('risk.') && !id.startsWith('risk.kind.')
const reasons = Object.keys(en)
  .filter(isReason)
  .map((id) => say(id, blank(slotsOf(id))))

/** What stories tell the helpdesk, of people whom no walk has. */
const toldOfPeople: readonly Card[] = [
  // As many reasons as one request has at most, until all were said.
  ...reasons.flatMap((_one, n) =>
    n % 8 === 0 ? [alert(here, facts, 'alert.refused', {}, reasons.slice(n, n + 8)).card] : [],
  ),
  ...(['alert.change-refused', 'alert.unlock-refused'] as const).map(
    (id) => alert(here, facts, id, {}, reasons.slice(0, 8)).card,
  ),
  undecidedAlert(here, facts).card,
  alert(here, facts, 'alert.unlocks-used-up').card,
  alert(here, facts, 'alert.unlock-unknown', {}, [say('alert.told-reference', { op: '' })]).card,
  ...(['gone', 'protected', 'disabled', 'account-expired', 'locked-by-admin'] as const).map(
    (how) => changedAlert(here, facts, how).card,
  ),
  alert(here, facts, 'alert.still-frozen', {}, [
    say('alert.not-me.mail'),
    say('alert.not-me.about'),
    say('told.password-changed', { account: '' }),
  ]).card,
]

const told: readonly Card[] = [
  good(
    say('told.unfrozen-by-helpdesk', { account: '' }),
    [say('told.at', { at: '' }), say('told.not-you'), helpdesk(world)],
    [wasntMe],
  ),
]

/** The ways to name a helpdesk. */
const reachable = [{ url: 'url' }, { phone: 'phone', url: 'url' }].map((one) => ({ ...world, helpdesk: one }))

const intents = ['greet', 'triage', 'help', 'cancel', 'pasted-password', 'pasted-code']

/** What people read in chat that no walk of a story leads to. */
export const spoken: readonly Screen[] = [
  ...intents.map((intent) => desk(world).card(intent)).map(at('desk')),
  ...[world, ...reachable].map((one) => at('desk')(unavailableCard(helpdesk(one)))),
  at('desk')(tooOften(world)(0)),
  ...(['many-starts', 'one-network'] as const).map((why) => at('alerts')(waveAlert({ why, until: 0 }))),
  ...questionScreens.map(at('talk')),
  ...explained.map((one) => whyCard(one, world)).map(at('talk')),
  ...[...ends, inTheirWords].map(at('talk')),
  at('talk')(asking(say('hand-off.link-over'))),
  at('talk')(closed(asking(say('hand-off.title')))),
  ...[...told, appointedNotice].map(at('notice')),
  ...[...approverReplies, ...approvalReplies].map(at('desk')),
  ...lookedUp(world).map(at('desk')),
  ...homes,
  ...[...alarms, ...toldOfPeople, ...approvalScreens(facts), appointedScreen, ...boards, ...watched].map(
    at('alerts'),
  ),
]
