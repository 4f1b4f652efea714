import { describe, expect, test } from 'vitest'
import { Health, type Part } from '../../src/alerts/health.ts'
import { Outages } from '../../src/alerts/outages.ts'
import { reportingAdapter, reportingDirectory, reportingMail } from '../../src/alerts/reporting.ts'
import { MemoryDirectory } from '../../src/directory/memory.ts'
import { nobody } from '../../src/directory/port.ts'
import { minute, second } from '../../src/lib/clock.ts'
import { asking, say } from '../../src/story/card.ts'
import { Fault } from '../../src/story/errors.ts'
import { textOf } from '../support/phrases.ts'
import { TestChat } from '../support/test-chat.ts'
import { company, standing } from './channel.ts'

/** Replicas that each see how things fare for themselves. */
const depending = () => {
  const chat = new TestChat()
  const { clock, raw, replica } = company([chat], { everyMs: 0 })
  const told: string[] = []
  const process = (name: string, probes: Partial<Record<Part, () => Promise<unknown>>> = {}) => {
    const health = new Health(clock)
    const { board, rest } = replica()
    const outages = new Outages({
      health,
      board,
      store: raw,
      clock,
      settings: { outageMs: minute },
      replica: name,
      probes,
      tell: async (card) => void told.push(textOf(card)),
      failed: () => {},
    })
    const looks = async (): Promise<void> => {
      await outages.round()
      await rest()
    }
    return { health, looks }
  }
  /** Fails, or works, every ten seconds for so long. */
  const fares = async (
    one: ReturnType<typeof process>,
    how: 'failed' | 'works',
    ms: number,
    part: Part = 'directory',
  ): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 10 * second) {
      one.health[how](part)
      await one.looks()
      clock.forward(10 * second)
    }
  }
  return { chat, clock, process, fares, told }
}

const away = 'The directory has not answered since Monday 1 June at 19:45 UTC.'

describe('something we depend on', () => {
  test('is said to be away once, when it has been for a minute, and to work again', async () => {
    const { chat, process, fares } = depending()
    const one = process('a')
    await fares(one, 'failed', minute)
    expect(standing(chat)).toEqual([])
    await fares(one, 'failed', 11 * minute)
    expect(standing(chat)).toEqual([expect.stringContaining(away)])
    expect(standing(chat)[0]).toContain('What to do: look at the directory servers')
    expect(chat.alerted).toHaveLength(1)
    await fares(one, 'works', 10 * second)
    expect(standing(chat)).toEqual(['The directory works again, after 12 min.\nNothing to do.'])
  })

  test('that stumbles is not said to be away', async () => {
    const { chat, process, fares } = depending()
    const one = process('a')
    for (let n = 0; n < 5; n++) {
      await fares(one, 'failed', 50 * second)
      await fares(one, 'works', 10 * second)
    }
    expect(standing(chat)).toEqual([])
  })

  test('that failed once and was not used since is not said to be away', async () => {
    const { chat, clock, process } = depending()
    const one = process('a')
    one.health.failed('chat:slack')
    clock.forward(10 * minute)
    await one.looks()
    expect(standing(chat)).toEqual([])
  })

  test('away for several replicas has one card, until it works for the last of them', async () => {
    const { chat, clock, process, fares } = depending()
    const [a, b] = [process('a'), process('b')]
    for (let n = 0; n < 12; n++) {
      for (const one of [a, b]) {
        one.health.failed('directory')
        await one.looks()
      }
      clock.forward(10 * second)
    }
    expect(standing(chat)).toEqual([expect.stringContaining(away)])
    for (let n = 0; n < 20; n++) {
      a.health.works('directory')
      b.health.failed('directory')
      await a.looks()
      await b.looks()
      clock.forward(10 * second)
    }
    expect(standing(chat)).toEqual([expect.stringContaining(away)])
    await fares(b, 'works', 10 * second)
    expect(standing(chat)).toEqual([expect.stringContaining('The directory works again')])
  })

  test('is closed by another replica when the one that said so died', async () => {
    const { chat, clock, process, fares } = depending()
    await fares(process('a'), 'failed', 2 * minute)
    const b = process('b')
    await fares(b, 'works', 10 * second)
    expect(standing(chat)).toEqual([expect.stringContaining(away)])
    clock.forward(3 * minute)
    await fares(b, 'works', 10 * second)
    expect(standing(chat)).toEqual([expect.stringContaining('The directory works again')])
  })

  test('is asked after while nobody uses it', async () => {
    const { chat, clock, process } = depending()
    const directory = new MemoryDirectory([], clock)
    const one = process('a', {
      directory: async () => {
        await reportingDirectory(directory, one.health).people.status(nobody)
      },
    })
    directory.down(true)
    one.health.failed('directory')
    for (let n = 0; n < 8; n++) {
      await one.looks()
      clock.forward(10 * second)
    }
    expect(standing(chat)).toEqual([expect.stringContaining(away)])
    directory.down(false)
    for (let n = 0; n < 3; n++) await one.looks()
    expect(standing(chat)).toEqual([expect.stringContaining('The directory works again')])
  })

  test('each kind is told in words, with what it means and what to do', async () => {
    const { chat, process, fares } = depending()
    for (const part of ['mail', 'audit', 'chat:slack', 'activity:graph'] as const)
      await fares(process('a'), 'failed', 80 * second, part)
    expect(standing(chat).map((text) => text.split('\n')[0]?.replace(/ since .*/, ''))).toEqual([
      'The mail server has taken nothing',
      'An audit log has not been written',
      'The chat platform Slack has not answered',
      'The source of sign-ins Microsoft Entra has failed',
    ])
  })

  test('the store itself: each process speaks for itself, for nothing can be kept', async () => {
    const { chat, process, fares, told } = depending()
    const one = process('latchkey-7')
    await fares(one, 'failed', 3 * minute, 'store')
    await fares(one, 'works', 20 * second, 'store')
    expect(standing(chat)).toEqual([])
    expect(told).toEqual([
      expect.stringContaining('Process latchkey-7 has not reached its store, Redis, since Monday'),
      expect.stringContaining('Process latchkey-7 reaches its store again, after 3 min.'),
    ])
  })
})

describe('what counts as away', () => {
  const reported = () => {
    const seen: string[] = []
    const health = {
      failed: (part: Part) => void seen.push(`${part} failed`),
      works: (part: Part) => void seen.push(`${part} works`),
    }
    return { seen, health }
  }

  test.each([
    [
      'a refused recipient',
      new Fault('ERR_MAIL', 'no', { cause: Object.assign(new Error(), { code: 'EENVELOPE' }) }),
      'works',
    ],
    ['an address that is none', new Fault('ERR_MAIL', 'not one address'), 'works'],
    [
      'a server that is gone',
      new Fault('ERR_MAIL', 'no', { cause: Object.assign(new Error(), { code: 'ETIMEDOUT' }) }),
      'failed',
    ],
  ])('mail: %s', async (_what, fault, how) => {
    const { seen, health } = reported()
    const mail = reportingMail({ send: () => Promise.reject(fault) }, health)
    await expect(mail.send({ to: '', subject: '', text: '', key: '' })).rejects.toBe(fault)
    expect(seen).toEqual([`mail ${how}`])
  })

  test('a platform that asks to wait is there, one that does not answer is not', async () => {
    const { seen, health } = reported()
    const chat = new TestChat('slack')
    const adapter = reportingAdapter(chat, health)
    const show = () =>
      adapter.show({ card: asking(say('desk.greeting')) }, { platform: 'slack', channel: 'D' })
    await show()
    chat.down = true
    await expect(show()).rejects.toThrow()
    expect(seen).toEqual(['chat:slack works', 'chat:slack failed'])
    const busy = new Fault('ERR_CHAT', 'slow down', { afterMs: 1000 })
    Object.assign(chat, { show: () => Promise.reject(busy) })
    await expect(show()).rejects.toBe(busy)
    expect(seen.at(-1)).toBe('chat:slack works')
  })
})
