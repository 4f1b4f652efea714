import { minute, type Clock } from '../lib/clock.ts'
import type { MatchBy, PeoplePort } from '../directory/port.ts'
import type { Called } from './told.ts'

/** How a source's people are found in the directory. */
export interface Matching {
  /** By which attribute. */
  readonly by: MatchBy
  /** For `account`: the domains whose accounts are ours. The same account of another domain, or of one machine, is somebody else. */
  readonly domains: readonly string[]
}

/** What the directory is asked for; undefined when the event does not say it. */
export const soughtOf = (
  { by, domains }: Matching,
  { name, mail, uid, domain }: Called,
): string | undefined => {
  switch (by) {
    case 'mail':
      return mail ?? addressIn(name)
    case 'userPrincipalName':
      return addressIn(name) ?? addressIn(mail)
    case 'employeeID':
      return uid
    case 'account':
      return account(name, domain, domains)
    default:
      return by satisfies never
  }
}

const addressIn = (text: string | undefined): string | undefined =>
  text?.includes('@') === true ? text : undefined

const account = (
  name: string | undefined,
  domain: string | undefined,
  ours: readonly string[],
): string | undefined => {
  const [, front, back] = /^(?:([^\\@]+)\\)?([^\\@]+)$/.exec(name ?? '') ?? []
  const [, local, realm] = /^([^\\@]+)@([^\\@]+)$/.exec(name ?? '') ?? []
  const named = front ?? realm ?? domain
  const is = ours.some((one) => one.toLowerCase() === named?.toLowerCase())
  return is ? (back ?? local) : undefined
}

/** A hit is believed for so long, a miss for so long (ms): a name may come to belong to somebody else. */
const [hitMs, missMs] = [10 * minute, 2 * minute]
const mostKnown = 50_000
/** So many searches at once, whatever a source sends. */
const mostSearches = 8

/** Who is meant, by the directory; what it said is kept for a while, for a source names the same people again and again. */
export class Known {
  readonly #people: Pick<PeoplePort, 'find'>
  readonly #clock: Clock
  readonly #known = new Map<string, { readonly id: string | undefined; readonly until: number }>()

  constructor(people: Pick<PeoplePort, 'find'>, clock: Clock) {
    this.#people = people
    this.#clock = clock
  }

  /** The ids of these, in their order; undefined for nobody. Rejects with the directory's `Fault` when it cannot be asked. */
  async idsOf(
    by: MatchBy,
    sought: readonly (string | undefined)[],
  ): Promise<readonly (string | undefined)[]> {
    const now = this.#clock.now()
    const found = new Map<string, string | undefined>()
    const open: string[] = []
    for (const one of new Set(sought)) {
      if (one === undefined) continue
      const known = this.#known.get(`${by} ${one.toLowerCase()}`)
      if (known !== undefined && known.until > now) found.set(one, known.id)
      else open.push(one)
    }
    const search = async (): Promise<void> => {
      for (let one = open.pop(); one !== undefined; one = open.pop()) {
        const id = (await this.#people.find(by, one))?.id
        found.set(one, id)
        this.#keep(`${by} ${one.toLowerCase()}`, id, now)
      }
    }
    await Promise.all(Array.from({ length: Math.min(mostSearches, open.length) }, search))
    return sought.map((one) => (one === undefined ? undefined : found.get(one)))
  }

  /** The longest known make room. */
  #keep(key: string, id: string | undefined, now: number): void {
    this.#known.delete(key)
    this.#known.set(key, { id, until: now + (id === undefined ? missMs : hitMs) })
    if (this.#known.size > mostKnown)
      for (const oldest of this.#known.keys()) return void this.#known.delete(oldest)
  }
}
