import { presses } from '../src/approval/port.ts'
import { isIntent, understand } from './front-desk.ts'
import { questionValues } from './question-card.ts'
import { whom } from './whom.ts'
import { secretIn } from './secret-in-chat.ts'
import type { World } from './world.ts'

/** All that is kept of a typed message: the word of its intent, the digits of a code, or nothing. */
export const keptOfText = (text: string): string => {
  const intent = understand(text)
  if (intent === 'code') return text.replaceAll(/\D/g, '')
  // An account or an address, for whoever may ask: nothing that looks like a secret gets here.
  if (intent === 'who') return `who ${whom(text) ?? ''}`.trim()
  return intent === 'greet' ? '' : intent
}

/**
 * All that is kept of an answer. A form's field holds what somebody typed: only digits of the length that was asked for are kept, and what
 * looks like a secret becomes the message that it is. A button's value is one of our own words.
 */
export const keptOfAnswer = (
  name: string,
  value: string,
  { factors }: Pick<World, 'factors'>,
): { readonly value: string } | { readonly text: string } => {
  const digits =
    name === 'pairing-code' ? 6 : factors.find((f) => f.inChat?.ask.name === name)?.inChat?.ask.digits
  if (digits === undefined) return { value: isOurs(name, value) ? value : '' }
  const typed = value.slice(0, 500).replaceAll(/[\s-]/g, '')
  if (/^\d+$/.test(typed) && typed.length === digits) return { value: typed }
  return secretIn(value.slice(0, 500)) === undefined ? { value: '' } : { text: keptOfText(value) }
}

/** What the buttons of conversations say in chat; the walk sees one that is missing. */
const buttons: readonly string[] = ['yes', 'no', 'cancel', 'new-link', 'not-me']

/** What approvers press. */
const decisions: readonly string[] = presses

const isOurs = (name: string, value: string): boolean =>
  name === 'approval'
    ? decisions.includes(value)
    : name === 'start' || name === 'aside'
      ? isIntent(value)
      : (name === 'question' ? questionValues : buttons).includes(value)
