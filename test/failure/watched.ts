import { FileSink } from '../../src/audit/file-sink.ts'
import { GuardedClient } from '../../src/directory/guarded-client.ts'
import type { Directory } from '../../src/directory/port.ts'
import type { Store } from '../../src/story/record.ts'
import type { Points } from './points.ts'

/**
 * The store, each write of it a point. It is called by the kinds of its keys and the version of the flow that they belong to, so
 * that the same write has the same name whatever else is done in the meantime.
 */
export const watched = (store: Store, points: Points): Store => ({
  read: (key) => store.read(key),
  write: (changes) =>
    points.deed(`write ${changes.map((c) => named(c.key)).join('+')}`, () => store.write(changes)),
  claim: (key, ttl) => points.deed(`claim ${named(key)}`, () => store.claim(key, ttl)),
  // No effect, and no place to die; but it tells how often the sweep went round.
  due: (kind, now, limit) => {
    if (kind === 'flow') points.rounds += 1
    return store.due(kind, now, limit)
  },
  ping: () => store.ping(),
  close: () => store.close(),
})

/** `draw:<flow>:7` is `draw 7`: what differs from run to run is left out. */
const named = (key: string): string => {
  const [kind = '', ...parts] = key.split(':')
  return [kind, ...parts.filter((part) => /^\d{1,3}$/.test(part))].join(' ')
}

/** The directory, each act of it a point. */
export const acting = (directory: Directory, points: Points): Directory => ({
  ...directory,
  commit: {
    prepare: (...asked) => directory.commit.prepare(...asked),
    commit: (order) => points.deed('commit', () => directory.commit.commit(order)),
    resolve: (witness, op) => directory.commit.resolve(witness, op),
    unlock: (id) => points.deed('unlock', () => directory.commit.unlock(id)),
  },
})

/** The journal is made inside the house, so its file is watched where it is written. */
export const watchAudit = (points: Points): void => {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this` below
  const append = FileSink.prototype.append
  FileSink.prototype.append = function (entries, signal) {
    const names = entries.map((e) => e.event).join('+')
    return points.deed(`append ${names}`, async () => {
      await points.hanging
      await append.call(this, entries, signal)
    })
  }
}

/** One reset is several requests, of one kind or two; each of them is a place to die. */
export const watchLdap = (points: Points): void => {
  // oxlint-disable-next-line typescript/unbound-method -- they are called with their own `this` below
  const { modify, extended } = GuardedClient.prototype
  GuardedClient.prototype.modify = function (...request) {
    return points.deed('modify', () => modify.apply(this, request))
  }
  GuardedClient.prototype.extended = function (...request) {
    return points.deed('extended', () => extended.apply(this, request))
  }
}
