import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { day, hour, minute, ShiftedClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { memoryDirectory, type MemoryMishap, type MemorySeed } from '../../src/directory/memory.ts'
import { directoryContract, type DirectoryBench, type PersonState } from '../contracts/directory.ts'

const start = { now: () => Date.UTC(2026, 10, 23, 8) }

const states: Record<PersonState, Partial<MemorySeed>> = {
  plain: {},
  locked: {},
  disabled: { disabled: true },
  accountExpired: { accountExpired: true },
  passwordExpired: { passwordExpired: true },
  mustChange: { mustChange: true },
  privileged: { protected: { reason: 'privileged', detail: 'Domain Admins' } },
  outOfScope: { protected: { reason: 'outOfScope', detail: 'another subtree' } },
  strict: { policy: { minLength: 20, source: 'strict' } },
  young: { policy: { minAgeMs: day } },
}

const memoryBench = (): Promise<DirectoryBench> => {
  const directory = memoryDirectory([], start)
  let n = 0
  return Promise.resolve({
    directory,
    async add(state, change) {
      n += 1
      const password = new Secret('Winter-Lake-2026')
      const person = {
        id: randomUUID(),
        account: `ada${n}`,
        displayName: `Ada ${n}`,
        mail: change?.mail ?? `ada${n}@corp.example`,
        password,
      }
      directory.add({ ...person, ...states[state] })
      if (state === 'locked') directory.lock(person.id)
      return person
    },
    remove: async (id) => directory.remove(id),
    nested: {
      outer: 'cn=outer,dc=corp,dc=example',
      other: 'cn=other,dc=corp,dc=example',
      join: async (id) => directory.change(id, { groups: ['cn=outer,dc=corp,dc=example'] }),
    },
    astray() {
      for (const { seed } of directory.accounts) directory.change(seed.id, { groups: 'unknown' })
      return [directory]
    },
    disable: async (id) => directory.change(id, { disabled: true }),
    promote: async (id) =>
      directory.change(id, { protected: { reason: 'privileged', detail: 'Domain Admins' } }),
    async lock(id) {
      const { account } = directory.account(id).seed
      for (let i = 0; i < 5; i += 1) directory.signIn(account, 'Wrong-Password-1')
    },
    resetByHelpdesk: async (id, password) => directory.resetByHelpdesk(id, password),
    signsIn: async (person, password) => directory.signIn(person.account, password.reveal()) === 'ok',
    writes: async (id) => directory.account(id).version,
    close: () => Promise.resolve(),
  })
}

directoryContract('the memory directory', memoryBench)

describe('the memory directory, for a demonstration', () => {
  const open = () => {
    const clock = new ShiftedClock(start)
    const ada = {
      id: randomUUID(),
      account: 'ada',
      displayName: 'Ada Okafor',
      mail: 'ada@corp.example',
      password: new Secret('Winter-Lake-2026'),
    }
    return { clock, ada, d: memoryDirectory([ada], clock) }
  }

  test('locks after five wrong passwords, and opens again after half an hour', async () => {
    const { clock, ada, d } = open()
    for (let i = 0; i < 4; i += 1) expect(d.signIn('ada', 'Wrong-Password-1')).toBe('wrong')
    expect((await d.people.status(ada.id))?.locked).toBe(false)
    d.signIn('ada', 'Wrong-Password-1')
    expect(d.signIn('ADA', 'Winter-Lake-2026')).toBe('locked')
    const since = clock.now()
    clock.forward(29 * minute)
    expect(await d.people.status(ada.id)).toMatchObject({
      locked: true,
      lockedSince: since,
      lockedUntil: since + 30 * minute,
    })
    clock.forward(hour)
    expect(d.signIn('ada', 'Winter-Lake-2026')).toBe('ok')
  })

  test('a right password forgives the wrong ones before it', async () => {
    const { ada, d } = open()
    d.signIn('ada', 'Wrong-Password-1')
    d.signIn('ada', 'Winter-Lake-2026')
    expect((await d.people.status(ada.id))?.badPasswords).toBe(0)
  })

  test('a lock by an administrator is not undone, however long one waits', async () => {
    const { clock, ada, d } = open()
    d.change(ada.id, { lockedByAdmin: true })
    clock.forward(day)
    expect(await d.commit.prepare(ada.id)).toMatchObject({ refused: 'lockedByAdmin' })
  })

  test.each([
    ['lostBefore', 'notCommitted', false],
    ['lostAfter', 'committed', true],
    ['halfway', 'halfway', false],
  ] as [MemoryMishap, string, boolean][])(
    'a commit that ends %s is resolved as %s',
    async (mishap, resolution, works) => {
      const { ada, d } = open()
      const prepared = await d.commit.prepare(ada.id)
      if ('refused' in prepared) throw new Error(prepared.detail)
      const order = {
        op: 'op-1',
        person: ada.id,
        password: new Secret('Autumn-River-2026'),
        witness: prepared.witness,
        mustChange: false,
      }
      d.mishap(mishap)
      expect((await d.commit.commit(order)).kind).toBe(mishap === 'halfway' ? 'halfway' : 'unknown')
      expect(await d.commit.resolve(order.witness, order.op)).toBe(resolution)
      expect(d.signIn('ada', 'Autumn-River-2026') === 'ok').toBe(works)
    },
  )

  test('fails as a whole when it is down, and comes back', async () => {
    const { ada, d } = open()
    d.down(true)
    await expect(d.people.status(ada.id)).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    d.down(false)
    expect(await d.people.status(ada.id)).toBeDefined()
  })
})
