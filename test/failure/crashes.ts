import { inject } from 'vitest'
import type { DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { getsBackIn, sooner } from './journey.ts'
import type { Point } from './points.ts'
import { standBy, type StandBy } from './replicas.ts'
import { Stage, type Victim } from './stage.ts'

/** How often a reset is begun again whose process did not come by the point it was to die at. */
const attempts = 6

/** What came of resets whose processes were to die. */
export interface Deaths {
  readonly resets: number
  readonly died: number
  /** What no attempt came by, in words. */
  readonly missed: readonly string[]
}

/** Resets whose process is killed for real, on one directory and one Redis; each must end well. */
export class Crashes {
  readonly bench: DirectoryBench
  readonly stage: Stage
  #next: StandBy = standBy()

  private constructor(bench: DirectoryBench, stage: Stage) {
    this.bench = bench
    this.stage = stage
  }

  /** `database` is of nobody else, as in `/20`. */
  static async open(bench: DirectoryBench, database: string): Promise<Crashes> {
    const redis = new URL(database, inject('redisUrl')).href
    const { spec: directory, hands } = bench
    const stage = await Stage.open({ dir: inject('runDir'), redis, directory, hands })
    await stage.begin()
    return new Crashes(bench, stage)
  }

  async close(): Promise<void> {
    this.#next.leave()
    await this.stage.close()
    await this.bench.hands.close()
  }

  /** What a reset does to the outside every time, in order, when nobody dies. */
  async calm(): Promise<readonly Point[]> {
    return await this.#inEvery(4, async () => {
      await this.stage.latest.order('arm')
      await this.#ends(await this.stage.victim())
    })
  }

  /** What the one that takes over does every time, when its forerunner died there. */
  async after(first: Point, runs: number): Promise<readonly Point[]> {
    return await this.#inEvery(runs, async () => void (await this.killed([first])))
  }

  /** The first dies at the first point, its successor at the second, and so on. Begins anew until all have died. */
  async killed(points: readonly Point[], victim?: Victim): Promise<Deaths> {
    const where = points.map(({ when, nth, name }) => `${when} ${name} ${nth}`).join(', then ')
    let died = 0
    for (let resets = 1; ; resets++) {
      const now = await this.#reset(points, victim ?? (await this.stage.victim()), where)
      died = Math.max(died, now)
      if (died === points.length) return { resets, died, missed: [] }
      if (resets === attempts) return { resets, died, missed: [where] }
    }
  }

  /** How many of those that were to die did. */
  async #reset(points: readonly Point[], victim: Victim, where: string): Promise<number> {
    const { stage } = this
    const [first, ...waiting] = points
    const earlier = stage.replicas.length - 1
    stage.successor = async () => {
      const dies = waiting.shift()
      const standing = this.#next
      this.#next = standBy()
      await stage.begin(standing, dies === undefined ? {} : { dies })
    }
    await stage.latest.order('arm', JSON.stringify(first))
    try {
      await this.#ends(victim)
    } catch (cause) {
      throw new Error(`killed ${where}; saw ${victim.person.saw.join(', ')}`, { cause })
    }
    return stage.replicas.slice(earlier).filter((replica) => replica.dead).length
  }

  /** By name and occurrence. What is done in some runs and not in others, such as a write that another was ahead of, is left out. */
  async #inEvery(runs: number, reset: () => Promise<void>): Promise<readonly Point[]> {
    const seen: (readonly Point[])[] = []
    for (let n = 0; n < runs; n++) {
      await reset()
      seen.push(numbered(await this.stage.latest.points()))
    }
    const [first = [], ...others] = seen
    return first.filter((a) => others.every((run) => run.some((b) => a.name === b.name && a.nth === b.nth)))
  }

  /** To the very end of what a reset does, so that nothing of it is left for the next one's process. */
  async #ends(victim: Victim): Promise<void> {
    await getsBackIn(this.stage, victim)
    await sooner(this.stage, 'nothing is owed any more', () => this.stage.quiet())
    await endedWell(this.stage, victim, this.bench)
  }
}

const numbered = (names: readonly string[]): readonly Point[] =>
  names.map((name, i) => {
    const nth = names.slice(0, i + 1).filter((one) => one === name).length
    return { name, nth, when: 'before' }
  })
