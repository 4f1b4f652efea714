import { say, type Phrase } from '../src/story/card.ts'
import type { PhraseId } from '../src/words/en.ts'

/** What whoever reads an alert does next, by what it says; those that are not here say it themselves. */
const advice: Partial<Record<PhraseId, PhraseId>> = {
  'alert.committed': 'alert.do.nothing',
  'alert.unlocked': 'alert.do.nothing',
  'alert.unfrozen': 'alert.do.nothing',
  'alert.refused': 'alert.do.help',
  'alert.change-refused': 'alert.do.help',
  'alert.unlock-refused': 'alert.do.help',
  'alert.unlocks-used-up': 'alert.do.help',
  'alert.out-of-tries': 'alert.do.help',
  'alert.wrong-current': 'alert.do.help',
  'alert.second-browser': 'alert.do.ask',
  'alert.intruder': 'alert.do.ask',
  'alert.disowned': 'alert.do.ask',
  'alert.pairing-guessed': 'alert.do.ask',
  'alert.unlock-changed': 'alert.do.look',
  'alert.halfway': 'alert.do.look',
  'alert.foreign': 'alert.do.look',
  'alert.unknown': 'alert.do.look',
  'alert.unlock-unknown': 'alert.do.look',
  'alert.frozen': 'alert.do.alarm',
  'alert.stopped': 'alert.do.alarm',
  'alert.still-frozen': 'alert.do.alarm',
}

export const adviceFor = (id: PhraseId): readonly Phrase[] => {
  const next = advice[id]
  return next === undefined ? [] : [say(next)]
}

/** The owner's word that something was not them has a card of its own, which nothing else is put on. */
export const isAlarm = (id: PhraseId): boolean => advice[id] === 'alert.do.alarm'

/** Refusals are what the service is for: in quiet hours they wait, for nobody need act on them before the person calls. */
export const waitsOvernight = (id: PhraseId): boolean => advice[id] === 'alert.do.help'
