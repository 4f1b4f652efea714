import { asking, say, type Card, type Option } from '../src/story/card.ts'
import type { PhraseId } from '../src/words/en.ts'
import { helpdesk } from './helpdesk.ts'
import { pastedCard } from './pasted-card.ts'
import { secretIn } from './secret-in-chat.ts'
import { whom } from './whom.ts'
import type { World } from './world.ts'

/** What the bot understands outside a conversation. A closed list: no language model, nothing to talk it into. */
const intents = [
  'greet',
  'reset-password',
  'change-expired',
  'unlock-account',
  'why-locked',
  'enrol-factor',
  'not-me',
  'unfreeze',
  'triage',
  'who',
  'cancel',
  'help',
  'code',
  /** Said by mistake: kept as this word and nothing else. */
  'pasted-password',
  'pasted-code',
  /** One word that is nothing to us: where a password is being asked for, it is likely to be that. */
  'one-word',
] as const
export type Intent = (typeof intents)[number]

/** Whether a button's value is an intent; anything else that arrives is greeted. */
export const isIntent = (value: string): value is Intent => intents.some((intent) => intent === value)

const code = /^\s*\d{3}[\s-]?\d{3}\s*$/

const heard: readonly (readonly [Intent, RegExp])[] = [
  [
    'not-me',
    /\b(wasn['’]?t|was not|not|isn['’]?t) me\b|\b(didn['’]?t|did not) (do|ask|request|start) (this|that|it)\b/i,
  ],
  ['unfreeze', /\b(unfreeze|thaw|frozen)\b/i],
  ['cancel', /\b(cancel|stop|quit|abort|never ?mind)\b/i],
  [
    'enrol-factor',
    /\b(set ?up|enrol+|register|passkeys?|authenticator|recovery codes?|security key|add|remove)\b/i,
  ],
  ['why-locked', /\bwhy\b|\bwhat('s| is| has)? (wrong|happened)\b|\bstatus\b/i],
  [
    'change-expired',
    /^(?!.*\b(forg[eo]t|forgotten|lost|don'?t (know|remember))\b).*\b(expired?|(must|have to|need to) change|change (my|the)? ?password)\b/is,
  ],
  ['reset-password', /\b(forgot|forgotten|reset|new password|lost my password|don'?t (know|remember))\b/i],
  ['unlock-account', /\bunlock\b/i],
  ['triage', /\b(locked|lock(ed)? ?out|can'?t|cannot|password|sign ?in|log ?in|expired|account)\b/i],
  ['help', /\b(help|what can you|commands?|\?)\b|^\s*\?\s*$/i],
]

/** The intent of a typed message. What is not understood is greeted: the card says what can be done. */
export const understand = (text: string): Intent => {
  // Phones type a curly apostrophe.
  const typed = text.slice(0, 500).replaceAll('\u2019', "'")
  // What was heard and kept is understood as it was; a code is kept as its digits.
  if (isIntent(typed) && typed !== 'code') return typed
  if (code.test(typed)) return 'code'
  const given = secretIn(typed)
  if (given !== undefined) return given === 'password' ? 'pasted-password' : 'pasted-code'
  if (whom(typed) !== undefined) return 'who'
  const intent = heard.find(([, pattern]) => pattern.test(typed))?.[0]
  return intent ?? (/^\s*\S{6,}\s*$/.test(typed) ? 'one-word' : 'greet')
}

const option = (value: string, id: PhraseId, primary = false): Option => ({
  value,
  label: say(id),
  ...(primary && { style: 'primary' as const }),
})

const locked = option('triage', 'desk.locked-out', true)
const why = option('why-locked', 'ask.why')
const setUp = option('enrol-factor', 'desk.set-up')

/** Begun beside the conversation that is on, which goes on unless the person confirms. */
export const beside: readonly string[] = ['not-me']

/** What the bot says when no conversation is on; every answer is a button, so a phone needs no typing. */
export const frontDesk = (intent: Intent, world: Pick<World, 'helpdesk'>): Card => {
  if (intent === 'pasted-password' || intent === 'pasted-code') return pastedCard(intent, world)
  if (intent === 'triage')
    return asking(
      say('desk.triage-title'),
      [say('desk.triage-line')],
      [
        {
          kind: 'choice',
          name: 'start',
          options: [
            option('reset-password', 'desk.forgot', true),
            option('why-locked', 'desk.know-it'),
            option('reset-password', 'desk.not-sure'),
          ],
        },
      ],
    )
  if (intent === 'help')
    return asking(
      say('desk.help-title'),
      [
        say('desk.help-reset'),
        say('desk.help-why'),
        say('desk.help-unlock'),
        say('desk.help-change'),
        say('desk.help-enrol'),
        say('desk.help-cancel'),
        say('desk.help-never'),
        helpdesk(world),
      ],
      [{ kind: 'choice', name: 'start', options: [locked, why, setUp] }],
    )
  if (intent === 'cancel')
    return asking(
      say('desk.nothing-to-cancel'),
      [],
      [{ kind: 'choice', name: 'start', options: [locked, setUp] }],
    )
  return asking(
    say('desk.greeting'),
    [say('desk.greeting-line')],
    [{ kind: 'choice', name: 'start', options: [locked, setUp, option('help', 'desk.help')] }],
  )
}
