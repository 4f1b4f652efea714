import { minute, second } from '../lib/clock.ts'
import type { AuditEvent } from './event.ts'
import {
  parsed,
  type Change,
  type FlowRecord,
  type PendingEvents,
  type PendingTell,
  type Store,
} from './record.ts'
import { Fault } from './errors.ts'
import { endsAt } from './person-time.ts'
import { askStep, current, type Effects, type Story } from './story.ts'

/** How long an ended flow can still be looked at. */
const keptAfterEndMs = 24 * 60 * minute
/** How long after a write the sweep may take over what its writer should have done at once. */
const graceMs = 5 * second

export interface Loaded<F, W> {
  readonly record: FlowRecord<F>
  readonly rev: number
  readonly story: Story<F, W>
}

export const flowKey = (id: string): string => `flow:${id}`

/**
 * Reads and writes flow records, each write together with everything that goes with it: other people's records,
 * messages to send, events to journal, the drawing that is owed. All or nothing, so a crash loses none of them.
 */
export class Ledger<F, W> {
  readonly #store: Store
  readonly #stories: readonly Story<F, W>[]

  constructor(store: Store, stories: readonly Story<F, W>[]) {
    this.#store = store
    this.#stories = stories
  }

  story(name: string): Story<F, W> {
    const story = this.#stories.find((s) => s.name === name)
    if (story === undefined) throw new Fault('ERR_FLOW_NEWER', `no story is called ${name} in this release`)
    return story
  }

  /** The record, upgraded where it is older. Throws ERR_FLOW_NEWER when a newer release wrote it: an older one would skip its steps. */
  async load(id: string): Promise<Loaded<F, W> | undefined> {
    const stored = await this.#store.read(flowKey(id))
    if (stored === undefined) return undefined
    const record = parsed<FlowRecord<F>>(stored.value)
    const story = this.story(record.story)
    if (record.version > story.version)
      throw new Fault(
        'ERR_FLOW_NEWER',
        `flow of ${record.story} v${record.version}, this release knows v${story.version}`,
      )
    if (record.version < story.version && story.upgrade !== undefined)
      return {
        record: { ...record, facts: story.upgrade(record.version, record.facts) },
        rev: stored.rev,
        story,
      }
    return { record, rev: stored.rev, story }
  }

  /** Writes the record over revision `rev` with its effects; false when somebody else wrote meanwhile. */
  async save(record: FlowRecord<F>, rev: number, effects: Effects, now: number): Promise<boolean> {
    const story = this.story(record.story)
    const changes: Change[] = [
      flowChange(story, record, rev, now),
      {
        key: `draw:${record.id}:${record.ver}`,
        rev: 0,
        value: '{}',
        dueAt: now + graceMs,
        ttlMs: keptAfterEndMs,
      },
      ...(effects.writes ?? []),
      ...outgoing(record, effects, now),
    ]
    return await this.#store.write(changes)
  }

  /** Queues events of an answer that changed nothing, once for each answer; the key they wait under. */
  async tell(id: string, name: string, events: readonly AuditEvent[], now: number): Promise<string> {
    const at = `${id}:${name}`
    const batch: PendingEvents = { events: stamped(events, id, at) }
    const key = `audit:${at}`
    await this.#store.write([{ key, rev: 0, value: JSON.stringify(batch), dueAt: now + graceMs }])
    return key
  }
}

const flowChange = <F, W>(story: Story<F, W>, record: FlowRecord<F>, rev: number, now: number): Change => {
  const base = { key: flowKey(record.id), rev, value: JSON.stringify({ ...record, version: story.version }) }
  if (record.outcome !== undefined) return { ...base, ttlMs: keptAfterEndMs }
  return { ...base, dueAt: dueAt(story, record, now) }
}

const dueAt = <F, W>(story: Story<F, W>, record: FlowRecord<F>, now: number): number => {
  if (record.intent !== undefined) return record.intent.leaseUntil + second
  const step = current(story, record.facts)
  if (step !== undefined && 'work' in step) return now
  return Math.min(endsAt(record), askStep(step)?.alarm?.dueAt(record.facts) ?? Infinity)
}

const outgoing = <F>(record: FlowRecord<F>, effects: Effects, now: number): Change[] => {
  const at = `${record.id}:${record.ver}`
  const events = stamped(effects.events ?? [], record.id, at)
  const batch: PendingEvents = { events }
  const tells = (effects.tells ?? []).map((tell, n): Change => {
    const pending: PendingTell = { tell, flow: record.id }
    return { key: `outbox:${at}:${n}`, rev: 0, value: JSON.stringify(pending), dueAt: now }
  })
  return events.length === 0
    ? tells
    : [...tells, { key: `audit:${at}`, rev: 0, value: JSON.stringify(batch), dueAt: now + graceMs }]
}

/** Gives each event its flow and an id that stays the same when it is told twice. */
const stamped = (events: readonly AuditEvent[], flow: string, at: string): readonly AuditEvent[] =>
  events.map((event, n) => ({ flow, id: `${at}:${n}`, ...event }))
