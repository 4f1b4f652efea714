import { memoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/story/record.ts'
import { Town } from '../support/world.ts'

/** A town that writes down what its store and directory are asked, by kind of key. */
export class RecordedTown extends Town {
  readonly calls: string[] = []

  constructor() {
    super((clock) => memoryStore(clock))
    const kind = (key: string) => key.split(':')[0] ?? ''
    const { raw, calls } = this
    const asked: Store = { ...bound(raw) }
    raw.read = (key) => said(calls, `read ${kind(key)}`, asked.read(key))
    raw.claim = (key, ttl) => said(calls, `claim ${kind(key)}`, asked.claim(key, ttl))
    raw.write = (changes) =>
      said(calls, `write ${changes.map((c) => kind(c.key)).join('+')}`, asked.write(changes))
    const { people } = this.directory
    const find = people.find.bind(people)
    const status = people.status.bind(people)
    const verify = people.verify.bind(people)
    people.find = (by, value) => said(calls, 'find', find(by, value))
    people.status = (id) => said(calls, 'status', status(id))
    people.verify = (id, password) => said(calls, 'verify', verify(id, password))
  }

  /** What was asked while this went on. */
  async during(act: () => Promise<unknown>): Promise<readonly string[]> {
    const before = this.calls.length
    await act()
    return this.calls.slice(before)
  }
}

const said = <T>(calls: string[], what: string, answer: T): T => {
  calls.push(what)
  return answer
}

const bound = (store: Store): Store => ({
  read: store.read.bind(store),
  write: store.write.bind(store),
  claim: store.claim.bind(store),
  due: store.due.bind(store),
  ping: store.ping.bind(store),
  close: store.close.bind(store),
})
