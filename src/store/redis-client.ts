import { Fault } from '../story/errors.ts'
import { second } from '../lib/clock.ts'

export type Client = Awaited<ReturnType<typeof makeClient>>

/** How a client behaves when its socket is lost: tries again after so many ms, or is over. */
type Again = false | ((tries: number) => number)

/**
 * A command sent to a hung server has no deadline of its own, so a silent socket is dropped after `socketTimeout`;
 * pings keep an idle one below it. That error ends the default reconnecting for good, hence our own strategy.
 * Commands are refused while offline, never queued to run later. Needs an 'error' listener, or the process ends.
 */
export const makeClient = async (url: string, again: Again, connectMs: number = second) => {
  if (!URL.canParse(url)) throw new Fault('ERR_CONFIG', 'the address of redis is not a URL')
  const { createClient } = await import('redis')
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: second,
    socket: { connectTimeout: connectMs, socketTimeout: 4 * second, reconnectStrategy: again },
  })
}

/** One connection that lives as long as its socket, and calls `lost` when that is gone. */
export const openClient = async (
  url: string,
  connectMs: number,
  lost: (fault: unknown) => void = () => {},
): Promise<Client> => {
  const client = await makeClient(url, false, connectMs)
  client.on('error', lost)
  try {
    await within(connectMs, client.connect())
    return client
  } catch (error) {
    client.destroy()
    throw error
  }
}

export const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Some of the client's errors have an empty message; their class then says what happened. */
export const reason = (error: unknown): string =>
  error instanceof Error ? error.message || error.name || error.constructor.name : String(error)
