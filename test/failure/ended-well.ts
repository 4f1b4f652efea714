import { expect } from 'vitest'
import type { DirectoryBench } from './directory-hands.ts'
import { sooner } from './journey.ts'
import type { Stage, Victim } from './stage.ts'
import { actsOf, doubted, trailOf, writesOf, type Told } from './trail.ts'

/**
 * However it went, it ended well: committed once, every password write in the directory stands in the audit with an
 * intent before it and one word after it, the person and the second address were told, and the new password is theirs.
 * Where the directory cannot remember, the word may be `unknown`, once, with a reference for the person and an alert.
 */
export const endedWell = async (
  stage: Stage,
  victim: Victim,
  { whole, remembers }: Pick<DirectoryBench, 'whole' | 'remembers'>,
): Promise<void> => {
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
  const doubts = doubted(all)
  expect(doubts.length, 'unknown').toBeLessThanOrEqual(remembers ? 0 : 1)
  for (const doubt of doubts) toldOfTheDoubt(stage, victim, doubt)
  const told = all.reduce((sum, a) => sum + writesOf(a, whole), 0)
  const written = await victim.writes()
  expect(written, 'password writes').toBeGreaterThanOrEqual(told)
  expect(written, 'password writes').toBeLessThanOrEqual(told + doubts.length * whole)
  expect(await victim.signsIn(person.typed)).toBe(true)
  expect(new Set(person.told)).toEqual(new Set(['told.password-changed']))
  const keys = (of: readonly { readonly key: string }[]) => new Set(of.map(({ key }) => key)).size
  expect(keys(mails()), 'mails of one reset have one key').toBe(1)
  expect(actsOf(trailOf(stage.audits)).filter((a) => a.person === 'nobody')).toEqual([])
}

/** What nobody can know is said as such: to the person with the reference by which the helpdesk finds it, and to the helpdesk. */
const toldOfTheDoubt = (stage: Stage, { person }: Victim, { op }: Told): void => {
  const cards = stage.outside.room(person.channel).map(({ card }) => card)
  const said = cards.filter(({ title }) => title.id === 'ended.unknown').map((card) => JSON.stringify(card))
  expect(
    said.some((card) => card.includes(op)),
    'the person has the reference',
  ).toBe(true)
  const alerts = stage.outside.told
    .filter(({ to }) => to === 'alerts')
    .map(({ drawn }) => JSON.stringify(drawn))
  expect(alerts.some((alert) => alert.includes('alert.unknown') && alert.includes(op))).toBe(true)
}
