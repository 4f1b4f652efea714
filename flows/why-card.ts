import { bad, good, say, type Card, type Option, type Phrase } from '../src/story/card.ts'
import { helpdesk } from './helpdesk.ts'
import { lockInWords } from './lock.ts'
import type { Explained, Trouble } from './steps/explain.ts'
import type { World } from './world.ts'

/** What is wrong with the account in words, with the one button that helps; where none does, whom to call. */
export const whyCard = ({ trouble, lock = {}, helps }: Explained, world: Pick<World, 'helpdesk'>): Card => {
  const card = trouble === 'open' ? good : bad
  const options = [...helps.map((help, n) => remedy[help](n === 0)), ...(others[trouble] ?? [])]
  const lines: readonly Phrase[] = [
    say(`why.${trouble}.line`),
    // A lock that only an administrator lifts ends at no time, whatever else is written of it.
    ...(trouble === 'locked' || trouble === 'locked-and-expired' ? lockInWords(lock) : []),
    ...(hints[trouble] ?? []),
    ...(trouble === 'locked-and-expired' && helps.includes('unlock') ? [say('why.then-change')] : []),
    helpdesk(world),
  ]
  return card(
    say(`why.${trouble}`),
    lines,
    options.length > 0 ? [{ kind: 'choice', name: 'start', options }] : [],
  )
}

const option = (value: string, label: Phrase, primary: boolean): Option => ({
  value,
  label,
  ...(primary && { style: 'primary' as const }),
})

const remedy: Readonly<Record<Explained['helps'][number], (first: boolean) => Option>> = {
  change: (first) => option('change-expired', say('why.change'), first),
  unlock: (first) => option('unlock-account', say('why.unlock'), first),
  reset: (first) => option('reset-password', say(first ? 'why.reset' : 'why.reset-instead'), first),
}

/** Buttons for those whom self-service cannot serve yet, or not now. */
const others: Partial<Record<Trouble, readonly Option[]>> = {
  unlinked: [option('enrol-factor', say('ask.set-up'), true)],
  suspended: [option('enrol-factor', say('ask.set-up'), true)],
  'directory-down': [option('why-locked', say('why.ask-again'), true)],
}

const hints: Partial<Record<Trouble, readonly Phrase[]>> = {
  locked: [say('why.cause')],
  'locked-and-expired': [say('why.cause')],
  unlinked: [say('why.wait'), say('why.caps')],
  open: [say('why.caps')],
}
