import type { Purpose } from '../src/policy/port.ts'
import { say, type Phrase } from '../src/story/card.ts'
import type { PhraseId } from '../src/words/en.ts'
import type { Shown } from './approval-facts.ts'

const titles = {
  reset: 'approval.title.reset',
  change: 'approval.title.change',
  unlock: 'approval.title.unlock',
} as const satisfies Record<Purpose, PhraseId>

/** A request in words, for approvers and never for the person: who and what, from where, what was proved, why it was flagged. */
export const snapshotOf = (shown: Shown): { readonly title: Phrase; readonly lines: readonly Phrase[] } => {
  const { person, purpose, browser, country, evidence, said, phone, needed, askedAt, times } = shown
  return {
    title: say(titles[purpose], { name: person.displayName, account: person.account }),
    lines: [
      country === undefined
        ? say('approval.from', { browser })
        : say('approval.from-country', { browser, country }),
      ...(evidence.length === 0 ? [say('approval.proved-nothing')] : []),
      ...evidence.map((type) => say(`approval.proved.${type}`)),
      ...said,
      phone === undefined ? say('approval.no-number') : say('approval.number', { number: phone }),
      ...(needed === 2 ? [say('approval.needs-two')] : []),
      ...(times === undefined ? [] : [say('approval.times', { times: String(times) })]),
      say('approval.asked-at', { at: `@${askedAt}` }),
    ],
  }
}
