import type { TimeSources } from '../../src/lib/timekeeper.ts'
import type { Machine, Town } from './world.ts'

/** What is wrong with the time on one machine, beside the town's, which is the store's. */
export class OddTime {
  /** How far its clock is ahead (ms); negative: behind. */
  clockMs = 0
  /** How far its stopwatch ran ahead; negative: it stood still for so long, as on a machine that slept. */
  stopwatchMs = 0
  readonly #town: Town

  constructor(town: Town, clockMs = 0) {
    this.#town = town
    this.clockMs = clockMs
  }

  /** A process on that machine, as after its start: it has asked the store for the time. */
  async machine(): Promise<Machine> {
    const { clock } = this.#town
    const its: Partial<TimeSources> = {
      clock: { now: () => clock.now() + this.clockMs },
      stopwatch: () => clock.now() + this.stopwatchMs,
    }
    const machine = this.#town.machine(undefined, undefined, its)
    await machine.clock.look()
    return machine
  }
}
