import type { Story } from '../src/story/story.ts'
import { changeExpired } from './change-expired.ts'
import { enrolFactor } from './enrol-factor.ts'
import type { Facts } from './facts.ts'
import { notMe } from './not-me.ts'
import { resetPassword } from './reset-password.ts'
import { unfreeze } from './unfreeze.ts'
import { unlockAccount } from './unlock-account.ts'
import { whyLocked } from './why-locked.ts'
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
