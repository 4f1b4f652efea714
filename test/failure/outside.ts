import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Drawn, Place, Profile } from '../../src/house/port.ts'
import type { Mail } from '../../src/notify/port.ts'
import { parsed } from '../../src/story/record.ts'
import type { Actor } from '../../src/story/story.ts'

interface Told {
  readonly to: Actor | 'alerts'
  readonly drawn: Drawn
  readonly key: string
}

/** What outlives every replica: the chat platform with its rooms, and the mail server. One HTTP server in the test. */
export class Outside {
  readonly profiles = new Map<string, Profile>()
  readonly told: Told[] = []
  readonly mails: Mail[] = []
  readonly #rooms = new Map<string, Drawn[]>()
  readonly #server: Server
  #url = ''

  private constructor() {
    this.#server = createServer((request, response) => {
      void body(request).then((text) => {
        response.end(JSON.stringify(this.#does(request.url?.slice(1) ?? '', text) ?? {}))
      })
    })
  }

  static async open(): Promise<Outside> {
    const outside = new Outside()
    outside.#server.listen(0, '127.0.0.1')
    await once(outside.#server, 'listening')
    const address = outside.#server.address()
    outside.#url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    return outside
  }

  get url(): string {
    return this.#url
  }

  /** Every message of a conversation as it stands now, the newest last. */
  room(channel: string): readonly Drawn[] {
    return this.#rooms.get(channel) ?? []
  }

  async close(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  #does(path: string, text: string): unknown {
    switch (path) {
      case 'show':
        return this.#show(parsed(text))
      case 'tell':
        this.told.push(parsed<Told>(text))
        return { kind: 'sent' }
      case 'mail':
        this.mails.push(parsed<Mail>(text))
        return {}
      case 'who-is':
        return this.profiles.get(parsed<{ actor: Actor }>(text).actor.user)
      default:
        throw new TypeError(`nothing outside is called ${path}`)
    }
  }

  #show({ drawn, at }: { drawn: Drawn; at: Place }): Place {
    const room = this.#rooms.get(at.channel) ?? []
    this.#rooms.set(at.channel, room)
    const there = at.message === undefined ? room.length : Number(at.message)
    room[there] = drawn
    if (at.channel === 'alerts') this.told.push({ to: 'alerts', drawn, key: `stands:${there}` })
    return { ...at, message: `${there}` }
  }
}

const body = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}
