import { alarmWords } from './en-alarms.ts'
import { approverDoorWords } from './en-approver-door.ts'
import { approvalWords } from './en-approval.ts'
import { auditWords } from './en-audit.ts'
import { boardWords } from './en-board.ts'
import { changeWords } from './en-change.ts'
import { chatWords } from './en-chat.ts'
import { clockWords } from './en-clock.ts'
import { directoryWords } from './en-directory.ts'
import { factorWords } from './en-factors.ts'
import { floorWords } from './en-floors.ts'
import { flowWords } from './en-flows.ts'
import { freezeWords } from './en-freeze.ts'
import { homeWords } from './en-home.ts'
import { keyWords } from './en-keys.ts'
import { limitWords } from './en-limits.ts'
import { outageWords } from './en-outages.ts'
import { passwordWords } from './en-password.ts'
import { policyWords } from './en-policy.ts'
import { latelyWords } from './en-lately.ts'
import { playgroundWords } from './en-playground.ts'
import { questionWords } from './en-questions.ts'
import { riskWords } from './en-risk.ts'
import { teamsWords } from './en-teams.ts'
import { slackWords } from './en-slack.ts'
import { unfitWords } from './en-unfit.ts'
import { unlockWords } from './en-unlock.ts'
import { whoWords } from './en-who.ts'
import { webWords } from './en-web.ts'

/** The catalogue. An id never changes its meaning; a missing one does not compile. */
export const en = {
  ...alarmWords,
  ...flowWords,
  ...floorWords,
  ...approverDoorWords,
  ...approvalWords,
  ...auditWords,
  ...boardWords,
  ...changeWords,
  ...chatWords,
  ...clockWords,
  ...factorWords,
  ...freezeWords,
  ...homeWords,
  ...keyWords,
  ...limitWords,
  ...outageWords,
  ...passwordWords,
  ...policyWords,
  ...directoryWords,
  ...questionWords,
  ...riskWords,
  ...slackWords,
  ...unfitWords,
  ...unlockWords,
  ...teamsWords,
  ...webWords,
  ...whoWords,
  ...latelyWords,
  ...playgroundWords,
} as const

export type PhraseId = keyof typeof en
