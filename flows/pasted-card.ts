import { bad, say, type Card, type Option } from '../src/story/card.ts'
import { helpdesk } from './helpdesk.ts'
import type { World } from './world.ts'

const option = (value: string, label: Option['label'], primary = false): Option => ({
  value,
  label,
  ...(primary && { style: 'primary' as const }),
})

const says = {
  'pasted-password': { title: 'pasted-password.title', now: 'pasted-password.then' },
  'pasted-code': { title: 'pasted-code.title', now: 'pasted-code.then' },
} as const

/** To somebody who typed a secret into the chat: what was done with it, what to do now. It is never echoed. */
export const pastedCard = (what: keyof typeof says, world: Pick<World, 'helpdesk'>): Card => {
  const first =
    what === 'pasted-password'
      ? [
          option('change-expired', say('pasted.change'), true),
          option('reset-password', say('ask.reset-instead')),
        ]
      : [option('enrol-factor', say('pasted.new-codes'), true)]
  const options = [...first, option('triage', say('desk.locked-out'))]
  return bad(
    say(says[what].title),
    [say('pasted.not-kept'), say('pasted.delete'), say(says[what].now), helpdesk(world)],
    [{ kind: 'choice', name: 'start', options }],
  )
}
