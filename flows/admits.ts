import { recognised, type Recognised } from '../src/handoff/port.ts'
import { sameActor, type Answer } from '../src/story/story.ts'
import type { Facts } from './facts.ts'

/** A press has an account behind it; on our page it is the door that names the approver. Whether they may decide, the step asks. */
const admitsApprover = ({ name, actor }: Answer): boolean =>
  name === 'approval' ? actor !== undefined : name.startsWith('approval-') && actor === undefined

/**
 * Who is heard in a conversation. In chat only the person who began it; in a browser only the one that was paired, by
 * key and by cookie, so that evidence and password come from the same browser (stops flow fixation and stolen cookies).
 * Before pairing an attached browser may see its own code and nothing else.
 */
export const admitsBy =
  ({ fromPaired, fromAttached }: Recognised) =>
  ({ actor, binding }: Facts, answer: Answer): boolean => {
    if (answer.from === 'house') return true
    if (answer.from === 'approver') return admitsApprover(answer)
    if (answer.from === 'person') return answer.actor !== undefined && sameActor(answer.actor, actor)
    if (answer.from !== 'browser' || answer.browser === undefined) return false
    if (answer.name === 'attach' || answer.name === 'resume') return true
    const { jkt, cookieHash } = answer.browser
    if (fromPaired(binding, jkt, cookieHash)) return true
    return answer.name === 'pairing-code' && fromAttached(binding, jkt, cookieHash)
  }

export const admits = admitsBy(recognised)
