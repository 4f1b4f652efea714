import { asking, good, say, waiting } from '../../src/story/card.ts'
import type { AuditEvent, Journal } from '../../src/story/event.ts'
import { Engine, type EngineParts } from '../../src/story/engine.ts'
import { Fault } from '../../src/story/errors.ts'
import { ShiftedClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { oneClock } from '../support/one-clock.ts'
import type { Store } from '../../src/story/record.ts'
import {
  act,
  again,
  end,
  learn,
  type Answer,
  type AnswerValue,
  type AskStep,
  type Story,
  type WorkStep,
} from '../../src/story/story.ts'

/** A small story that has everything the engine knows: an ask, work, an act with no return, work after it. */
export interface Told {
  readonly name?: string
  readonly judged?: string
  readonly colour?: string
  readonly done?: string
  readonly told?: true
}

/** What the story may use, and what a test may have it do. */
export interface ToldWorld {
  acts: string[]
  /** What the world looks like to whoever asks whether the act happened. */
  landed: string | undefined
  lookDown: boolean
  perform(op: string, input: string): Promise<string>
  work(): Promise<void>
}

const text = (value: AnswerValue): string => (typeof value === 'string' ? value : '')

export const ada = { platform: 'test', tenant: 'T1', user: 'U-ADA' }

export const askName: AskStep<Told, ToldWorld> = {
  name: 'ask-name',
  settled: (f) => f.name !== undefined,
  screens: {
    person: () => asking(say('desk.greeting'), [], [{ kind: 'text', name: 'name', label: say('desk.help') }]),
  },
  hearsFrom: () => ['person'],
  async hear(_facts, { value }, _world, here) {
    if (value === 'wrong')
      return (here.tries['name'] ?? 0) >= 2
        ? end('killed')
        : again<Told>([say('hand-off.pardon')], { counts: 'name' })
    return learn<Told>({ name: text(value) }, { events: [{ event: 'binding.made' }] })
  },
}

export const judge: WorkStep<Told, ToldWorld> = {
  name: 'judge',
  settled: (f) => f.judged !== undefined,
  async work(_facts, world) {
    await world.work()
    return learn<Told>({ judged: 'fair' })
  },
}

export const askColour: AskStep<Told, ToldWorld> = {
  name: 'ask-colour',
  settled: (f) => f.colour !== undefined,
  screens: {
    person: () =>
      asking(say('desk.help-title'), [], [{ kind: 'text', name: 'colour', label: say('desk.help') }]),
  },
  hearsFrom: () => ['person'],
  hear: async (_facts, { name, value }) =>
    name === 'colour' ? learn<Told>({ colour: text(value) }) : again<Told>([say('hand-off.pardon')]),
}

export const commit: AskStep<Told, ToldWorld> = {
  name: 'commit',
  noReturn: true,
  settled: (f) => f.done !== undefined,
  screens: {
    person: () => asking(say('password.title'), [], [{ kind: 'text', name: 'go', label: say('desk.help') }]),
  },
  hearsFrom: () => ['person'],
  hear: async (_facts, { value }) => act(new Secret(text(value))),
  act: {
    lost: 'lost',
    before: async () => ({ before: 'as it was' }),
    intent: (_facts, _before, op) => ({ event: 'commit.intent', detail: { op } }),
    perform: async (_facts, world, _before, input: Secret, op) => await world.perform(op, input.reveal()),
    async landed(_facts, world) {
      if (world.lookDown) throw new Fault('ERR_DIRECTORY', 'the world cannot be asked')
      return world.landed ?? 'nothing'
    },
    async means(_facts, _world, result, _here, op) {
      const events: AuditEvent[] = [
        { event: 'commit.committed', id: `${op}:outcome`, detail: { op, result: String(result) } },
      ]
      return result === 'nothing' || result === 'lost'
        ? again<Told>([say('commit.not-committed')], { events })
        : learn<Told>({ done: String(result) }, { events })
    },
  },
}

export const tell: WorkStep<Told, ToldWorld> = {
  name: 'tell',
  settled: (f) => f.told === true,
  work: async (_facts, _world, here) =>
    learn<Told>(
      { told: true },
      { tells: [{ key: `${here.id}:told`, to: { kind: 'person' }, card: good(say('ended.done.reset')) }] },
    ),
}

type Step = Story<Told, ToldWorld>['steps'][number]

export const toldStory = (
  version: number,
  steps: readonly Step[],
  more: Partial<Story<Told, ToldWorld>> = {},
): Story<Told, ToldWorld> => ({
  name: 'told',
  version,
  lastsMs: 15 * 60_000,
  steps,
  interrupts: [{ name: 'cancel', hearsFrom: ['person'], hear: async () => end('cancelled') }],
  admits: (_facts, answer) => answer.actor?.user === ada.user,
  acting: () => waiting(say('commit.acting')),
  ended: () => good(say('ended.done.reset')),
  ...more,
})

/** Engines over one store, one clock and one world: the replicas of a service. */
export class Stage {
  readonly clock = new ShiftedClock({ now: () => Date.UTC(2026, 5, 1, 9) })
  readonly store: Store
  readonly events: AuditEvent[] = []
  journalDown = false
  readonly world: ToldWorld = {
    acts: [],
    landed: undefined,
    lookDown: false,
    perform: async (op, input) => {
      this.world.acts.push(op)
      this.world.landed = `set ${input.length}`
      return this.world.landed
    },
    work: async () => {},
  }
  readonly journal: Journal = {
    append: async (events) => {
      if (this.journalDown) throw new Fault('ERR_AUDIT', 'the journal is down')
      this.events.push(...events)
    },
  }
  #replicas = 0
  #ids = 0

  constructor(store?: (clock: ShiftedClock) => Store) {
    this.store = (store ?? memoryStore)(this.clock)
  }

  engine(
    story: Story<Told, ToldWorld> = toldStory(1, [askName, judge, askColour, commit, tell]),
    more: Partial<EngineParts<Told, ToldWorld>> = {},
  ): Engine<Told, ToldWorld> {
    this.#replicas += 1
    const { store, world, journal } = this
    const clock = oneClock(this.clock)
    return new Engine({
      store,
      clock,
      world,
      journal,
      stories: [story],
      replica: `r${this.#replicas}`,
      ...more,
    })
  }

  said(name: string, value: string, more: Partial<Answer> = {}): Answer {
    this.#ids += 1
    return { from: 'person', name, value, eventId: `e${this.#ids}`, actor: ada, ...more }
  }

  count(event: AuditEvent['event']): number {
    return new Set(this.events.filter((e) => e.event === event).map((e) => e.id)).size
  }
}
