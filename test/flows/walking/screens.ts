import { expect } from 'vitest'
import { message } from '../../../adapters/teams/show.ts'
import type { Drawn } from '../../../src/house/port.ts'
import { inWords } from '../../../src/words/render.ts'
import { cardFaults, sizeFaults } from '../../support/teams/card-check.ts'
import type { Walked } from './walk.ts'

/** What a platform's own library finds wrong with a drawing; another platform is a line here. */
const drawings: Readonly<Record<string, (drawn: Drawn) => readonly string[]>> = {
  teams: (drawn) => {
    const { card, summary } = message(drawn, inWords, 'nonce')
    return [...cardFaults(card), ...sizeFaults({ summary, attachments: [{ content: card }] })]
  },
}

/** Every screen that the walk reached can be drawn on every platform. Answers how many there are. */
export const watchScreens = ({ places }: Walked): number => {
  const seen = new Map<string, Drawn>()
  for (const { view } of places) {
    const drawn = {
      card: view.person,
      flow: 'walked',
      prompt: view.prompt,
      url: 'https://reset.corp.example/h#v1',
    }
    seen.set(JSON.stringify(view.person).replaceAll(/@\d+/g, '@'), drawn)
  }
  for (const drawn of seen.values())
    for (const [platform, faultsOf] of Object.entries(drawings))
      expect(faultsOf(drawn), `${platform}: ${drawn.card.title.id}`).toEqual([])
  return seen.size
}
