import type { Binding } from '../src/enrolment/port.ts'
import type { Card } from '../src/story/card.ts'
import type { Notice, Tell } from '../src/story/story.ts'

export interface Addressed {
  /** Names the notice; each address gets its own key under it. */
  readonly key: string
  readonly card: Card
  readonly bindings: readonly Binding[]
  readonly mail: string | undefined
  /** What the reader of the mail can disown; absent = the mail carries no such link. */
  readonly disowns?: Notice
}

/**
 * One notice to every address of a person: each chat that is linked and stands, and the directory's mail. Stops a thief of
 * one chat from being the only one who hears.
 */
export const toEveryAddress = ({ key, card, bindings, mail, disowns }: Addressed): readonly Tell[] => {
  const inChats = bindings
    .filter(({ suspended }) => suspended === undefined)
    .map(({ actor }, n): Tell => ({ key: `${key}:chat:${n}`, to: { kind: 'chat', to: actor }, card }))
  if (mail === undefined) return inChats
  return [
    ...inChats,
    { key: `${key}:mail`, to: { kind: 'mail', to: mail, ...(disowns && { disowns }) }, card },
  ]
}
