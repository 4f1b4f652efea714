import { approvalBugs } from './approval-bugs.ts'
import { activityBugs } from './activity-bugs.ts'
import { approverBugs } from './approver-bugs.ts'
import type { Bug } from './bug.ts'
import { chatBugs } from './chat-bugs.ts'
import { clockBugs } from './clock-bugs.ts'
import { corpusBugs } from './corpus-bugs.ts'
import { engineBugs } from './engine-bugs.ts'
import { factorBugs } from './factor-bugs.ts'
import { limitBugs } from './limit-bugs.ts'
import { outsideBugs } from './outside-bugs.ts'
import { peopleBugs } from './people-bugs.ts'
import { policyBugs } from './policy-bugs.ts'
import { protocolBugs } from './protocol-bugs.ts'
import { questionBugs } from './question-bugs.ts'
import { riskBugs } from './risk-bugs.ts'
import { scoreBugs } from './score-bugs.ts'
import { silenceBugs } from './silence-bugs.ts'

/** All of them. */
export const bugs: readonly Bug[] = [
  ...engineBugs,
  ...clockBugs,
  ...protocolBugs,
  ...peopleBugs,
  ...chatBugs,
  ...corpusBugs,
  ...policyBugs,
  ...approvalBugs,
  ...factorBugs,
  ...limitBugs,
  ...activityBugs,
  ...questionBugs,
  ...riskBugs,
  ...scoreBugs,
  ...outsideBugs,
  ...approverBugs,
  ...silenceBugs,
]
