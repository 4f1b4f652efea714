import type { KeeperPort, OwnSignIns } from './port.ts'

const source = 'latchkey'

/** Keeps what our own conversations teach; what goes wrong is told to `failed`, and a conversation goes on. */
export const ownSignIns = (
  keeper: Pick<KeeperPort, 'record' | 'revoke'>,
  failed: (fault: unknown) => void,
): OwnSignIns => {
  const unless = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work
    } catch (fault) {
      failed(fault)
    }
  }
  return {
    note: async ({ person, flow, at, origin }) =>
      await unless(keeper.record([{ ...origin, id: `${source}:${flow}`, person, at, source }])),
    disown: async (person, now) => await unless(keeper.revoke(person, { from: 0, to: now, source })),
  }
}
