import type { Bug } from './bug.ts'

/** What would let somebody keep the helpdesk or the approvers from hearing, or what they said from counting. */
export const silenceBugs: readonly Bug[] = [
  {
    name: 'alarms-counted-with-requests',
    gives: 'whoever causes enough requests an owner whose “that wasn’t me” rings nowhere',
    file: 'src/alerts/crowd.ts',
    find: "alarm: 'crowd:alarms'",
    put: "alarm: 'crowd:cards'",
    seenBy: ['test/alerts/crowd.test.ts'],
  },
  {
    name: 'a-spray-waits-for-morning',
    gives: 'whoever tries passwords at night until seven',
    file: 'src/alerts/turn.ts',
    find: 'topic.loud || isSprayed(topic, settings)',
    put: 'topic.loud',
    seenBy: ['test/alerts/board.test.ts'],
  },
  {
    name: 'a-wave-among-requests',
    gives: 'a wave of which nobody is told',
    file: 'src/assemble-limits.ts',
    find: "kind: 'alarm',\n      about: 'wave',",
    put: "kind: 'crowd',\n      about: 'all',",
    seenBy: ['test/attacks/wave.test.ts'],
  },
  {
    name: 'restless-browser',
    gives: 'whoever waits for approvers a card on which they cannot press “deny”',
    file: 'src/handoff/pace.ts',
    find: "if (verdict === 'taken' || verdict === 'again')",
    put: "if (verdict === 'gone')",
    seenBy: ['test/attacks/restless-browser.test.ts'],
  },
  {
    name: 'known-while-disowned',
    gives: 'a thief whose reset was disowned while it was written a browser that is known',
    file: 'flows/steps/remember-browser.ts',
    find: 'if (isBarred(standing.value, here.id))',
    put: 'if (isBarred(standing.value, here.id) && here.now < 0)',
    seenBy: ['test/flows/known-after-freeze.test.ts'],
  },
  {
    name: 'hidden-groups-drop-the-appointed',
    gives: 'whoever may approve for few a yes for everybody whose groups are hidden',
    file: 'src/assemble-approvals.ts',
    find: 'list.length === 0 ? isAppointed : isIn(list)',
    put: 'list.length === 0 || isIn(list)',
    seenBy: ['test/flows/approver-rights.test.ts'],
  },
  {
    name: 'hundred-taken-back',
    gives: 'a thief who signed in often enough a place that is usual',
    file: 'src/activity/told.ts',
    find: 'ids: ids.slice(0, mostIds)',
    put: 'ids: ids.slice(0, 100)',
    seenBy: ['test/activity/ingest.test.ts'],
  },
  {
    name: 'emptied-history-counts',
    gives: 'a stolen account a past in which no country is new',
    file: 'src/risk/floors/account.ts',
    find: 'signIns.length === 0 ? 0 : signIns.length + earlier',
    put: 'signIns.length + earlier',
    seenBy: ['test/risk/floors.test.ts'],
  },
]
