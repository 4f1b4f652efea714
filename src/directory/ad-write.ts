import { Attribute, BerWriter, Change } from 'ldapts'
import { randomToken } from '../lib/ids.ts'
import { Secret } from '../lib/secret.ts'
import type { Course } from './ad-plan.ts'
import { nameOf } from './ad-person.ts'
import type { Answer, GuardedClient } from './guarded-client.ts'
import { RawControl } from './raw-control.ts'

/** One reset in the making: for whom, from which state, to which password. */
export interface Writing {
  readonly id: string
  /** pwdLastSet as it was seen: the condition of the write. */
  readonly setAt: string
  readonly password: Secret
  readonly mustChange: boolean
  readonly course: Course
}

/**
 * The whole reset as one modify, which the server carries out altogether or not at all: the condition, the password,
 * the lifted lock, and whether to choose again. pwdLastSet is always sent: Windows would otherwise choose by other rights.
 */
export const writeAtOnce = (client: GuardedClient, w: Writing): Promise<Answer> =>
  client.modify(
    nameOf(w.id),
    [...stamp(w, w.mustChange ? '0' : '-1'), change('replace', 'unicodePwd', quoted(w.password)), unlocked()],
    w.course.hints === undefined ? [] : [policyHints(w.course.hints)],
  )

/** First of two: to a password nobody will ever know, under the same condition. pwdLastSet 0 lets the second pass the minimum age. */
export const writeFirst = (client: GuardedClient, w: Writing, between: Secret): Promise<Answer> =>
  client.modify(nameOf(w.id), [...stamp(w, '0'), change('replace', 'unicodePwd', quoted(between))])

/** Second of two: changes the unknown password to the wanted one. A change keeps to the history, and fails if anybody wrote in between. */
export const writeSecond = (client: GuardedClient, w: Writing, between: Secret): Promise<Answer> =>
  client.modify(nameOf(w.id), [...exchange(between, w.password), unlocked()])

/**
 * The change by somebody who knows the old password, one modify: the server verifies the old one, counts a wrong one, and
 * keeps to history and minimum age (MS-ADTS 3.1.1.3.1.5.1). The old password is the condition; nothing else is touched.
 */
export const writeChange = (client: GuardedClient, w: Writing, current: Secret): Promise<Answer> =>
  client.modify(nameOf(w.id), exchange(current, w.password))

/** Makes the person choose again; a change cannot say so itself. */
export const writeMustChange = (client: GuardedClient, id: string): Promise<Answer> =>
  client.modify(nameOf(id), [change('replace', 'pwdLastSet', '0')])

export const writeUnlock = (client: GuardedClient, id: string): Promise<Answer> =>
  client.modify(nameOf(id), [unlocked()])

/**
 * 256 random bits that pass every policy: four classes of characters, at least `min` long, and no three in a row that
 * could spell a name. Never kept: it lives between two writes.
 */
export const passwordBetween = (min: number): Secret => {
  let text = 'aA1'
  while (text.length < 32 || text.length * 1.5 < min) text += randomToken(32)
  return new Secret(text.replace(/../g, '$&!'))
}

const exchange = (from: Secret, to: Secret): Change[] => [
  change('delete', 'unicodePwd', quoted(from)),
  change('add', 'unicodePwd', quoted(to)),
]

const stamp = (w: Writing, to: '0' | '-1'): Change[] =>
  w.course.compareAndSwap
    ? [change('delete', 'pwdLastSet', w.setAt), change('add', 'pwdLastSet', to)]
    : [change('replace', 'pwdLastSet', to)]

const unlocked = (): Change => change('replace', 'lockoutTime', '0')

/** unicodePwd takes the password in quotes as UTF-16LE (MS-ADTS 3.1.1.3.1.5.1). */
const quoted = (password: Secret): Buffer => Buffer.from(`"${password.reveal()}"`, 'utf16le')

const change = (operation: 'add' | 'delete' | 'replace', type: string, value: string | Buffer): Change =>
  new Change({
    operation,
    modification: new Attribute({ type, values: typeof value === 'string' ? [value] : [value] }),
  })

/** The value SEQUENCE { INTEGER 1 }; critical, so that a server cannot skip the history silently. */
const policyHints = (oid: string): RawControl => {
  const value = new BerWriter()
  value.startSequence()
  value.writeInt(1)
  value.endSequence()
  return new RawControl(oid, value.buffer)
}
