import type { Bug } from './bug.ts'

/** Cards in the alert channels, presses on them, and the page where approvers sign. */
export const approverBugs: readonly Bug[] = [
  {
    name: 'press-on-any-message',
    gives: 'whoever can make a button in the channel, or kept an old copy, a decision about any request',
    file: 'src/house/approvers.ts',
    find: 'const heard = stands\n',
    put: 'const heard = stands || true\n',
    seenBy: ['test/house/approvers.test.ts'],
  },
  {
    name: 'answered-in-front-of-all',
    gives: 'everybody in the chat of the presser’s device a link that was for one reply',
    file: 'src/house/approvers.ts',
    find: '{ ...reply, reader }, alerts.aside)',
    put: '{ ...reply, reader }, { ...place, channel: "alerts" })',
    seenBy: ['test/house/approvals-in-chat.test.ts'],
  },
  {
    name: 'decided-on-another-state',
    gives: 'an approver who read an older card a decision about what they never saw',
    file: 'src/house/approvers.ts',
    find: '          ...(prompt !== undefined && { prompt }),\n',
    put: '',
    seenBy: ['test/house/approvers.test.ts'],
  },
  {
    name: 'two-draw-one-card',
    gives: 'the channel two cards of one request, of which one is never redrawn',
    file: 'src/house/alert-cards.ts',
    find: 'drawing.by !== me && drawing.until > this.#now',
    put: 'drawing.by !== me && drawing.until < 0',
    seenBy: ['test/house/alert-cards.test.ts'],
  },
  {
    name: 'slack-press-of-any-channel',
    gives: 'a channel that nobody configured the approvals of the company',
    file: 'adapters/slack/hear.ts',
    find: 'channel !== undefined && channel === alertChannel && is_ephemeral !== true',
    put: 'channel !== undefined && is_ephemeral !== true',
    seenBy: ['test/adapters/slack/hear.test.ts'],
  },
  {
    name: 'teams-hears-channels',
    gives: 'everybody in the alert channel the ear of a bot that is for one person at a time',
    file: 'adapters/teams/verify.ts',
    find: '(here && isPress(activity))',
    put: 'here',
    seenBy: ['test/adapters/teams/alert-presses.test.ts'],
  },
  {
    name: 'dead-door-answers-at-once',
    gives: 'a stranger by the clock which links of approvers exist',
    file: 'adapters/web/approve.ts',
    find: "if (came.kind !== 'open' && came.kind !== 'approved') await floor(arrived)",
    put: '',
    seenBy: ['test/enumeration/approver-doors.test.ts'],
  },
]
