import { isObject, type Json } from './json.ts'
import type { Account, Workspace } from './org.ts'

export interface Message {
  readonly type: 'message'
  readonly ts: string
  readonly team: string
  readonly user?: string
  readonly bot_id?: string
  readonly app_id?: string
  readonly client_msg_id?: string
  readonly text: string
  readonly blocks?: readonly Json[]
  readonly metadata?: Json
  readonly edited?: Json
  readonly thread_ts?: string
}

/** A place in a conversation: everything it has ever looked like, and whether it is still there. */
export interface Post {
  readonly drawings: Message[]
  deleted: boolean
  /** The only person who sees it; nobody else does, and no method can fetch or change it. */
  readonly ephemeralTo?: string
}

export interface Room {
  readonly id: string
  readonly team: Workspace
  readonly kind: 'im' | 'channel'
  readonly name: string
  /** The person of a direct message. */
  readonly with?: Account
  /** Users and bots in a channel. */
  readonly members: Set<string>
  archived: boolean
  readonly posts: Post[]
}

export const latest = (post: Post): Message => post.drawings.at(-1)!

/** What a person finds in a room now. */
export const standing = (room: Room, user: string): readonly Post[] =>
  room.posts.filter((p) => !p.deleted && (p.ephemeralTo === undefined || p.ephemeralTo === user))

/** Gives every block, and everything in it that can be pressed, an id, as Slack does where the app gave none. */
export const withIds = (blocks: unknown, id: () => string): readonly Json[] =>
  (Array.isArray(blocks) ? blocks : []).filter(isObject).map((block) => ({
    ...block,
    block_id: block['block_id'] ?? id(),
    ...(Array.isArray(block['elements']) &&
      block['type'] === 'actions' && { elements: block['elements'].map((e: unknown) => marked(e, id)) }),
    ...(isObject(block['accessory']) && { accessory: marked(block['accessory'], id) }),
    ...(isObject(block['element']) && { element: marked(block['element'], id) }),
  }))

const marked = (element: unknown, id: () => string): unknown =>
  isObject(element) && element['type'] !== 'image'
    ? { ...element, action_id: element['action_id'] ?? id() }
    : element

/** Direct messages between a person and the app, and channels. */
export class Rooms {
  readonly #all = new Map<string, Room>()

  add(room: Omit<Room, 'archived' | 'posts'>): Room {
    const made = { ...room, archived: false, posts: [] }
    this.#all.set(room.id, made)
    return made
  }

  find(id: string): Room | undefined {
    return this.#all.get(id)
  }

  /** The direct message with this person in the workspace where the app is. */
  im(team: Workspace, person: Account): Room | undefined {
    return [...this.#all.values()].find(
      (r) => r.kind === 'im' && r.team.id === team.id && r.with?.id === person.id,
    )
  }
}

export const postAt = (room: Room, ts: string): Post | undefined =>
  room.posts.find((p) => !p.deleted && p.ephemeralTo === undefined && latest(p).ts === ts)
