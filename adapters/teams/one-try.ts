import type { ConnectorFactory } from 'botframework-connector'
import { z } from 'zod'
import { second } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'

/** Milliseconds the Connector has for an answer. */
export const patienceMs = 10 * second

interface Waiting {
  timeout: number
}

const fn = z.custom<(...given: readonly unknown[]) => unknown>((value) => typeof value === 'function')
/** The part of a ConnectorClient that sends, which its types keep to themselves. */
const Inner = z.object({ pipeline: z.object({ removePolicy: fn, addPolicy: fn }) })

/**
 * Connector clients that send once, follow no redirect and wait no longer than `patience` milliseconds. As they come, they repeat a
 * post after a 502 or a broken line, which a person may then read twice, sleep through a Retry-After with everybody behind them
 * waiting, and wait for an answer for ever; `noRetryPolicy` is an option that nothing reads. When to repeat is the outbox's to say.
 * Throws `Fault` ERR_CHAT when a client is not built as it was: better nothing sent than sent twice.
 */
export const oneTry = (factory: ConnectorFactory, patience: number): ConnectorFactory => ({
  create: async (serviceUrl, audience) => {
    const client = await factory.create(serviceUrl, audience)
    const { pipeline } = innerOf(client)
    for (const name of ['defaultRetryPolicy', 'redirectPolicy']) {
      const removed = pipeline.removePolicy({ name })
      if (!Array.isArray(removed) || removed.length !== 1) throw changed()
    }
    pipeline.addPolicy({
      name: 'patience',
      sendRequest: (request: Waiting, next: (request: Waiting) => unknown) => {
        request.timeout = patience
        return next(request)
      },
    })
    return client
  },
})

/** Not parsed but guarded: its methods must stay bound to what they belong to. */
const innerOf = (client: object): z.infer<typeof Inner> => {
  const inner: unknown = Reflect.get(client, 'client')
  if (!isInner(inner)) throw changed()
  return inner
}

const isInner = (value: unknown): value is z.infer<typeof Inner> => Inner.safeParse(value).success

const changed = (): Fault => new Fault('ERR_CHAT', 'botbuilder’s Connector client is not built as it was')
