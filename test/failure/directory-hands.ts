import { Secret } from '../../src/lib/secret.ts'
import type { Added, PersonState } from '../contracts/directory.ts'
import { SambaHands } from '../directory/samba-bench.ts'
import type { SambaData } from '../services/samba/index.ts'
import type { DirectorySpec } from './service.ts'

/** What these suites need of a directory besides the product's own door to it. */
export interface DirectoryHands {
  add(state: PersonState): Promise<Added>
  /** How many password writes there have been. */
  writes(id: string): Promise<number>
  signsIn(id: string, password: string): Promise<boolean>
  close(): Promise<void>
}

/** A directory to fail: how a replica reaches it, and other people's hands in it. */
export interface DirectoryBench {
  readonly spec: DirectorySpec
  readonly hands: DirectoryHands
  /** How many password writes a whole commit makes under its ordinary policy. */
  readonly whole: number
}

export const samba = async (data: SambaData): Promise<DirectoryBench> => {
  const hands = await SambaHands.open(data)
  return {
    spec: { samba: data },
    whole: 2,
    hands: {
      add: (state) => hands.add(state),
      writes: (id) => hands.writes(id),
      signsIn: async (id, password) => hands.binds(await hands.dnOf(id), new Secret(password)),
      close: () => hands.close(),
    },
  }
}
