import { generalizedTime } from '../../src/directory/filetime.ts'
import { hour, systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Added, PersonState } from '../contracts/directory.ts'
import { LdapHands } from '../directory/openldap-bench.ts'
import { SambaHands, set } from '../directory/samba-bench.ts'
import type { OpenLdapData } from '../services/openldap/index.ts'
import type { SambaData } from '../services/samba/index.ts'
import type { DirectorySpec } from './service.ts'

/** What these suites need of a directory besides the product's own door to it. */
export interface DirectoryHands {
  add(state: PersonState): Promise<Added>
  /** How many password writes there have been. */
  writes(id: string): Promise<number>
  signsIn(id: string, password: string): Promise<boolean>
  /** Makes an administrator of somebody, through a group within a group. */
  promote(id: string): Promise<void>
  /** Moves them to where self-service has no business. */
  moveOut(id: string): Promise<void>
  /** Switches the account off; where there is no such thing, locks it as an administrator does. */
  disable(id: string): Promise<void>
  remove(id: string): Promise<void>
  close(): Promise<void>
}

/** A directory to fail: how a replica reaches it, and other people's hands in it. */
export interface DirectoryBench {
  readonly spec: DirectorySpec
  readonly hands: DirectoryHands
  /** How many password writes a whole commit makes under its ordinary policy. */
  readonly whole: number
  /** Whether it knows after a crash whose password was written; one that does not leaves it unknown. */
  readonly remembers: boolean
}

export const samba = async (data: SambaData): Promise<DirectoryBench> => {
  const hands = await SambaHands.open(data)
  return {
    spec: { samba: data },
    whole: 2,
    remembers: true,
    hands: {
      add: (state) => hands.add(state),
      writes: (id) => hands.writes(id),
      signsIn: async (id, password) => hands.binds(await hands.dnOf(id), new Secret(password)),
      promote: (id) => hands.promote(id),
      moveOut: async (id) => hands.rename(id, rdnOf(await hands.dnOf(id)), `OU=Groups,${data.baseDn}`),
      disable: (id) => hands.modify(id, set('userAccountControl', '514')),
      remove: (id) => hands.remove(id),
      close: () => hands.close(),
    },
  }
}

export const openLdap = async (data: OpenLdapData): Promise<DirectoryBench> => {
  const hands = await LdapHands.open(data)
  return {
    spec: { openldap: data },
    whole: 1,
    remembers: true,
    hands: {
      add: (state) => hands.add(state),
      writes: (id) => hands.writes(id),
      signsIn: async (id, password) => hands.binds(await hands.dnOf(id), new Secret(password)),
      promote: (id) => hands.promote(id),
      moveOut: async (id) => hands.rename(id, `${rdnOf(await hands.dnOf(id))},ou=service,${data.baseDn}`),
      disable: (id) => hands.disable(id),
      remove: (id) => hands.remove(id),
      close: () => hands.close(),
    },
  }
}

/**
 * The same where the service has no log of the server to look into. The log is written all the same, for the test to count by.
 * Passwords are an hour old: what is only seconds old cannot be told from what follows it.
 */
export const openLdapWithoutLog = async (data: OpenLdapData): Promise<DirectoryBench> => {
  const bench = await openLdap(data)
  const hands = await LdapHands.open(data)
  return {
    spec: { openldap: data, logless: true },
    whole: bench.whole,
    remembers: false,
    hands: {
      ...bench.hands,
      add: async (state) => {
        const added = await bench.hands.add(state)
        await hands.age(await hands.dnOf(added.id), generalizedTime(systemClock.now() - hour))
        return added
      },
      close: async () => {
        await Promise.all([hands.close(), bench.hands.close()])
      },
    },
  }
}

const rdnOf = (dn: string): string => dn.split(',')[0] ?? ''
