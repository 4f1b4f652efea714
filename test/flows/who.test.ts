import { describe, expect, test } from 'vitest'
import { hour, minute } from '../../src/lib/clock.ts'
import { textOf } from '../support/phrases.ts'
import { enrolled, Person } from '../support/talk.ts'
import { helpdeskGroup, Town } from '../support/world.ts'

/** A town in which Grace is the helpdesk: her directory account is in its group, and linked to her chat. */
const withHelpdesk = async (town = new Town()) => {
  const grace = await enrolled(town, 'grace')
  town.directory.change(grace.id, { groups: [helpdeskGroup] })
  return { town, grace }
}

const reads = (person: Person): string => textOf(person.drawn.card)

describe('somebody of the helpdesk who looks somebody up', () => {
  test('reads how the account stands, what they hold and what they asked for, and no secret', async () => {
    const { town, grace } = await withHelpdesk()
    const ada = await enrolled(town, 'ada')
    town.directory.lock(ada.id)
    await ada.says('I forgot my password')
    await grace.says('who ada')
    const text = reads(grace)
    expect(text).toContain('Ada Byron (ada)')
    expect(text).toContain('Locked out by wrong passwords.')
    expect(text).toContain('Authenticator apps: 1.')
    expect(text).toContain('Sets of recovery codes: 1.')
    expect(text).toContain('Linked chats: 1')
    expect(text).toMatch(/A request from Monday 1 June at .* is still on\. Reference: /)
    for (const secret of [ada.seed, ...ada.codes]) expect(text).not.toContain(secret)
    expect(town.events('helpdesk.lookup').map(({ detail }) => detail)).toMatchObject([
      { by: 'id-grace', person: 'id-ada', user: 'U-GRACE' },
    ])
  })

  test.each([
    ['disabled', { disabled: true }, 'The account is switched off.'],
    ['accountExpired', { accountExpired: true }, 'The account has expired.'],
    ['mustChange', { mustChange: true }, 'They must choose a new password'],
    ['passwordExpired', { passwordExpired: true }, 'The password has expired.'],
    ['lockedByAdmin', { lockedByAdmin: true }, 'Locked by an administrator.'],
    ['protected', { protected: { reason: 'privileged', detail: 'x' } }, 'The account has special rights'],
    ['nothing', {}, 'The account is open'],
  ] as const)('reads that the account is %s', async (_what, change, said) => {
    const { town, grace } = await withHelpdesk()
    town.directory.change('id-joan', change)
    await grace.says('who joan')
    expect(reads(grace)).toContain(said)
    expect(reads(grace)).toContain('They have set up no sign-in method.')
  })

  test('reads that somebody froze self-service', async () => {
    const { town, grace } = await withHelpdesk()
    const ada = await enrolled(town, 'ada')
    await ada.says('that was not me')
    await ada.presses('not-me', 'yes')
    await grace.says('who ada@corp.example')
    expect(reads(grace)).toContain('Self-service is frozen since')
  })

  test.each([
    'who ada',
    'Who is ADA?',
    'who ada@corp.example',
    'who ada@',
    'who <mailto:ada@corp.example|ada@corp.example>',
  ])('writes %s', async (text) => {
    const { grace } = await withHelpdesk()
    await grace.says(text)
    expect(reads(grace)).toContain('Ada Byron (ada)')
  })

  test('is told where nobody is meant, or two could be', async () => {
    const { town, grace } = await withHelpdesk()
    await grace.says('who nobody-here')
    grace.sees('who.none')
    town.directory.change('id-joan', { mail: 'ada@corp.example' })
    town.directory.change('id-ada', { mail: 'byron@corp.example' })
    await grace.says('who ada@')
    grace.sees('who.ambiguous')
  })

  test('goes on with what they had under way themselves', async () => {
    const { grace } = await withHelpdesk()
    await grace.says('I forgot my password')
    const { flow } = grace.drawn
    await grace.says('who ada')
    expect(reads(grace)).toContain('Ada Byron (ada)')
    await grace.says('hello')
    expect(grace.drawn.flow).toBe(flow)
  })

  test('may not list the company: after so many in an hour it waits, and alarms once', async () => {
    const town = new Town()
    town.alerts = { lookups: 3 }
    town.at = town.machine()
    const { grace } = await withHelpdesk(town)
    for (const name of ['ada', 'joan', 'grace']) {
      await grace.says(`who ${name}`)
      expect(reads(grace)).toContain(`(${name})`)
      await town.later(minute)
    }
    for (let n = 0; n < 3; n++) await grace.says('who ada')
    grace.sees('who.too-often')
    expect(town.chat.alerted.map(({ card }) => card.title.id)).toEqual(['alert.lookups'])
    expect(town.events('helpdesk.limited')).toHaveLength(3)
    await town.later(hour)
    await grace.says('who ada')
    expect(reads(grace)).toContain('Ada Byron (ada)')
  })
})

describe('anybody else', () => {
  const refused = async (person: Person, town: Town): Promise<void> => {
    const asked: string[] = []
    const find = town.directory.people.find.bind(town.directory.people)
    Object.assign(town.directory.people, {
      find: (by: 'mail' | 'account', value: string) => {
        asked.push(value)
        return find(by, value)
      },
    })
    await person.says('who joan')
    const here = reads(person)
    await person.says('who nobody-here')
    expect(reads(person)).toBe(here)
    person.sees('who.refused', 'helpdesk.both')
    expect(asked).toEqual([])
    expect(town.events('helpdesk.lookup')).toEqual([])
    expect(JSON.stringify(town.events('helpdesk.refused'))).not.toContain('joan')
  }

  test('is told the same of somebody who is there and somebody who is not', async () => {
    const town = new Town()
    await refused(await enrolled(town, 'ada'), town)
  })

  test('also who is linked to nobody, or a guest', async () => {
    const town = new Town()
    await refused(new Person(town, 'ada'), town)
    const { town: other, grace } = await withHelpdesk()
    grace.profile({ kind: 'guest' })
    await refused(grace, other)
  })

  test('also an agent whose self-service is frozen: it may not be them', async () => {
    const { town, grace } = await withHelpdesk()
    await grace.says('that was not me')
    await grace.presses('not-me', 'yes')
    await refused(grace, town)
  })

  test.each([
    ['chat has another address now', (grace: Person) => grace.profile({ email: 'other@corp.example' })],
    [
      'account is switched off',
      (_g: Person, town: Town) => town.directory.change('id-grace', { disabled: true }),
    ],
    [
      'groups cannot be read',
      (_g: Person, town: Town) => town.directory.change('id-grace', { groups: 'unknown' }),
    ],
  ] as const)('also an agent whose %s', async (_what, becomes) => {
    const { town, grace } = await withHelpdesk()
    becomes(grace, town)
    await refused(grace, town)
  })
})

test('what looks like a password is not taken for a name', async () => {
  const { town, grace } = await withHelpdesk()
  await grace.says('who Winter-Lake-2026!')
  grace.sees('pasted-password.title')
  expect(town.events('helpdesk.lookup')).toEqual([])
})
