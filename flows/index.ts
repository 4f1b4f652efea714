import type { Story } from '../src/story/story.ts'
import { changeExpired } from './change-expired.ts'
import { enrolFactor } from './enrol-factor.ts'
import type { Facts } from './facts.ts'
import { notMe } from './not-me.ts'
import { resetPassword } from './reset-password.ts'
import { unfreeze } from './unfreeze.ts'
import { unlockAccount } from './unlock-account.ts'
import { whyLocked } from './why-locked.ts'
import { withQuestions } from './with-questions.ts'
import type { World } from './world.ts'

/** The stories the house tells. */
export const stories: readonly Story<Facts, World>[] = [
  resetPassword,
  changeExpired,
  unlockAccount,
  enrolFactor,
  whyLocked,
  notMe,
  unfreeze,
]

/** The same as this world can tell them: questions about recent sign-ins exist only where any are known. */
export const storiesIn = ({ questions }: Pick<World, 'questions'>): readonly Story<Facts, World>[] =>
  questions === undefined ? stories : withQuestions(stories)
