import { say } from '../../src/story/card.ts'
import { telling } from './tell-owner.ts'

/** After an unlock the owner hears of it at every address, for whoever guesses at a password needs locks lifted. */
export const tellUnlocked = telling({
  name: 'tell-unlocked',
  what: 'unlocked',
  title: 'told.unlocked',
  doneAt: (facts) => facts.unlocked?.at,
  besides: [say('told.password-kept')],
})
