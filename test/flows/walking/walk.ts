import type { Facts } from '../../../flows/facts.ts'
import type { World } from '../../../flows/world.ts'
import { disowned, lifted, type Standing } from '../../../src/freeze/port.ts'
import { Engine, type Heard } from '../../../src/story/engine.ts'
import { Fault } from '../../../src/story/errors.ts'
import type { Change, FlowRecord } from '../../../src/story/record.ts'
import type { Story } from '../../../src/story/story.ts'
import type { View } from '../../../src/story/view.ts'
import { canonical } from './canonical.ts'
import { ada, movesOn, type Move } from './walk-answers.ts'
import { WalkStore, type Snapshot } from './walk-store.ts'
import { WalkWorld } from './walk-world.ts'
import { oneClock } from '../../support/one-clock.ts'

export const flow = 'walked'
const began = Date.UTC(2026, 5, 1, 9)

/** One record and its surroundings, reached by `path` in the fewest moves. */
export interface Place {
  readonly key: string
  readonly snapshot: Snapshot
  readonly at: number
  readonly record: FlowRecord<Facts>
  readonly view: View<Facts>
  readonly path: readonly string[]
  /** How self-service stands for the person. */
  readonly standing: Standing
  /** At how many addresses they are told of what changes. */
  readonly addresses: number
}

/** One move and what it did. */
export interface Edge {
  readonly from: Place
  readonly move: Move
  readonly to: Place
  readonly heard?: Heard<Facts>
  readonly fault?: Fault
  readonly written: readonly Change[]
  readonly commits: number
  readonly unlocks: number
}

export interface Walked {
  readonly places: readonly Place[]
  /** By key of the place: the keys of the places that lie one move further. */
  readonly onward: ReadonlyMap<string, ReadonlySet<string>>
  readonly answers: number
}

/** Where a walk begins: the story, and what is true before it. */
export interface Beginning {
  readonly story: Story<Facts, World>
  readonly facts: Facts
  readonly mail: boolean
  /** Whether a code of the app is taken in a chat form. */
  readonly inChat?: boolean
  /** Whether there is anybody who may approve. */
  readonly approvers?: boolean
  /** Whether sign-ins are known, and a request looks unlike its person. */
  readonly asks?: boolean
  seed(world: World, store: WalkStore): Promise<void>
}

/** Breadth first over every record that any answer of anybody can reach; `look` sees every edge. */
export const walk = async (
  beginning: Beginning,
  look: (edge: Edge, now: number) => void,
  most = 20_000,
): Promise<Walked> => {
  const store = new WalkStore()
  let shift = 0
  const now = (): number => began + shift
  const world = new WalkWorld(store, flow, now, beginning)
  const engine = new Engine<Facts, World>({
    store,
    clock: oneClock({ now }),
    stories: [beginning.story],
    world: world.world,
    replica: 'walker',
    journal: { append: async (events) => void world.journal.push(...events) },
  })
  await beginning.seed(world.world, store)
  await engine.start(beginning.story.name, beginning.facts, {}, flow)
  const here = async (path: readonly string[]): Promise<Place> => {
    const record = await world.record()
    const view = await engine.view(flow)
    if (view === undefined) throw new Error('no view')
    const snapshot = store.save()
    const enrolment = await world.world.enrolments.of('id-ada')
    const bound = await world.world.enrolments.boundTo(ada)
    const standing = (await world.world.freezes.of('id-ada')).value
    const key = canonical(record, enrolment.value, bound.value, standing, view, now())
    const mailed = view.facts.person?.mail !== undefined || (beginning.mail && view.story === 'not-me')
    const addresses = enrolment.value.bindings.length + (mailed ? 1 : 0)
    return { key, snapshot, at: shift, record, view, path, standing, addresses }
  }
  const places = [await here([])]
  const known = new Map(places.map((p) => [p.key, p]))
  const onward = new Map<string, Set<string>>()
  let answers = 0
  for (const from of places) {
    if (places.length > most) throw new Error(`more than ${most} records: the walk is not bounded`)
    const further = new Set<string>()
    onward.set(from.key, further)
    for (const move of movesOn(from.view, world.world, began + from.at)) {
      answers += 1
      store.load(from.snapshot)
      shift = from.at + (move.waits ?? 0)
      world.luck = move.luck ?? {}
      world.commits = 0
      world.unlocks = 0
      world.journal.length = 0
      if (move.standing !== undefined) await stand(world.world, store, move.standing, now())
      const done = await make(engine, move)
      const reached = await here([...from.path, move.says])
      look(
        {
          from,
          move,
          to: reached,
          ...done,
          written: [...store.written],
          commits: world.commits,
          unlocks: world.unlocks,
        },
        now(),
      )
      further.add(reached.key)
      if (known.has(reached.key)) continue
      known.set(reached.key, reached)
      places.push(reached)
    }
  }
  return { places, onward, answers }
}

const stand = async (
  { freezes }: World,
  store: WalkStore,
  how: 'freezes' | 'thaws',
  now: number,
): Promise<void> => {
  const kept = await freezes.of('id-ada')
  const { next } =
    how === 'freezes' ? disowned(kept.value, { via: 'mail', now }) : { next: lifted(kept.value, now) }
  if (next !== undefined) await store.write([freezes.keep(kept, next)])
  store.written.length = 0
}

const make = async (
  engine: Engine<Facts, World>,
  { answer }: Move,
): Promise<{ heard?: Heard<Facts>; fault?: Fault }> => {
  try {
    if (answer !== undefined) return { heard: await engine.hear(flow, answer) }
    await engine.settle(flow)
    return {}
  } catch (fault) {
    if (fault instanceof Fault) return { fault }
    throw fault
  }
}
