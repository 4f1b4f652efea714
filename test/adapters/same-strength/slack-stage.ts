import { Desk } from '../slack/desk.ts'
import { elementsOf } from '../../support/slack/block-limits.ts'
import { objectOf } from '../../support/slack/json.ts'
import type { Account, Standing } from '../../support/slack/org.ts'
import { SlackPerson } from '../../support/slack/person.ts'
import { latest, type Message, type Post, type Room } from '../../support/slack/rooms.ts'
import { en } from '../../../src/words/en.ts'
import type { Town } from '../../support/world.ts'
import { houseOf, settleIn, type Kind, type Somebody, type Stage } from './stage.ts'

/** A card as it stood, with where it stood. */
class Seen {
  readonly room: Room
  readonly post: Post
  readonly message: Message
  constructor(room: Room, post: Post) {
    this.room = room
    this.post = post
    this.message = latest(post)
  }
}

/** Slack as it is configured in earnest, by Bolt, over HTTP. */
export const slackStage = async (town: Town): Promise<Stage> => {
  const { house, rest } = houseOf(town)
  const desk = await Desk.open({ clock: town.clock, house })
  town.platform = desk.adapter
  town.at = town.machine()
  const { platform } = desk.slack
  const elsewhere = platform.workspace('Elsewhere')
  const made = (name: string, standing: Standing = 'member', email?: string): Somebody => {
    const at = standing === 'stranger' ? elsewhere : desk.corp
    return somebody(desk, platform.account(at, name, standing, email), rest)
  }
  const who: Readonly<Record<Kind, Somebody>> = {
    employee: made('ada'),
    colleague: made('joan'),
    newcomer: made('grace'),
    unconfirmed: made('imposter', 'unconfirmed', 'grace@corp.example'),
    guest: made('guest', 'guest', 'joan@corp.example'),
    stranger: made('stranger', 'stranger', 'joan@corp.example'),
    bot: made('bot', 'bot', 'joan@corp.example'),
    deleted: made('deleted', 'deleted', 'joan@corp.example'),
  }
  await settleIn(town, who)
  return { who, stop: async () => await desk.close() }
}

const somebody = (desk: Desk, account: Account, rest: () => Promise<void>): Somebody => {
  const person = new SlackPerson(desk.slack, account, desk.corp)
  const then = async (act: Promise<unknown>): Promise<void> => {
    await act
    await rest()
  }
  const fromApp = () => person.sees().messages.filter((m) => m.fromApp)
  const press = async (seen: Seen, label: string): Promise<void> => {
    const pressed = elementsOf(seen.message.blocks).find(
      ({ element }) => objectOf(element['text'])['text'] === label,
    )
    if (pressed === undefined) throw new Error(`no button ${label}`)
    const { room, post, message } = seen
    await desk.slack.interactions.pressOnMessage(account, room, post, message, pressed)
  }
  return {
    actor: { platform: 'slack', tenant: account.team.id, user: account.id },
    says: async (text) => await then(person.says(text)),
    types: async (text) => {
      await then(person.presses(en['hand-off.type-code']))
      await then(person.fills({ [en['hand-off.type-code']]: text }))
    },
    presses: async (button) => await then(person.presses(button)),
    card: () => {
      const post = person.dm.posts.findLast((p) => latest(p).bot_id !== undefined)
      return post && new Seen(person.dm, post)
    },
    pressesOn: async (card, button) => {
      if (!(card instanceof Seen)) throw new Error('no card')
      await then(press(card, button))
    },
    sees: () => {
      const newest = fromApp().at(-1)
      return newest === undefined ? '' : [...newest.lines, ...newest.buttons].join('\n')
    },
    link: () => Object.values(fromApp().at(-1)?.links ?? {})[0],
  }
}
