import { expect, inject, test } from 'vitest'
import { LockoutWatch } from '../../src/alerts/lockouts.ts'
import { second } from '../../src/lib/clock.ts'
import type { DirectoryBench } from '../contracts/directory.ts'
import { openLdapBench } from '../directory/openldap-bench.ts'
import { sambaBench } from '../directory/samba-bench.ts'
import { providedSamba } from '../services/provided.ts'
import { TestChat } from '../support/test-chat.ts'
import { company, standing } from './channel.ts'

const benches: readonly (readonly [name: string, open: () => Promise<DirectoryBench>])[] = [
  ['Active Directory', () => sambaBench(providedSamba())],
  ['OpenLDAP', () => openLdapBench(inject('openldap'))],
]

test.each(benches)('%s: a lock is told once, by name, also across a restart', async (_name, open) => {
  const bench = await open()
  const chat = new TestChat()
  const { clock, raw, replica } = company([chat], { everyMs: 0 })
  // The directory goes by the time of this machine.
  clock.forward(Date.now() - clock.now())
  const faults: unknown[] = []
  const watcher = (name: string) => {
    const { board, rest } = replica()
    const watch = new LockoutWatch({
      store: raw,
      clock,
      board,
      replica: name,
      of: 'real',
      settings: { lockoutsMs: 5 * second },
      directory: bench.directory,
      failed: (cause) => faults.push(cause),
    })
    return async (): Promise<void> => {
      await watch.round()
      await rest()
    }
  }
  try {
    const before = await bench.add('plain')
    await bench.lock(before.id)
    await watcher('a')()
    expect(standing(chat)).toEqual([])
    const ada = await bench.add('plain')
    await bench.lock(ada.id)
    clock.forward(31 * second)
    const looks = watcher('b')
    await looks()
    clock.forward(31 * second)
    await looks()
    await watcher('b')()
    const person = (await bench.directory.people.status(ada.id))?.person
    expect(standing(chat)).toEqual([
      expect.stringContaining(`${person?.displayName} (${person?.account}) is locked out since`),
    ])
    expect(chat.alerted).toHaveLength(1)
    expect(faults).toEqual([])
  } finally {
    await bench.close()
  }
})
