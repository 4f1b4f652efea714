import { expect } from 'vitest'
import { mriOf, type Member } from './company.ts'
import { buttonsOn, fieldsOn, isObject } from './card-reading.ts'
import type { Json } from './activities.ts'
import type { Delivery, Forgery } from './delivery.ts'
import { cardOf, textsIn, type Posted } from './rooms.ts'
import { chatOf, type Team } from './roster.ts'
import type { Teams } from './teams.ts'

const cardType = 'application/vnd.microsoft.card.adaptive'

/** How a button is pressed: by an old client, on an older state of the card, twice under one id. */
export interface Press extends Forgery {
  readonly as?: 'execute' | 'submit'
  /** The card with the button; the newest as it stands now, unless told otherwise. */
  readonly on?: Json
}

/** Somebody in Teams, in their own chat with the bot. */
export class TeamsPerson {
  readonly member: Member
  readonly #teams: Teams
  #typed: Readonly<Record<string, string>> = {}

  constructor(teams: Teams, member: Member) {
    this.#teams = teams
    this.member = member
  }

  get chat(): string {
    return chatOf(this.member)
  }

  get messages(): readonly Posted[] {
    return this.#teams.rooms.of(this.chat).filter((p) => !p.deleted)
  }

  /** The newest message. */
  get newest(): Posted {
    const newest = this.messages.at(-1)
    if (newest === undefined) throw new Error('the bot said nothing yet')
    return newest
  }

  /** The newest card, as it stands now. */
  get card(): Json {
    const card = cardOf(this.newest)
    if (card === undefined) throw new Error('the newest message is no card')
    return card
  }

  async says(text: string, forgery?: Forgery): Promise<Delivery> {
    return await this.#teams.from(this.member, { type: 'message', text, textFormat: 'plain' }, forgery)
  }

  /** Teams tells of a message that was changed, under its own id. */
  async edits({ activity }: Delivery, text: string): Promise<Delivery> {
    const rest = {
      type: 'messageUpdate',
      text,
      channelData: { ...channelDataOf(activity), eventType: 'editMessage' },
    }
    return await this.#teams.from(this.member, rest, undefined, String(activity['id']))
  }

  /** Types into a field of the newest card, by what stands beside it; sent with the next press. */
  fills(label: string, text: string): void {
    const id = fieldsOn(this.card).get(label)
    if (id === undefined) throw new Error(`no field "${label}" on: ${this.#read()}`)
    this.#typed = { ...this.#typed, [id]: text }
  }

  /** Presses a button that is really there; the card the bot answers with takes its place. */
  async presses(
    title: string,
    { as = 'execute', on = this.card, ...forgery }: Press = {},
  ): Promise<Delivery> {
    const posted = this.newest
    const { action } = buttonOn(on, title)
    const typed = action['associatedInputs'] === 'none' ? {} : this.#typed
    this.#typed = {}
    const rest = {
      ...(as === 'execute' ? executed(action, typed) : submitted(action, typed)),
      replyToId: posted.id,
    }
    const delivery = await this.#teams.from(this.member, rest, forgery)
    this.#redrawn(posted, delivery)
    return delivery
  }

  /** What stands in a channel of theirs, newest last. */
  reads({ channel }: Team): readonly Posted[] {
    return this.#teams.rooms.of(channel).filter((p) => !p.deleted)
  }

  /** Presses a button that is really there on a card in a channel: the newest such card, or this one. */
  async pressesIn(
    team: Team,
    title: string,
    { as = 'execute', on, ...forgery }: Press = {},
  ): Promise<Delivery> {
    const has = (posted: Posted): boolean => buttonsOn(cardOf(posted)).some((b) => b.title === title)
    const posted = this.reads(team).findLast(has) ?? this.reads(team).at(-1)
    if (posted === undefined) throw new Error('nothing stands in the channel')
    const { action } = buttonOn(on ?? cardOf(posted) ?? {}, title)
    const rest = as === 'execute' ? executed(action, {}) : submitted(action, {})
    const told = { ...rest, replyToId: posted.id }
    return await this.#teams.fromChannel(this.member, team, posted.id, told, forgery)
  }

  /** The address behind a button. */
  link(title: string): string {
    const { action } = buttonOn(this.card, title)
    if (action['type'] !== 'Action.OpenUrl') throw new Error(`"${title}" opens no page`)
    return String(action['url'])
  }

  sees(...texts: readonly string[]): void {
    for (const text of texts) expect(this.#read()).toContain(text)
  }

  seesNot(...texts: readonly string[]): void {
    for (const text of texts) expect(this.#read()).not.toContain(text)
  }

  #read(): string {
    return textsIn(this.newest).join('\n')
  }

  #redrawn(posted: Posted, { status, body }: Delivery): void {
    const { type, value } = body
    if (status !== 200 || type !== cardType || !isObject(value)) return
    const activity = { type: 'message', attachments: [{ contentType: cardType, content: value }] }
    if (this.#teams.rooms.isFit(activity)) posted.states.push(activity)
  }

  /** The name under which this bot, and no other, knows them. */
  get mri(): string {
    return mriOf(this.member)
  }
}

const buttonOn = (card: Json, title: string) => {
  const found = buttonsOn(card).filter((b) => b.title === title)
  const [button] = found
  if (button === undefined || found.length > 1)
    throw new Error(
      `${found.length} buttons "${title}" among: ${buttonsOn(card)
        .map((b) => b.title)
        .join(', ')}`,
    )
  return button
}

const dataOf = ({ data }: Json): Json => (isObject(data) ? data : {})
const channelDataOf = ({ channelData }: Json): Json => (isObject(channelData) ? channelData : {})

const executed = (action: Json, typed: Json): Json => {
  if (action['type'] !== 'Action.Execute')
    throw new Error(`a button of ${String(action['type'])} cannot be executed`)
  const { type, id, title, verb } = action
  const sent = { type, id, title, verb, data: { ...dataOf(action), ...typed } }
  return { type: 'invoke', name: 'adaptiveCard/action', value: { action: sent, trigger: 'manual' } }
}

/** What a client does that knows no Action.Execute. */
const submitted = (action: Json, typed: Json): Json => {
  const { fallback } = action
  const submit = action['type'] === 'Action.Submit' ? action : fallback
  if (!isObject(submit) || submit['type'] !== 'Action.Submit')
    throw new Error('the button has no Action.Submit to fall back on')
  return { type: 'message', value: { ...dataOf(submit), ...typed } }
}
