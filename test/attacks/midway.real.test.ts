import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { say } from '../../src/story/card.ts'
import { inWords } from '../../src/words/render.ts'
import { openLdap, samba, type DirectoryBench, type DirectoryHands } from '../failure/directory-hands.ts'
import { sooner } from '../failure/journey.ts'
import { newPassword } from '../failure/locked-out.ts'
import { Stage, type Victim } from '../failure/stage.ts'
import { trailOf } from '../failure/trail.ts'
import { providedSamba } from '../services/provided.ts'

type Reason = 'protected' | 'gone' | 'disabled' | 'lockedByAdmin'

/** What other people do to an account while its owner has proved themselves and is choosing a new password. */
const acts: readonly (readonly [string, (hands: DirectoryHands, id: string) => Promise<void>, Reason])[] = [
  ['made an administrator by nesting', (hands, id) => hands.promote(id), 'protected'],
  ['moved to where self-service has no business', (hands, id) => hands.moveOut(id), 'protected'],
  ['deleted', (hands, id) => hands.remove(id), 'gone'],
]

const directories = [
  {
    name: 'Samba AD',
    database: '/10',
    bench: () => samba(providedSamba()),
    off: ['switched off', 'disabled'],
  },
  {
    name: 'OpenLDAP',
    database: '/13',
    bench: () => openLdap(inject('openldap')),
    off: ['locked by an administrator', 'lockedByAdmin'],
  },
] as const

describe.each(directories)('on $name, somebody who has proved themselves is', ({ database, bench, off }) => {
  let there: DirectoryBench
  let stage: Stage

  beforeAll(async () => {
    there = await bench()
    const redis = new URL(database, inject('redisUrl')).href
    stage = await Stage.open({ dir: inject('runDir'), redis, directory: there.spec, hands: there.hands })
    await stage.begin()
  })
  afterAll(async () => {
    await stage?.close()
    await there?.hands.close()
  })

  /** Up to the page that asks for the new password. */
  const proved = async (): Promise<Victim> => {
    const victim = await stage.victim(['webauthn'])
    await sooner(stage, 'asked for the new password', async () => {
      if ((await victim.person.looks())?.asks.includes('new-password') === true) return true
      await victim.person.nextThing()
      return false
    })
    return victim
  }

  const [offWhat, offReason] = off
  const rows = [...acts, [offWhat, (h: DirectoryHands, id: string) => h.disable(id), offReason]] as const

  test.each(rows)('%s: refused, nothing written, and everybody told', async (what, act, reason) => {
    const victim = await proved()
    const { id, person } = victim
    const mark = trailOf(stage.audits).length
    await act(there.hands, id)
    await person.page?.says('new-password', newPassword)
    await sooner(stage, 'it ended', async () => (await person.looks())?.outcome === 'commit-refused')
    await sooner(stage, 'chat says so too', () => person.title === 'ended.commit-refused')

    const told = inWords(say(`refusal.${reason}`, { helpdesk: '+1 555 0100' })).replaceAll("'", '&#39;')
    expect(person.read.at(-1)).toContain(told)
    expect(JSON.stringify(person.card)).toContain(`refusal.${reason}`)
    // By key: delivered twice is told once.
    const alerts = () => {
      const ours = stage.outside.told.filter(
        ({ to, drawn }) => to === 'alerts' && drawn.card.title.with?.['account'] === person.actor.user,
      )
      return [...new Map(ours.map(({ key, drawn }) => [key, drawn.card.title])).values()]
    }
    await sooner(stage, 'the helpdesk was told', () => alerts().length > 0)
    expect(alerts()).toMatchObject([{ id: 'alert.commit-refused' }])
    const acted = trailOf(stage.audits).slice(mark)
    expect(acted.filter(({ event }) => event.startsWith('commit.'))).toMatchObject([
      { event: 'commit.refused', reason, flow: acted[0]?.flow },
    ])
    if (what === 'deleted') return
    expect(await victim.writes(), 'password writes').toBe(0)
    expect(await victim.signsIn(newPassword)).toBe(false)
  })
})
