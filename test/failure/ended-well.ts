import { expect } from 'vitest'
import { sooner } from './journey.ts'
import { newPassword } from './locked-out.ts'
import type { Stage, Victim } from './stage.ts'
import { actsOf, trailOf, writesOf } from './trail.ts'

/**
 * However it went, it ended well: committed once, every password write in the directory stands in the audit with an
 * intent before it and one word after it, the person and the second address were told, and the new password is theirs.
 */
export const endedWell = async (stage: Stage, victim: Victim, whole: number): Promise<void> => {
  const { person, id } = victim
  const acts = () => actsOf(trailOf(stage.audits)).filter((act) => act.person === id)
  const mails = () => stage.outside.mails.filter(({ to }) => to.startsWith(`${person.actor.user}@`))
  await sooner(stage, 'every intent has its outcome', () => acts().every((a) => a.outcomes.length > 0))
  await sooner(stage, 'told in chat and by mail', () => person.told.length > 0 && mails().length > 0)
  await sooner(stage, 'the card in chat says so', () => person.title === 'ended.done.reset')
  const all = acts()
  expect(
    all.filter((a) => a.outcomes.includes('commit.committed')),
    'committed once',
  ).toHaveLength(1)
  expect(await victim.writes(), 'password writes').toBe(all.reduce((sum, a) => sum + writesOf(a, whole), 0))
  expect(await victim.signsIn(newPassword)).toBe(true)
  expect(new Set(person.told)).toEqual(new Set(['told.password-changed']))
  const keys = (told: readonly { readonly key: string }[]) => new Set(told.map(({ key }) => key)).size
  expect(keys(mails()), 'mails of one reset have one key').toBe(1)
  expect(actsOf(trailOf(stage.audits)).filter((a) => a.person === 'nobody')).toEqual([])
}
