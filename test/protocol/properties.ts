import { policy } from '../../src/policy/policy.ts'
import { evidenceTypes } from '../../src/policy/port.ts'
import type { Seat } from './approvers.ts'
import type { Server } from './server.ts'
import { isAppointed, recordIn, subject, type State } from './state.ts'

/** A promise of the protocol that did not hold over one move. */
export interface Broken {
  readonly property: `P${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`
  readonly what: string
}

/** The policy as it is built, whatever a variant weakens; that a kind of evidence is counted at all, an operator may set. */
const asBuilt = policy({ accepted: evidenceTypes })

export const broken = (before: State, after: State, server: Server): readonly Broken[] => [
  ...committed(before, after, server),
  ...bound(before, after),
  ...approved(before, after),
  ...ended(before, after),
  ...leaked(after, server),
]

/** P1 to P4, P6 and P8 are about the moment of a commit. */
const committed = (before: State, after: State, server: Server): readonly Broken[] =>
  server.commits.flatMap(({ order, intentJournalled, prepared }): Broken[] => {
    const flow =
      after.flows.find((f) => recordIn(before.snapshot, f).ver !== recordIn(after.snapshot, f).ver) ?? ''
    const { facts } = recordIn(after.snapshot, flow)
    const typed = before.typed.find((t) => t.flow === flow)
    const given = before.given.filter((g) => g.flow === flow && [server.caller, 'chat'].includes(g.by))
    const evidence = given.map((g) => g.evidence)
    const yeses = heardOf(before, flow)
    // One touch renews the rest, so what must be young is the newest.
    const fresh = given.some((g) => after.now - g.at <= 10 * 60_000)
    const judged = facts.reassessed ?? facts.assessment
    const enough =
      judged !== undefined &&
      asBuilt.suffices([...evidence, ...yeses.map(() => 'approval' as const)], judged) === 'sufficient'
    const person = server.people[subject(flow)].id
    const free = judged?.band === 'allow' || judged?.band === 'step-up' || yeses.length > 0
    return [
      must('P1', enough, 'a commit without enough evidence of the browser that sent the password'),
      must('P1', fresh, 'a commit on evidence that is more than ten minutes old'),
      must('P2', recordIn(before.snapshot, flow).facts.committed === undefined, 'two commits of one flow'),
      must('P2', live(after, flow), 'a commit of a conversation that a newer one replaced'),
      must('P2', server.commits.length === 1, 'two commits by one answer'),
      must(
        'P3',
        typed?.chat === subject(flow) && typed.of === server.caller,
        'a commit from a browser whose code the own chat never typed',
      ),
      must('P4', free, 'a commit that would have needed an approval'),
      must('P6', intentJournalled, 'a write before its intent was journalled'),
      must(
        'P8',
        prepared && order.person === person && !(person === server.people.victim.id && after.promoted),
        'a write without asking the directory in the same act, or against its word',
      ),
    ].flat()
  })

/** P4: a yes is a passkey's of somebody who may give it, over this very request, and no human gives two. */
const approved = (before: State, after: State): readonly Broken[] =>
  after.yeses.slice(before.yeses.length).flatMap(({ flow, by, over }) => {
    const twice = before.yeses.some((yes) => yes.flow === flow && yes.by === by)
    return [
      must('P4', by !== subject(flow), 'a yes of the very person who asks'),
      must('P4', isRightful(by, after), 'a yes of somebody who may not approve'),
      must('P4', over === flow, 'a yes to something else'),
      must('P4', !twice, 'two yeses of one human'),
    ].flat()
  })

const isRightful = (by: Seat, state: State): boolean => by !== 'attacker' || isAppointed(state)

/** Humans who may approve this, and have, each once. */
const heardOf = (state: State, flow: string): readonly Seat[] => {
  const good = state.yeses.filter(
    ({ by, over, ...yes }) =>
      yes.flow === flow && over === flow && by !== subject(flow) && isRightful(by, state),
  )
  return [...new Set(good.map(({ by }) => by))]
}

const live = ({ flows }: State, flow: string): boolean =>
  flows.findLast((f) => subject(f) === subject(flow)) === flow

const must = (property: Broken['property'], holds: boolean, what: string): readonly Broken[] =>
  holds ? [] : [{ property, what }]

/** P2: one browser, and the link dead after it. */
const bound = (before: State, after: State): readonly Broken[] =>
  before.flows.flatMap((flow) => {
    const was = recordIn(before.snapshot, flow).facts.binding
    const is = recordIn(after.snapshot, flow).facts.binding
    if (was.paired === undefined) return []
    return [
      ...must('P2', is.paired?.jkt === was.paired.jkt, 'another browser took over'),
      ...must('P2', is.attachments.length === 0, 'a browser came in after pairing'),
    ]
  })

/** P5: an end is an end, and every change is a newer version. */
const ended = (before: State, after: State): readonly Broken[] =>
  before.flows.flatMap((flow) => {
    const was = before.snapshot.get(`flow:${flow}`)
    const is = after.snapshot.get(`flow:${flow}`)
    if (was?.value === is?.value) return []
    return [
      ...must('P5', recordIn(before.snapshot, flow).outcome === undefined, 'a change after the end'),
      ...must(
        'P5',
        recordIn(after.snapshot, flow).ver > recordIn(before.snapshot, flow).ver,
        'a change without a newer version',
      ),
    ]
  })

/** P7: nothing that opens anything stands in the store. */
const leaked = (after: State, server: Server): readonly Broken[] =>
  server.store.written.flatMap(({ key, value }) => {
    const secrets = [...server.secrets, ...after.seen.map(({ item }) => quoted(item.value, item.kind))]
    return secrets.some((secret) => value?.includes(secret) === true)
      ? [{ property: 'P7', what: `a secret stands in ${key.split(':')[0]}` } as const]
      : []
  })

/** Six digits happen to stand in any long number: as a value of their own they do not. */
const quoted = (value: string, kind: string): string =>
  kind === 'code' ? `"${value}"` : kind === 'cookie' ? value.slice(value.indexOf('.') + 1) : value
