import type { Sent } from '../../support/slack/courier.ts'
import type { Delivery } from '../../support/teams/delivery.ts'
import { fire, type Back, type Bend, type Shot } from './bend.ts'
import type { Office } from './office.ts'
import { slackBends } from './slack-bends.ts'
import { changes, quiet, stateOf, type State } from './state.ts'
import { teamsBends, type Posted } from './teams-bends.ts'

/**
 * Stands between the platforms and the service. Before a request of an honest person is let through, it comes bent in every way,
 * and nothing may change; then it comes twice at once, and again when it was worked off, and counts once.
 */
export class Siege {
  readonly #office: Office
  /** What was not as it should be, in sentences. */
  readonly faults: string[] = []
  /** Every request that was let through, by its kind. */
  readonly tape: { readonly kind: string; readonly shot: Shot }[] = []
  bent = 0

  constructor(office: Office) {
    this.#office = office
    this.#layBeforeSlack()
    this.#layBeforeTeams()
  }

  get kinds(): ReadonlySet<string> {
    return new Set(this.tape.map(({ kind }) => kind))
  }

  /** Everything once more, in this order; nothing may change, and each is answered so. */
  async replays(tape: Siege['tape'], answers: readonly number[], what: string): Promise<void> {
    await this.#unmoved(async (looks) => {
      for (const { kind, shot } of tape) await looks(`${kind}, ${what}`, shot, answers)
    })
  }

  #layBeforeSlack(): void {
    const { courier } = this.#office.slack
    const bends = slackBends(this.#office)
    const post = courier.post.bind(courier)
    courier.post = async (sent, twist) => {
      const kind = kindOf(sent)
      const shot: Shot = { path: '/slack/events', headers: sent.headers, body: sent.raw }
      if (kind === 'ssl_check') {
        await this.replays([{ kind, shot }], [200], 'as it is')
        this.tape.push({ kind, shot })
        return await post(sent, twist)
      }
      await this.#bends(kind, bends, sent)
      const [first] = await Promise.all([post(sent, twist), this.#again(kind, shot)])
      await this.#after(kind, shot, [shot, retried(shot)])
      return first
    }
  }

  #layBeforeTeams(): void {
    const { deliveries } = this.#office.teams
    const bends = teamsBends(this.#office)
    const send = deliveries.send.bind(deliveries)
    deliveries.send = async (activity, forgery) => {
      const kind = `teams ${String(activity['type'])}`
      const posted: Posted = { activity, token: await bends.token() }
      await this.#bends(kind, bends.all, posted)
      const [first] = await Promise.all([send(activity, forgery), this.#again(kind, bends.honest(posted))])
      const anew: Posted = { activity, token: await bends.token({ nbf: 1 }) }
      await this.#after(kind, shotOf(first), [shotOf(first), bends.honest(anew)])
      return first
    }
  }

  async #bends<T>(kind: string, bends: readonly Bend<T>[], recorded: T): Promise<void> {
    await this.#unmoved(async (looks) => {
      for (const { name, shot, answers } of bends) {
        const made = await shot(recorded)
        if (made !== undefined) await looks(`${kind}, ${name}`, made, answers)
      }
    })
  }

  async #after(kind: string, shot: Shot, again: readonly Shot[]): Promise<void> {
    this.tape.push({ kind, shot })
    for (const one of again) await this.replays([{ kind, shot: one }], [200, 501], 'again')
  }

  async #again(kind: string, shot: Shot): Promise<void> {
    this.#judge(`${kind}, at the same time`, await fire(this.#office.port, shot), [200, 501])
  }

  /** Looks after every shot, and once more when whatever it set off has come to rest. */
  async #unmoved(
    shoot: (looks: (what: string, shot: Shot, answers: readonly number[]) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const office = this.#office
    await quiet(office)
    let before = await stateOf(office)
    const compare = async (what: string): Promise<void> => {
      const after: State = await stateOf(office)
      const changed = changes(before, after)
      if (changed.length > 0) this.faults.push(`${what}: changed ${changed.join(', ')}`)
      before = after
    }
    await shoot(async (what, shot, answers) => {
      this.bent += 1
      this.#judge(what, await fire(office.port, shot), answers)
      await compare(what)
    })
    await quiet(office)
    await compare('what came of these')
  }

  #judge(what: string, { status, body }: Back, answers: readonly number[]): void {
    if (!answers.includes(status))
      if (!answers.includes(status)) this.faults.push(`${what}: answered ${status}`)
    if ([401, 403, 415].includes(status) && body !== '') this.faults.push(`${what}: told ${body}`)
  }
}

const kindOf = ({ type, body }: Sent): string => {
  if (type === 'slash_commands') return body['ssl_check'] === '1' ? 'ssl_check' : 'slash command'
  const { event } = body
  const inner = typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined
  return String(inner ?? body['type'])
}

const shotOf = ({ raw, authorization }: Delivery): Shot => ({
  path: '/api/messages',
  headers: { authorization, 'content-type': 'application/json; charset=utf-8' },
  body: raw,
})

/** As Slack marks what it sends again; with a charset besides. */
const retried = (shot: Shot): Shot => ({
  ...shot,
  headers: {
    ...shot.headers,
    'content-type': `${String(shot.headers?.['content-type'])}; charset=utf-8`,
    'x-slack-retry-num': '1',
    'x-slack-retry-reason': 'http_timeout',
  },
})
