import type { Unresolved } from './audit/unresolved.ts'
import type { PeoplePort } from './directory/port.ts'
import type { House } from './house/port.ts'
import { bad, say } from './story/card.ts'
import { Fault } from './story/errors.ts'
import type { Journal } from './story/event.ts'
import { flowKey } from './story/ledger.ts'
import type { Store } from './story/record.ts'

export interface UnresolvedParts {
  readonly store: Store
  readonly journal: Journal
  readonly alerts: House['alerts']
  readonly people: Pick<PeoplePort, 'status'>
}

/**
 * Tells the helpdesk, once, of each act whose process died and whose record the store has lost: nobody else will ever say what
 * became of it. While the record is there some replica looks it up; after that its own word would be a guess. One that somebody
 * changed nobody can go on with: it counts as lost, and must not keep the service from starting.
 */
export const tellUnresolved = async (
  found: readonly Unresolved[],
  { store, journal, alerts, people }: UnresolvedParts,
): Promise<void> => {
  for (const { op, act, flow, person, at } of found) {
    if (await isThere(flow, store)) continue
    const account = await accountOf(person, people)
    const title = say(`alert.unresolved.${act}`, { account, at: `@${at}` })
    const lines = [say('alert.unresolved.look'), say('alert.reference', { reference: flow })]
    await alerts.raise(bad(title, lines), `unresolved:${op}`)
    const event = `${act}.unresolved` as const
    await journal.append([{ event, id: `${op}:unresolved`, flow, detail: { op, person } }])
  }
}

const isThere = async (flow: string, store: Store): Promise<boolean> => {
  try {
    return (await store.read(flowKey(flow))) !== undefined
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'ERR_RECORD_TAMPERED') return false
    throw cause
  }
}

/** Their account, as the helpdesk knows it; a directory that is down or has nobody of that id leaves the id. */
const accountOf = async (id: string, people: UnresolvedParts['people']): Promise<string> => {
  try {
    return (await people.status(id))?.person.account ?? id
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    return id
  }
}
