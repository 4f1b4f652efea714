import type { Sink } from '../audit/port.ts'
import type { Directory } from '../directory/port.ts'
import type { Adapter } from '../house/port.ts'
import type { MailPort } from '../notify/port.ts'
import { Fault, type FaultCode } from '../story/errors.ts'
import type { Store } from '../story/record.ts'
import type { HealthPort, Part } from './health.ts'

/** Which faults say that a part is away; any other answer, also a no, says that it is there. */
type IsAway = (cause: unknown) => boolean

const coded =
  (...codes: readonly FaultCode[]): IsAway =>
  (cause) =>
    cause instanceof Fault && codes.includes(cause.code)

const reporter =
  (health: HealthPort, part: Part, isAway: IsAway) =>
  async <T>(work: Promise<T>): Promise<T> => {
    try {
      const answer = await work
      health.works(part)
      return answer
    } catch (cause) {
      if (isAway(cause)) health.failed(part)
      else if (cause instanceof Fault) health.works(part)
      throw cause
    }
  }

/** The directory, with how it fares reported by whoever asks it. */
export const reportingDirectory = (directory: Directory, health: HealthPort): Directory => {
  const seen = reporter(health, 'directory', coded('ERR_DIRECTORY', 'ERR_DIRECTORY_TLS'))
  const { people, commit, watch } = directory
  return {
    people: {
      capabilities: () => seen(people.capabilities()),
      find: (by, value) => seen(people.find(by, value)),
      status: (id) => seen(people.status(id)),
      verify: (id, password) => seen(people.verify(id, password)),
    },
    commit: {
      prepare: (person, kind) => seen(commit.prepare(person, kind)),
      commit: (order) => seen(commit.commit(order)),
      resolve: (witness, op) => seen(commit.resolve(witness, op)),
      unlock: (person) => seen(commit.unlock(person)),
    },
    watch: { lockouts: (cursor) => seen(watch.lockouts(cursor)) },
    check: () => directory.check(),
    close: () => directory.close(),
  }
}

/** The store, likewise. */
export const reportingStore = (store: Store, health: HealthPort): Store => {
  const seen = reporter(health, 'store', coded('ERR_STORE'))
  return {
    read: (key) => seen(store.read(key)),
    write: (changes) => seen(store.write(changes)),
    claim: (key, ttlMs) => seen(store.claim(key, ttlMs)),
    due: (kind, now, limit) => seen(store.due(kind, now, limit)),
    ping: () => seen(store.ping()),
    close: () => store.close(),
  }
}

/** The mail server, likewise. A recipient that it refuses is no outage, though that mail is tried again and again. */
export const reportingMail = (mail: MailPort, health: HealthPort): MailPort => {
  const isAway: IsAway = (cause) =>
    cause instanceof Fault &&
    cause.code === 'ERR_MAIL' &&
    cause.cause !== undefined &&
    !(cause.cause instanceof Error && 'code' in cause.cause && cause.cause.code === 'EENVELOPE')
  const seen = reporter(health, 'mail', isAway)
  return { send: (one) => seen(mail.send(one)) }
}

/** An audit sink, likewise. */
export const reportingSink = (sink: Sink, health: HealthPort): Sink => {
  const seen = reporter(health, 'audit', () => true)
  return {
    name: sink.name,
    append: (entries, signal) => seen(sink.append(entries, signal)),
    close: () => sink.close(),
  }
}

/** A platform, likewise. One that asks to wait, or takes no message for somebody, is there. */
export const reportingAdapter = (adapter: Adapter, health: HealthPort): Adapter => {
  const isAway: IsAway = (cause) =>
    cause instanceof Fault && cause.code === 'ERR_CHAT' && cause.afterMs === undefined
  const seen = reporter(health, `chat:${adapter.name}`, isAway)
  return {
    name: adapter.name,
    ...(adapter.routes && { routes: adapter.routes }),
    start: (house) => adapter.start(house),
    show: (drawn, at) => seen(adapter.show(drawn, at)),
    ask: (form, trigger) => adapter.ask(form, trigger),
    whoIs: (actor, from) => seen(adapter.whoIs(actor, from)),
    alerts: () => adapter.alerts(),
    ...(adapter.onCall && { onCall: adapter.onCall.bind(adapter) }),
    tell: (drawn, to, key) => adapter.tell(drawn, to, key),
  }
}
