import { keyPlace } from './activity/own-key.ts'
import { openActivity } from './activity/open.ts'
import type { Tools } from './assemble-tools.ts'
import { askedSets, withoutFacts } from './factors/activity-questions/asked.ts'
import type { PeoplePort } from './directory/port.ts'
import { randomToken } from './lib/ids.ts'
import type { LogStore } from './store/port.ts'
import { Fault } from './story/errors.ts'

type Print = (line: string) => void

export interface ForgetParts extends Pick<Tools, 'config' | 'clock' | 'store' | 'journal'> {
  readonly logs: LogStore
  readonly people: Pick<PeoplePort, 'find'>
  /** Who ran it, as the machine knows them. */
  readonly operator: string
}

/** By what the person signs in with; by the directory's id for somebody who is gone from it. */
export type Whom = { readonly account: string } | { readonly id: string }

/**
 * Erases what is known of a person's sign-ins, and about which of them they were asked; how often they were asked still counts.
 * The trail is open before anything is erased, and says that it was done. `Fault`
 * ERR_CONFIG where the account is nobody's. What sources send afterwards is learned anew.
 */
export const forgetPerson = async (parts: ForgetParts, whom: Whom, print: Print): Promise<boolean> => {
  const { config, clock, store, logs, operator } = parts
  const person = 'id' in whom ? { id: whom.id, named: whom.id } : await found(parts.people, whom.account)
  if ((await store.read(keyPlace)) === undefined) {
    print('nothing is known of anybody’s sign-ins in this store; nothing was changed')
    return true
  }
  const trail = await parts.journal()
  const failed = (): void => {}
  const { keeper } = await openActivity({ logs, store, keyring: config.keys, clock, sources: [], failed })
  await keeper.forget(person.id)
  const asked = askedSets(store)
  const unmarked = withoutFacts(asked, await asked.of(person.id))
  if (unmarked !== undefined && !(await store.write([unmarked])))
    throw new Fault('ERR_STORE', `${person.named} was being asked just now; run this once more`)
  const detail = { person: person.id, by: 'operator', operator }
  await trail.append([{ event: 'activity.forgotten', id: `forget-${randomToken(16)}`, detail }])
  print(`nothing is known of the sign-ins of ${person.named} any more`)
  print('counts of the whole company hold no names and stay; what sources send from now on is learned anew')
  return true
}

const found = async (people: ForgetParts['people'], account: string) => {
  const person = await people.find('account', account)
  if (person === undefined)
    throw new Fault(
      'ERR_CONFIG',
      `the directory knows nobody whose account is ${account}; for somebody who is gone give --id; nothing was changed`,
    )
  return { id: person.id, named: `${person.account} (${person.displayName})` }
}
