import { randomBytes } from 'node:crypto'
import { isObject, type Json } from './json.ts'
import { wrongInView } from './block-limits.ts'
import { withIds } from './rooms.ts'

/** A modal or an App Home as Slack keeps it: what the app sent, plus ids, hash and place in the stack. */
export interface KeptView {
  readonly id: string
  readonly team: string
  readonly user: string
  readonly view: Json
  errors: Readonly<Record<string, string>>
}

const place = (team: string, user: string): string => `${team}/${user}`

/** The modals that lie open on somebody's screen, at most three deep, and everybody's App Home. */
export class Views {
  readonly #stacks = new Map<string, KeptView[]>()
  readonly #homes = new Map<string, KeptView>()
  readonly #id: () => string
  readonly #appId: string

  constructor(id: () => string, appId: string) {
    this.#id = id
    this.#appId = appId
  }

  top(team: string, user: string): KeptView | undefined {
    return this.#stacks.get(place(team, user))?.at(-1)
  }

  home(team: string, user: string): KeptView | undefined {
    return this.#homes.get(place(team, user))
  }

  find(holds: (kept: KeptView) => boolean): KeptView | undefined {
    return [...this.#stacks.values()].flat().find(holds)
  }

  /** Opens the first view of a stack, which closes whatever lay there. */
  open(team: string, user: string, view: Json): KeptView {
    this.#stacks.set(place(team, user), [])
    return this.push(team, user, view)!
  }

  /** Undefined when three lie there already. */
  push(team: string, user: string, view: Json): KeptView | undefined {
    const stack = this.#stacks.get(place(team, user)) ?? []
    if (stack.length >= 3) return undefined
    const kept = this.#keep(this.#id(), team, user, view, stack)
    this.#stacks.set(place(team, user), [...stack, kept])
    return kept
  }

  replace(old: KeptView, view: Json): KeptView {
    const stack = this.#stacks.get(place(old.team, old.user)) ?? []
    const at = stack.indexOf(old)
    const kept = this.#keep(old.id, old.team, old.user, view, stack.slice(0, at))
    this.#stacks.set(place(old.team, old.user), stack.with(at, kept))
    return kept
  }

  publish(team: string, user: string, view: Json): KeptView {
    const id = this.home(team, user)?.id ?? this.#id()
    const kept = this.#keep(id, team, user, view, [])
    this.#homes.set(place(team, user), kept)
    return kept
  }

  /** Takes the top view away, or all of them. */
  close(team: string, user: string, all = false): void {
    const stack = this.#stacks.get(place(team, user)) ?? []
    this.#stacks.set(place(team, user), all ? [] : stack.slice(0, -1))
  }

  #keep(id: string, team: string, user: string, sent: Json, below: readonly KeptView[]): KeptView {
    const bare = {
      id,
      team_id: team,
      private_metadata: '',
      callback_id: '',
      external_id: '',
      title: { type: 'plain_text', text: 'View Title' },
      close: null,
      submit: null,
      clear_on_close: false,
      notify_on_close: false,
      ...sent,
      blocks: withIds(sent['blocks'], this.#id),
      state: { values: {} },
      hash: `${Date.now()}.${randomBytes(4).toString('hex')}`,
      previous_view_id: below.at(-1)?.id ?? null,
      root_view_id: below[0]?.id ?? id,
      app_id: this.#appId,
      app_installed_team_id: team,
    }
    return { id, team, user, view: bare, errors: {} }
  }
}

/** What Slack refuses about a view that was sent to it, or the view. */
export const viewOf = (
  sent: unknown,
  types: readonly string[],
): { readonly view: Json } | { readonly refused: readonly string[] } => {
  if (!isObject(sent)) return { refused: ['must provide an object [json-pointer:/view]'] }
  if (!types.includes(String(sent['type'])))
    return { refused: ['invalid view type [json-pointer:/view/type]'] }
  const wrong = wrongInView(sent)
  return wrong.length > 0 ? { refused: wrong } : { view: sent }
}
