import type { Board } from './alerts/board.ts'
import type { LookupsPort } from './alerts/port.ts'
import { roster } from './approval/roster.ts'
import { inForce } from './assemble-world.ts'
import type { Config } from './config/port.ts'
import type { PeoplePort } from './directory/port.ts'
import { hour, type Clock } from './lib/clock.ts'
import { sha256 } from './lib/ids.ts'
import { say } from './story/card.ts'
import type { Engine } from './story/engine.ts'
import { Fault } from './story/errors.ts'
import { flowKey } from './story/ledger.ts'
import { parsed, type FlowRecord, type Store } from './story/record.ts'

/** Every group that the directory is asked about: those of the policy, and those of the helpdesk. */
export const groupsAsked = (config: Parameters<typeof inForce>[0] & Pick<Config, 'helpdesk'>) => [
  ...new Set([...inForce(config).groups, ...(config.helpdesk.groups ?? [])]),
]

export interface LookupsParts {
  readonly config: Pick<Config, 'alerts'> & {
    readonly helpdesk: Pick<Config['helpdesk'], 'groups'>
    readonly policy: Pick<Config['policy'], 'approvers'>
  }
  readonly store: Store
  readonly clock: Clock
  readonly board: Pick<Board, 'take'>
  readonly engine: () => Pick<Engine<unknown, unknown>, 'view'>
  readonly people: Pick<PeoplePort, 'status'>
}

const attempts = 20

/** Who may look people up, how often, and what is seen of their requests. */
export const lookups = (parts: LookupsParts): LookupsPort => {
  const { config, store, clock, board, engine } = parts
  const alarm = async (agent: string, now: number): Promise<void> => {
    const account = (await parts.people.status(agent))?.person.account ?? agent
    const says = say('alert.lookups', { account, count: `${config.alerts.lookups}` })
    const about = { about: `lookups:${agent}`, key: `lookups:${agent}:${Math.floor(now / hour)}` }
    const lines = [say('alert.lookups.do')]
    await board.take([{ kind: 'alarm', ...about, at: now, says, lines, tone: 'bad', loud: true, who: agent }])
  }
  return {
    async isHelpdesk(person, status) {
      const appointed = (await roster(store)).value.appointed.includes(person)
      const named = [...(config.helpdesk.groups ?? []), ...config.policy.approvers]
      // A group that cannot be read holds nobody.
      const groups = status?.groups === 'unknown' ? [] : (status?.groups ?? [])
      return appointed || named.some((group) => groups.includes(group))
    },

    async take(agent) {
      const key = `lookups:${sha256(agent).slice(0, 22)}`
      for (let n = 0; n < attempts; n++) {
        const now = clock.now()
        const stored = await store.read(key)
        const lately = (stored ? parsed<readonly number[]>(stored.value) : []).filter((at) => now - at < hour)
        const [oldest] = lately
        if (oldest !== undefined && lately.length >= config.alerts.lookups) {
          await alarm(agent, now)
          return oldest + hour
        }
        const value = JSON.stringify([...lately, now])
        if (await store.write([{ key, rev: stored?.rev ?? 0, value, ttlMs: hour }])) return undefined
      }
      throw new Fault('ERR_STORE_CONFLICT', 'too many lookups at once')
    },

    async request(flow) {
      try {
        const [seen, stored] = [await engine().view(flow), await store.read(flowKey(flow))]
        if (seen === undefined || stored === undefined) return undefined
        const { startedAt: at } = parsed<FlowRecord<unknown>>(stored.value)
        const { outcome, step } = seen
        return { flow, at, waits: step === 'await-approval', ...(outcome !== undefined && { outcome }) }
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause
        return undefined
      }
    },
  }
}
