import type { Sufficiency } from '../src/policy/port.ts'
import { never } from '../src/story/errors.ts'

/** How many must approve by what the policy says of the evidence; undefined = no number of them would do. */
export const approvalsOf = (sufficiency: Sufficiency): 0 | 1 | 2 | undefined => {
  switch (sufficiency) {
    case 'sufficient':
      return 0
    case 'with-approval':
      return 1
    case 'with-two-approvals':
      return 2
    case 'insufficient':
      return undefined
    default:
      return never(sufficiency)
  }
}
