import {
  cannotJudge,
  privileged,
  providerVerdict,
  secondBrowser,
  thinHistory,
  tooManyStarts,
  unknownDevice,
} from './account.ts'
import type { Floor } from './floor.ts'
import { anonymiser, chatElsewhere, crowdedAddress, impossibleTravel, newCountry } from './place.ts'
import { wave } from './wave.ts'
import { recentFactorChange, recentProfileChange, recentReset } from './recent-changes.ts'

/** Every floor, gravest matters first: in this order an approver reads what stands. An odd hour (F12) is in the score alone. */
export const floors: readonly Floor[] = [
  privileged,
  providerVerdict,
  crowdedAddress,
  wave,
  cannotJudge,
  recentFactorChange,
  recentReset,
  newCountry,
  anonymiser,
  impossibleTravel,
  chatElsewhere,
  thinHistory,
  recentProfileChange,
  secondBrowser,
  unknownDevice,
  tooManyStarts,
]
