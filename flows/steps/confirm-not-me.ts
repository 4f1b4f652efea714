import { asking, say, type Card } from '../../src/story/card.ts'
import { again, end, learn, type AskStep } from '../../src/story/story.ts'
import type { Facts } from '../facts.ts'
import type { World } from '../world.ts'

const question: Card = asking(
  say('not-me.title'),
  [say('not-me.what'), say('not-me.account'), say('not-me.undo')],
  [
    {
      kind: 'choice',
      name: 'not-me',
      options: [
        { value: 'yes', label: say('not-me.yes'), style: 'danger' },
        { value: 'no', label: say('not-me.no') },
      ],
    },
  ],
)

/** A slip of the finger changes nothing: it is asked once. A notice's reader has confirmed it on our page already. */
export const confirmNotMe: AskStep<Facts, World> = {
  name: 'confirm-not-me',
  settled: (facts) => facts.disowning?.confirmedAt !== undefined,
  screens: { person: () => question },
  hearsFrom: () => ['person'],
  async hear({ disowning }, { name, value }, _world, here) {
    if (name !== 'not-me' || disowning === undefined) return again<Facts>([say('not-me.pardon')])
    if (value === 'yes') return learn<Facts>({ disowning: { ...disowning, confirmedAt: here.now } })
    return value === 'no' ? end<Facts>('cancelled') : again<Facts>([say('not-me.pardon')])
  },
}
