import { expect, test } from 'vitest'
import { draining } from '../src/assemble-serve.ts'

const forever = (): Promise<void> => new Promise(() => undefined)

/** Sends these signals to a service that stops like this; answers how it ended and what it told. */
const signalled = async (stop: () => Promise<void>, signals: readonly string[], mostMs?: number) => {
  const told: string[] = []
  const code = await new Promise<number>((exit) => {
    const drain = draining(stop, (event) => told.push(event), exit, mostMs)
    for (const signal of signals) void drain(signal)
  })
  return { code, told }
}

test('a service that stops in order ends with 0', async () => {
  expect(await signalled(() => Promise.resolve(), ['SIGTERM'])).toEqual({
    code: 0,
    told: ['service.draining', 'service.stopped'],
  })
})

test('one whose stop fails says so and ends with 1', async () => {
  expect(await signalled(() => Promise.reject(new Error('no')), ['SIGTERM'])).toEqual({
    code: 1,
    told: ['service.draining', 'service.fault'],
  })
})

test('one that something keeps from stopping is cut off, and says so', async () => {
  expect(await signalled(forever, ['SIGTERM'], 10)).toEqual({
    code: 1,
    told: ['service.draining', 'service.cut'],
  })
})

test('a second signal changes nothing: npm hands on what the terminal has sent us already', async () => {
  expect(await signalled(() => Promise.resolve(), ['SIGINT', 'SIGINT'])).toEqual({
    code: 0,
    told: ['service.draining', 'service.stopped'],
  })
})
