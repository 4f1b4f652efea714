import { sha256 } from '../../src/lib/ids.ts'
import type { Facts } from '../../flows/facts.ts'
import type { FlowRecord } from '../../src/story/record.ts'
import type { Keys } from './keys.ts'
import type { Server } from './server.ts'
import { hasJoined, isAppointed, recordIn, type Item, type State } from './state.ts'

const tenMinutes = 600_000

const secretOf = (item: Item): string =>
  item.kind === 'cookie' ? item.value.slice(item.value.indexOf('.') + 1) : item.value

/** Whether the server would still know it again: what is dead is forgotten, so that a search ends. */
const alive = (item: Item, record: FlowRecord<Facts>, server: Server, keys: Keys, now: number): boolean => {
  const { link, paired, attachments } = record.facts.binding
  const { binding, defences } = server.parts
  if (record.outcome !== undefined) return false
  if (item.kind === 'signature') return true
  if (item.kind === 'door') {
    const hash = sha256(item.value)
    return record.facts.approval?.doors.some((d) => d.hash === hash && d.expiresAt > now) === true
  }
  if (item.kind === 'code')
    return attachments.some(
      (a) =>
        keys.owner(a.jkt) === item.of &&
        binding.code(item.flow, record.facts.binding, a.jkt, now)?.code === item.value,
    )
  const kept = defences.hash(secretOf(item))
  if (item.kind === 'link') return link?.hash === kept
  return [paired, ...attachments].some((b) => b?.cookieHash === kept)
}

/** Of several signatures of one passkey over one request the newest is as good as any. */
const told = (item: Item): string => (item.kind === 'signature' ? heldAs(item) : `${item.kind} ${item.value}`)

const heldAs = (item: Item): string => {
  const of = 'of' in item ? item.of : ''
  return `${item.kind} ${item.flow} ${of}${item.kind === 'signature' && item.sent ? ' sent' : ''}`
}

/** The state without what means nothing any more. */
export const pruned = (state: State, server: Server, keys: Keys): State => {
  const records = new Map(state.flows.map((flow) => [flow, recordIn(state.snapshot, flow)]))
  const living = state.seen.filter(({ item }) => {
    const record = records.get(item.flow)
    return record !== undefined && alive(item, record, server, keys, state.now)
  })
  const once = new Map(living.map((s) => [`${s.place} ${told(s.item)}`, s]))
  const jar = living.some((s) => s.item.value === state.jar) ? state.jar : undefined
  const on = ({ flow }: { readonly flow: string }): boolean => records.get(flow)?.outcome === undefined
  return {
    ...state,
    jar,
    seen: [...once.values()],
    given: state.given.filter(on),
    typed: state.typed.filter(on),
    yeses: state.yeses.filter(on),
  }
}

const flowKey = (record: FlowRecord<Facts>, keys: Keys, now: number): unknown => {
  const { facts, outcome, intent } = record
  if (outcome !== undefined) return facts.committed === undefined ? 'ended' : 'committed'
  const { link, paired, attachments, second } = facts.binding
  return [
    link !== undefined && (link.expiresAt > now ? 'link' : 'old link'),
    attachments.map((a) => `${keys.owner(a.jkt)}${a.codeExpiresAt > now ? '' : ' late'}`).toSorted(),
    keys.owner(paired?.jkt),
    second,
    facts.proofs
      .map((p) => `${p.evidence} by ${keys.owner(p.jkt)} ${now - p.at > tenMinutes ? 'old' : ''}`)
      .toSorted(),
    facts.provedAt !== undefined,
    facts.reassessed !== undefined,
    intent !== undefined,
    record.expiresAt <= now,
    approvalKey(facts.approval, now),
  ]
}

const approvalKey = (approval: Facts['approval'], now: number): unknown =>
  approval && [
    approval.given.map(({ by }) => by.actor.user).toSorted(),
    approval.doors.map(({ by, expiresAt }) => `${by.actor.user} ${expiresAt > now}`).toSorted(),
    now - approval.shown.askedAt > 15 * 60_000,
  ]

/**
 * What of a state makes a difference to what can follow. Names made by chance are left out, and so are the tries: of two
 * states that differ in them only, the one that is found first has used the fewest, and everything follows from it that
 * follows from the other.
 */
export const keyOf = (state: State, server: Server, keys: Keys): string => {
  const { flows, snapshot, now, owned } = state
  const victim = server.people.victim.id
  const enrolment = JSON.parse(snapshot.get(`person:${victim}`)?.value ?? '{}')
  const app = enrolment.factors?.find((f: { type: string }) => f.type === 'totp')?.data.lastStep
  const held = state.seen.map(({ place, item }) => `${place}: ${heldAs(item)}`)
  return JSON.stringify([
    // Which of two conversations began first tells nothing that the records do not.
    flows.toSorted().map((flow) => [flow, flowKey(recordIn(snapshot, flow), keys, now)]),
    [...new Set(held)].toSorted(),
    state.jar?.split('.')[0],
    enrolment.liveFlow,
    app !== undefined && app >= Math.floor(now / 30_000),
    state.given.map(({ at, ...g }) => JSON.stringify([g, now - at > tenMinutes])).toSorted(),
    state.typed.map((t) => JSON.stringify(t)).toSorted(),
    state.yeses.map((yes) => JSON.stringify(yes)).toSorted(),
    hasJoined(state),
    isAppointed(state),
    owned,
    state.waited,
    state.promoted,
  ])
}
