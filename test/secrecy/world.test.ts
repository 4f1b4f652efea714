import { describe, expect, test } from 'vitest'
import { Fault } from '../../src/story/errors.ts'
import type { MemoryMishap } from '../../src/directory/memory.ts'
import { Fate } from '../support/kill.ts'
import { Errand, type Trouble } from './errand.ts'
import { exceptions, leaks } from './exceptions.ts'
import type { Finding } from './search.ts'
import { SpiedTown } from './spied-town.ts'

const calm: Trouble = () => () => {}

/** What a library throws: everything it was given, in every property an error has. */
const tellsAll = (password: string): Error =>
  Object.assign(new TypeError(`bad value "${password}"`, { cause: new Error(password) }), {
    code: password,
    password,
    name: password,
  })

/** One method fails while the trouble lasts. */
const failing =
  <K extends string>(
    of: (town: SpiedTown) => Record<K, (...args: never[]) => unknown>,
    method: K,
    error: (password: string) => Error,
  ): Trouble =>
  (town, password) => {
    const target = of(town)
    const before = target[method]
    target[method] = () => Promise.reject(error(password))
    return () => {
      target[method] = before
    }
  }

const away = () => new Fault('ERR_STORE', 'the store was told to be away')
const silent = () => new Fault('ERR_DIRECTORY', 'the directory was told to be silent')
const mishap =
  (kind: MemoryMishap): Trouble =>
  (town) => {
    town.directory.mishap(kind)
    return () => {}
  }
const flag =
  (set: (town: SpiedTown, down: boolean) => void): Trouble =>
  (town) => {
    set(town, true)
    return () => set(town, false)
  }

/** The process dies at its so-manieth write, claim, message or act; another takes over. */
const killed =
  (at: number, when: 'before' | 'after'): Trouble =>
  (town) => {
    town.at = town.spied(town.machine(new Fate(at, when)))
    return () => {
      town.at = town.spied(town.machine())
    }
  }

const troubles: Readonly<Record<string, Trouble>> = {
  'nothing fails': calm,
  'the journal is down': flag((town, down) => (town.journalDown = down)),
  'the mail is down': flag((town, down) => (town.mailDown = down)),
  'the chat is down': flag((town, down) => (town.chat.down = down)),
  'the store does not read': failing((t) => t.raw, 'read', away),
  'the store does not write': failing((t) => t.raw, 'write', away),
  'the store takes no claim': failing((t) => t.raw, 'claim', away),
  'the store throws what it was given': failing((t) => t.raw, 'write', tellsAll),
  'the directory is silent': flag((town, down) => town.directory.down(down)),
  'the check of a password fails': failing((t) => t.directory.people, 'verify', silent),
  'the check of a password throws it': failing((t) => t.directory.people, 'verify', tellsAll),
  'the commit throws the password': failing((t) => t.directory.commit, 'commit', tellsAll),
  'the commit fails with the password as its cause': failing(
    (t) => t.directory.commit,
    'commit',
    (password) => new Fault('ERR_DIRECTORY', 'the modify failed', { cause: tellsAll(password) }),
  ),
  'the answer of the commit is lost before it': mishap('lostBefore'),
  'the answer of the commit is lost after it': mishap('lostAfter'),
  'the commit goes half-way': mishap('halfway'),
  'the process dies before its second deed': killed(2, 'before'),
  'the process dies after its second deed': killed(2, 'after'),
  'the process dies after its fifth deed': killed(5, 'after'),
}

const brief = (found: readonly Finding[]): readonly string[] =>
  [
    ...new Set(found.map(({ what, where, form, around }) => `${what} in ${where} as ${form}: ${around}`)),
  ].slice(0, 10)

const found = async (trouble: Trouble): Promise<{ town: SpiedTown; findings: readonly Finding[] }> => {
  const town = new SpiedTown()
  const errand = new Errand(town, trouble)
  await errand.run()
  return { town, findings: town.vault.foundIn(town.stack()) }
}

describe('no secret leaves by any way that is not meant for it', () => {
  test.each(Object.entries(troubles))('while %s', async (_, trouble) => {
    const { findings } = await found(trouble)
    expect(brief(leaks(findings))).toEqual([])
  })

  test('every exception occurs, every secret was there, and every way was gone', async () => {
    const { town, findings } = await found(calm)
    const occurred = new Set(findings.map(({ what, where }) => `${what} in ${where}`))
    expect([...occurred].toSorted()).toEqual(exceptions.map((e) => `${e.what} in ${e.where}`).toSorted())
    expect(town.vault.kinds().length).toBeGreaterThan(15)
    const ways = town.stack().reduce((sum, { where, bytes }) => {
      return sum.set(where, (sum.get(where) ?? 0) + bytes.length)
    }, new Map<string, number>())
    for (const where of ['store', 'card', 'audit', 'mail', 'page', 'answer', 'refusal', 'notice in chat'])
      expect(ways.get(where), where).toBeGreaterThan(50)
  })
})
