import { hour, type Clock } from '../lib/clock.ts'
import { sha256 } from '../lib/ids.ts'
import type { Card } from '../story/card.ts'
import { Fault } from '../story/errors.ts'
import { parsed, type Change, type Store } from '../story/record.ts'
import { cardOf } from './cards.ts'
import { begunCards, crowded, readOwnCards, type OwnCards } from './crowd.ts'
import type { AlertSettings, BoardPort, Happening } from './port.ts'
import { quietUntil } from './quiet.ts'
import { happened, isLeft, type Topic } from './topic.ts'
import { drawn, turnOf } from './turn.ts'

/** The cards that stand in the alert channels: one for each name, redrawn where it stands. */
export interface Cards {
  draw(name: string, now: () => Promise<{ readonly card: Card } | undefined>): Promise<void>
}

export interface BoardParts {
  readonly store: Store
  readonly clock: Clock
  readonly settings: AlertSettings
  readonly cards: Cards
}

const attempts = 100
/** Longer than any card is added to: then it is forgotten. */
const keptMs = 48 * hour

interface Group {
  readonly of: Pick<Topic, 'kind' | 'about'>
  readonly happenings: Happening[]
}

/** Happenings, each for the card it belongs on, and the cards of people's own that begin by them. */
interface Placed {
  readonly own: readonly OwnCards[]
  readonly placed: readonly Happening[]
}

const topicKey = ({ kind, about }: Pick<Topic, 'kind' | 'about'>): string =>
  `topic:${kind}:${sha256(about).slice(0, 22)}`

interface Read {
  readonly key: string
  readonly rev: number
  readonly topic?: Topic
}

/**
 * What the helpdesk sees: events of one kind and key on one card, whatever replica they came to. Every change of a card is
 * made over the very revision it read, in one write with the drawing it owes, so that none is lost and none counted twice.
 */
export class Board implements BoardPort {
  readonly #parts: BoardParts

  constructor(parts: BoardParts) {
    this.#parts = parts
  }

  async take(happenings: readonly Happening[], along: readonly Change[] = []): Promise<boolean> {
    for (let n = 0; n < attempts; n++) {
      const { own, placed } = await this.#placed(happenings)
      const groups = this.#grouped(placed)
      const reads = await Promise.all([...groups.keys()].map((key) => this.#read(key)))
      const changes = reads.flatMap((read) => this.#changes(read, groups.get(read.key)))
      changes.push(...own.flatMap((cards) => begunCards(cards, this.#parts.clock.now())))
      if (changes.length + along.length === 0) return true
      if (await this.#parts.store.write([...changes, ...along])) return true
      if (along.length > 0 && (await this.#same(reads, own))) return false
    }
    throw tooMany()
  }

  /** Draws `topic:…`, whose time has come, and notes what the card shows by now. */
  async due(key: string): Promise<void> {
    const { settings, clock, store, cards } = this.#parts
    const read = await this.#read(key)
    if (read.topic === undefined) return
    const turn = turnOf(read.topic, clock.now(), settings)
    if (turn.kind === 'rest' || turn.kind === 'wait')
      return void (await store.write([this.#written(read, read.topic)]))
    const { episode } = read.topic
    let shows = read.topic
    await cards.draw(`board-${key.slice('topic:'.length).replace(':', '-')}-${episode}`, async () => {
      const { topic } = await this.#read(key)
      if (topic === undefined || topic.episode !== episode) return undefined
      shows = topic
      return { card: cardOf(topic, settings) }
    })
    await this.#shown(key, shows)
  }

  /** What came meanwhile is due again, when that is allowed. */
  async #shown(key: string, shows: Topic): Promise<void> {
    for (let n = 0; n < attempts; n++) {
      const read = await this.#read(key)
      if (read.topic?.episode !== shows.episode) return
      const next = drawn(read.topic, shows, this.#parts.clock.now())
      if (await this.#parts.store.write([this.#written(read, next)])) return
    }
    throw tooMany()
  }

  /**
   * Where too many people's own cards began within the hour, what is about others goes on one card of all, requests on one and
   * alarms on another: a bomber with many accounts, or with many people's chats, leaves a few cards, and no alarm is drowned.
   */
  async #placed(happenings: readonly Happening[]): Promise<Placed> {
    const { store, clock, settings } = this.#parts
    const now = clock.now()
    const own = [await readOwnCards(store, 'person', now), await readOwnCards(store, 'alarm', now)]
    const placed: Happening[] = []
    for (const happening of happenings) {
      const key = topicKey(happening)
      const cards = own.find(({ kind }) => kind === happening.kind)
      const begins = cards?.begin.has(key) === true
      const standing = cards !== undefined && !begins ? (await this.#read(key)).topic : undefined
      const stands = begins || (standing !== undefined && !isLeft(standing, now, settings))
      if (cards === undefined || stands) placed.push(happening)
      else if (cards.began.length + cards.begin.size >= settings.ownCards)
        placed.push(crowded(happening, cards.kind))
      else {
        cards.begin.add(key)
        placed.push(happening)
      }
    }
    return { own, placed }
  }

  #grouped(happenings: readonly Happening[]): ReadonlyMap<string, Group> {
    const groups = new Map<string, Group>()
    for (const happening of happenings.flatMap(everyCard)) {
      const of = this.#cardFor(happening)
      const key = topicKey(of)
      const group = groups.get(key) ?? { of, happenings: [] }
      group.happenings.push(happening)
      groups.set(key, group)
    }
    return groups
  }

  /** What is not loud waits for the end of the quiet hours, all of it on one card; lockouts on theirs, which may not wait. */
  #cardFor({ kind, about, loud, over }: Happening): Group['of'] {
    const heard = loud === true || over === true || kind === 'lockouts'
    const quiet = heard ? undefined : quietUntil(this.#parts.clock.now(), this.#parts.settings.quiet)
    return quiet === undefined ? { kind, about } : { kind: 'quiet', about: `${quiet}` }
  }

  async #read(key: string): Promise<Read> {
    const stored = await this.#parts.store.read(key)
    if (stored === undefined) return { key, rev: 0 }
    return { key, rev: stored.rev, topic: parsed<Topic>(stored.value) }
  }

  async #same(reads: readonly Read[], own: readonly OwnCards[]): Promise<boolean> {
    for (const { kind, rev } of own)
      if ((await readOwnCards(this.#parts.store, kind, this.#parts.clock.now())).rev !== rev) return false
    const now = await Promise.all(reads.map(({ key }) => this.#read(key)))
    return now.every(({ rev }, n) => rev === reads[n]?.rev)
  }

  #changes(read: Read, group: Group | undefined): readonly Change[] {
    const { settings, clock } = this.#parts
    const now = clock.now()
    const next = group?.happenings.reduce<Topic | undefined>(
      (topic, one) => happened(topic, one, now, settings, group.of),
      read.topic,
    )
    return next === undefined || next === read.topic ? [] : [this.#written(read, next)]
  }

  /** The topic as it is now, due when its card is. */
  #written({ key, rev }: Read, topic: Topic): Change {
    const now = this.#parts.clock.now()
    const turn = turnOf(topic, now, this.#parts.settings)
    const due = turn.kind === 'rest' ? {} : { dueAt: turn.kind === 'wait' ? turn.until : now }
    return { key, rev, value: JSON.stringify(topic), ttlMs: keptMs, ...due }
  }
}

const tooMany = (): Fault => new Fault('ERR_STORE_CONFLICT', 'too many writers on one card')

/** A request out of a network counts for that network as well. */
const everyCard = (happening: Happening): readonly Happening[] => {
  const { kind, from, who } = happening
  if ((kind !== 'person' && kind !== 'crowd') || from === undefined || who === undefined) return [happening]
  return [happening, { ...happening, kind: 'network', about: from, loud: true }]
}
